namespace InferenceOperator.Core.Training.Planning;

/// <summary>One way to free GPUs of a node: take so many workers of one candidate.</summary>
/// <param name="Candidate">Of whom.</param>
/// <param name="Target">Workers taken of it then, those taken before included.</param>
/// <param name="Freed">GPUs that it frees on the node.</param>
/// <param name="Standing">How it stands.</param>
internal readonly record struct Option(Candidate Candidate, int Target, int Freed, Standing Standing)
{
    /// <summary>Workers that stop for it.</summary>
    public int Workers => Target - Candidate.Taken;

    /// <summary>What it costs more than what was taken before: a gang stops once, however many of it go.</summary>
    public double Loss => Candidate.Taken > 0 ? 0 : Candidate.Loss;
}
