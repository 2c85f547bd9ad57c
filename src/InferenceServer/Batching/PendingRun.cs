using InferenceServer.Models;

namespace InferenceServer.Batching;

/// <summary>A request that waits for its turn.</summary>
internal sealed class PendingRun
{
    private readonly TaskCompletionSource<InferenceOutputs> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Creates one.</summary>
    /// <param name="inputs">What to run; they live until <see cref="Answer"/> is given.</param>
    /// <param name="arrived">Timestamp of its arrival.</param>
    /// <param name="mayJoin">Whether the model's requests are joined at all.</param>
    /// <param name="cancellationToken">Cancelled when its caller went away or has waited long enough.</param>
    public PendingRun(InferenceInputs inputs, long arrived, bool mayJoin, CancellationToken cancellationToken)
    {
        (Inputs, Arrived, CancellationToken) = (inputs, arrived, cancellationToken);
        Rows = mayJoin ? CommonRows(inputs.Shapes) : 0;
        Node = new LinkedListNode<PendingRun>(this);
    }

    /// <summary>What to run.</summary>
    public InferenceInputs Inputs { get; }

    /// <summary>Timestamp of its arrival.</summary>
    public long Arrived { get; }

    /// <summary>Cancelled when nobody waits any more.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The first dimension that all inputs have; 0 where the request cannot be joined with others.</summary>
    public long Rows { get; }

    /// <summary>Its place in the line.</summary>
    public LinkedListNode<PendingRun> Node { get; }

    /// <summary>The outputs, once.</summary>
    public Task<InferenceOutputs> Answer => _answer.Task;

    /// <summary>Whether this one and another may be one run: same inputs and outputs, and dimensions that differ in the first alone.</summary>
    public bool Fits(PendingRun other)
    {
        if (Rows == 0 || other.Rows == 0 || !Inputs.Names.SequenceEqual(other.Inputs.Names) || !Inputs.OutputNames.SequenceEqual(other.Inputs.OutputNames))
            return false;
        for (var input = 0; input < Inputs.Shapes.Count; input++)
        {
            if (!Inputs.Shapes[input].AsSpan(1).SequenceEqual(other.Inputs.Shapes[input].AsSpan(1)))
                return false;
        }

        return true;
    }

    /// <summary>Gives the outputs to the one who waits.</summary>
    public void Complete(InferenceOutputs outputs) => _answer.SetResult(outputs);

    /// <summary>Tells the one who waits what failed.</summary>
    public void Fail(Exception exception) => _answer.SetException(exception);

    /// <summary>Ends the wait.</summary>
    public void Cancel() => _answer.TrySetCanceled(CancellationToken);

    private static long CommonRows(IReadOnlyList<long[]> shapes)
    {
        long rows = 0;
        foreach (var shape in shapes)
        {
            if (shape.Length == 0 || (rows > 0 && shape[0] != rows))
                return 0;
            rows = shape[0];
        }

        return rows;
    }
}
