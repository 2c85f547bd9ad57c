using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Models;

/// <summary>
/// A second session of a small model, with one thread, beside the one that has a thread for each processor: a thread pool belongs to a session, so
/// that a run cannot choose otherwise.
/// </summary>
internal sealed class OneThreadSession : IDisposable
{
    private readonly SessionFactory _factory;
    private readonly long _bytes;

    private readonly InferenceSession _session;
    private readonly ThreadChoice _choice;
    private readonly TimeProvider _time;

    private OneThreadSession(SessionFactory factory, InferenceSession session, int processors, long bytes, TimeProvider time)
    {
        (_factory, _session, _bytes, _time) = (factory, session, bytes, time);
        _choice = new ThreadChoice(processors);
    }

    /// <summary>Creates it and warms it up; null where the model has no choice of threads, or where it would take more memory than such sessions may.</summary>
    /// <exception cref="ModelLoadException">The provider made the first session and does not make another.</exception>
    public static OneThreadSession? TryCreate(
        SessionFactory factory, ModelSource source, string provider, ModelSignature signature, IReadOnlyDictionary<string, long[]> warmUpShapes, TimeProvider time)
    {
        var bytes = source.FileBytes;
        if (!factory.ChoosesThreads(source, provider) || !factory.OneThreadBytes.TryTake(bytes))
            return null;
        InferenceSession? session = null;
        try
        {
            session = factory.TryCreate(source, provider, out var unavailable, threads: 1)
                ?? throw new ModelLoadException($"model {source.Name}: no session with one thread: {unavailable}");
            WarmUp.Run(session, signature, warmUpShapes);
            return new OneThreadSession(factory, session, factory.Threads(source), bytes, time);
        }
        catch
        {
            session?.Dispose();
            factory.OneThreadBytes.GiveBack(bytes);
            throw;
        }
    }

    /// <summary>Runs the model here or on the session with all threads, as is quicker.</summary>
    /// <param name="allThreads">The other session.</param>
    /// <param name="running">Tells how many runs of the model there are at this moment, this one included.</param>
    /// <param name="options">For the run.</param>
    /// <param name="inputs">What to run.</param>
    /// <exception cref="OnnxRuntimeException">The run failed.</exception>
    public IDisposableReadOnlyCollection<OrtValue> RunOnQuicker(InferenceSession allThreads, Func<int> running, RunOptions options, InferenceInputs inputs)
    {
        var before = running();
        var oneThread = _choice.OneThread(inputs.Bytes, before);
        var started = _time.GetTimestamp();
        var values = (oneThread ? _session : allThreads).Run(options, inputs.Names, inputs.Values, inputs.OutputNames);
        if (before == 1 && running() == 1)
            _choice.RanAlone(inputs.Bytes, oneThread, _time.GetElapsedTime(started));
        return values;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _session.Dispose();
        _factory.OneThreadBytes.GiveBack(_bytes);
    }
}
