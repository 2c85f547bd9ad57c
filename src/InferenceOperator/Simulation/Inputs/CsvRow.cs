namespace InferenceOperator.Simulation;

/// <summary>A line of a CSV file.</summary>
/// <param name="Line">Its number in the file, from 1.</param>
/// <param name="Fields">What stands between the commas, trimmed, without the quotes around it.</param>
internal sealed record CsvRow(int Line, string[] Fields);
