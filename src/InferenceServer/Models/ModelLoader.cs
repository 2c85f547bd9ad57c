using InferenceServer.Batching;
using InferenceServer.Buffers;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Models;

/// <summary>Takes a model from its file to warmed up: the first provider that both creates a session and runs it wins.</summary>
internal sealed partial class ModelLoader(SessionFactory sessions, ModelSettings settings, AlignedBufferPool pool, TimeProvider time, ILogger<ModelLoader> logger)
{
    /// <summary>Loads and warms up a model. Takes as long as the model needs; call it off the request path.</summary>
    /// <exception cref="ModelLoadException">The file is no servable model, or no wanted provider runs it.</exception>
    public ServedModel Load(ModelSource source)
    {
        var before = Environment.WorkingSet;
        var model = LoadOnBest(source);
        return model with { MemoryBytes = Math.Max(model.Source.FileBytes, Environment.WorkingSet - before) };
    }

    private ServedModel LoadOnBest(ModelSource source)
    {
        var reasons = new List<string>();
        foreach (var provider in sessions.Order(source))
        {
            foreach (var candidate in sessions.Candidates(source, provider))
            {
                var started = time.GetTimestamp();
                var session = CreateOrNull(candidate, provider, out var failure);
                var served = session is null ? null : WarmUpOrNull(candidate, provider, session, started, out failure);
                if (served is not null)
                    return served;
                reasons.Add(failure!);
            }
        }

        throw new ModelLoadException($"model {source.Name} runs on none of {string.Join(", ", sessions.Order(source))}: {string.Join("; ", reasons)}");
    }

    private InferenceSession? CreateOrNull(ModelSource source, string provider, out string? failure)
    {
        try
        {
            return sessions.TryCreate(source, provider, out failure);
        }
        catch (ModelLoadException exception) when (source.Variant is not null)
        {
            // The original comes next.
            LogFailed(source.Name, failure = exception.Message);
            return null;
        }
    }

    private ServedModel? WarmUpOrNull(ModelSource source, string provider, InferenceSession session, long started, out string? failure)
    {
        var keep = false;
        try
        {
            var signature = ModelSignature.Of(session);
            foreach (var output in signature.UnservableOutputs)
                LogUnservable(source.Name, output);
            var warmUp = WarmUp.Run(session, signature, Own(source).WarmUpShapes);
            failure = WarmUpVerdict.Against(provider, warmUp, () => WarmUpOnCpu(source, signature));
            if (failure is not null)
            {
                LogFailed(source.Name, failure);
                return null;
            }

            if (!warmUp.Succeeded)
                LogNotWarm(source.Name, provider, warmUp.Failure);
            LogLoaded(source.Name, source.Version, provider, sessions.Threads(source), signature.ToString(), time.GetElapsedTime(started).TotalMilliseconds);
            using var others = new Instances(sessions, source, provider, signature, Own(source).WarmUpShapes);
            var oneThread = OneThreadSession.TryCreate(sessions, source, provider, signature, Own(source).WarmUpShapes, time);
            if (oneThread is not null)
                LogChooses(source.Name, sessions.Threads(source));
            var counted = new CountedSession(oneThread, [session, .. others.Sessions]);
            keep = true;
            others.Keep();
            return Served(source, counted, signature, provider, warmUp);
        }
        finally
        {
            if (!keep)
                session.Dispose();
        }
    }

    private ServedModel Served(ModelSource source, CountedSession counted, ModelSignature signature, string provider, WarmUpResult warmUp)
    {
        try
        {
            return new ServedModel(source, counted, signature, provider, warmUp.Succeeded, Executor(source, signature, warmUp, new ModelRunner(counted.Run)));
        }
        catch
        {
            counted.Dispose();
            throw;
        }
    }

    private ModelSettings Own(ModelSource source) => source.Config?.Over(settings) ?? settings;

    private BatchingExecutor Executor(ModelSource source, ModelSignature signature, WarmUpResult warmUp, ModelRunner runner)
    {
        var own = Own(source);
        var limits = own.Batching;
        if (limits.MaxRows > 1)
        {
            // A probe cannot clear a model whose answers differ by how far its company's numbers reach.
            var reason = source.Variant is { MixesRows: true }
                ? "its int8 products take their range from the whole batch"
                : BatchProbe.Against(signature, warmUp.Succeeded ? warmUp.Shapes : null, runner);
            if (reason is null)
                LogJoins(source.Name, limits.MaxRows, limits.Budget.TotalMilliseconds);
            else
                LogJoinsNot(source.Name, reason);
            limits = reason is null ? limits : BatchLimits.Alone;
        }

        return new BatchingExecutor(runner, limits, own.EffectiveConcurrency, own.QueueLimit, pool, time, logger);
    }

    private WarmUpResult? WarmUpOnCpu(ModelSource source, ModelSignature signature)
    {
        try
        {
            using var session = sessions.TryCreate(source, ExecutionProviders.Cpu, out _);
            return session is null ? null : WarmUp.Run(session, signature, Own(source).WarmUpShapes);
        }
        catch (ModelLoadException)
        {
            // Operators that only the GPU has: there is nothing to compare with.
            return null;
        }
    }

    [LoggerMessage(5, LogLevel.Information, "Model {Model}: waiting requests are joined, up to {Rows} rows or {Milliseconds} ms of a run")]
    private partial void LogJoins(string model, int rows, double milliseconds);

    [LoggerMessage(6, LogLevel.Information, "Model {Model}: each request runs by itself: {Reason}")]
    private partial void LogJoinsNot(string model, string reason);

    [LoggerMessage(7, LogLevel.Information, "Model {Model}: a run has {Threads} threads, or a session of one thread where that is quicker or the processors are busy; --threads sets a number")]
    private partial void LogChooses(string model, int threads);

    [LoggerMessage(1, LogLevel.Information, "Model {Model} version {Version} is loaded on {Provider}, {Threads} threads: {Signature}, in {Milliseconds:F0} ms")]
    private partial void LogLoaded(string model, string version, string provider, int threads, string signature, double milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "Model {Model} on {Provider}: no invented input went through the warm-up, the first request pays for it; where its shape is the reason, give --warmup-shape or INFERENCE_WARMUP_SHAPES. {Failure}")]
    private partial void LogNotWarm(string model, string provider, string failure);

    [LoggerMessage(3, LogLevel.Warning, "Model {Model}: output {Output} is not a tensor that the protocol carries and is never answered")]
    private partial void LogUnservable(string model, string output);

    [LoggerMessage(4, LogLevel.Warning, "Model {Model}: {Failure}")]
    private partial void LogFailed(string model, string failure);
}
