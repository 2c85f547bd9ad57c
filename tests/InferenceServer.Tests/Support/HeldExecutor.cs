using InferenceServer.Models;

namespace InferenceServer.Tests.Support;

/// <summary>Holds requests inside the model until told to go on, so that tests see a busy server without guessing at times.</summary>
internal sealed class HeldExecutor(IModelExecutor inner, AdmissionGate gate) : IModelExecutor
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _entered = new(0);

    public bool IsFull => gate.IsFull;

    public void Release() => _release.TrySetResult();

    /// <summary>Returns when another request is inside.</summary>
    public Task EnteredAsync() => _entered.WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask<InferenceOutputs> ExecuteAsync(InferenceInputs inputs, CancellationToken cancellationToken)
    {
        await gate.EnterAsync(cancellationToken);
        try
        {
            _entered.Release();
            await _release.Task.WaitAsync(cancellationToken);
            return await inner.ExecuteAsync(inputs, cancellationToken);
        }
        finally
        {
            gate.Leave();
        }
    }
}
