namespace InferenceOperator.Boards;

/// <summary>What a rollout wants of the capacity plan.</summary>
/// <param name="WantsSurge">Room for one replica more.</param>
internal sealed record RolloutRequest(bool WantsSurge);
