using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>Somebody who may give up GPUs, and how much of that the search has taken so far: a job, worker by worker or whole.</summary>
internal abstract class Candidate
{
    protected Candidate(IReadOnlyList<Holding> holdings) => Holdings = holdings;

    /// <summary>What it holds, in the order in which it is given up.</summary>
    public IReadOnlyList<Holding> Holdings { get; }

    /// <summary>Among candidates that lose the same: the lower is asked first.</summary>
    public int Order { get; set; }

    /// <summary>Workers or replicas taken so far.</summary>
    public int Taken { get; set; }

    /// <summary>The model that made it necessary.</summary>
    public ObjectName ForModel { get; set; }

    /// <summary>Workers or replicas that there are.</summary>
    public abstract int Granted { get; }

    /// <summary>GPU-seconds lost when anything of it is taken.</summary>
    public abstract double Loss { get; }

    /// <summary>The most that can be taken one by one.</summary>
    public abstract int MostByOnes { get; }

    /// <summary>How it stands when taken one by one; null: it may not be.</summary>
    public abstract Standing? ByOnes { get; }

    /// <summary>How it stands when taken whole; null: it may not be.</summary>
    public abstract Standing? Whole { get; }

    /// <summary>What goes when it has given up so many, and not before it has given up fewer.</summary>
    public IEnumerable<Holding> Between(int fewer, int many)
    {
        for (var position = fewer; position < Math.Min(many, Holdings.Count); position++) yield return Holdings[position];
    }
}
