namespace InferenceOperator.Simulation;

/// <summary>A point of the plane of requests inside the objective and GPU-hours.</summary>
/// <param name="Class">Its CSS classes.</param>
/// <param name="Share">Share of requests within the objective, 0 to 1.</param>
/// <param name="Hours">GPU-hours.</param>
/// <param name="Text">What to say of it.</param>
/// <param name="Large">A row of the table, not merely a setting that was tried.</param>
internal sealed record PlanePoint(string Class, double Share, double Hours, string Text, bool Large);
