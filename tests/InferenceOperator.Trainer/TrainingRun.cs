using System.Globalization;

namespace InferenceOperator.Trainer;

/// <summary>One worker's life: resume, train, save now and then, and save once more when it is asked to go.</summary>
public sealed class TrainingRun(TrainerOptions options, TimeProvider time, Action<string> log)
{
    private const int BatchSize = 32;
    private const double LearningRate = 0.5;
    private readonly CheckpointStore? _store =
        options.CheckpointFolder is { } folder ? new CheckpointStore(folder, options.Rank) : null;

    /// <param name="leave">Cancelled by SIGTERM.</param>
    /// <returns>The exit code: 0 when all steps are done or the checkpoint that was asked for is saved.</returns>
    public async Task<int> RunAsync(CancellationToken leave)
    {
        var shard = Dataset.Shard(options.Rank, options.WorldSize);
        var resumed = _store?.Load();
        var model = resumed is null ? LogisticModel.Zero(Dataset.Features) : new LogisticModel(resumed.Weights);
        var step = resumed?.Step ?? 0;
        Say(resumed is null ? $"started from step 0, loss {model.Loss(shard):F4}" : $"resumed from step {step}, loss {model.Loss(shard):F4}");

        while (step < options.Steps && !leave.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            model.Step(Batch(shard, step), LearningRate);
            step++;
            if (step % options.CheckpointEverySteps == 0) Save(step, model, shard);
            await RestOfStepAsync(began, leave);
        }

        return step >= options.Steps ? Finish(step, model, shard) : Leave(step, model, shard);
    }

    private int Finish(int step, LogisticModel model, IReadOnlyList<Example> shard)
    {
        var path = Save(step, model, shard);
        Say($"done at step {step}");
        Acknowledge(step, path);
        return 0;
    }

    private int Leave(int step, LogisticModel model, IReadOnlyList<Example> shard)
    {
        if (options.FailCheckpoint)
        {
            Say($"checkpoint at step {step} failed on purpose");
            File.WriteAllText(options.TerminationLog, "checkpoint failed: TRAINER_FAIL_CHECKPOINT is set\n");
            return 1;
        }

        Acknowledge(step, Save(step, model, shard));
        Say($"left at step {step}");
        return 0;
    }

    private string? Save(int step, LogisticModel model, IReadOnlyList<Example> shard)
    {
        var checkpoint = new Checkpoint(step, model.Loss(shard), model.Weights);
        var path = _store?.Save(checkpoint);
        Say($"step {step} loss {checkpoint.Loss:F4}" + (path is null ? "" : $" saved {path}"));
        return path;
    }

    /// <summary>The one line by which the cluster learns what was saved: <c>step=N path=/…</c>.</summary>
    private void Acknowledge(int step, string? path)
    {
        if (path is not null)
            File.WriteAllText(options.TerminationLog, string.Create(CultureInfo.InvariantCulture, $"step={step} path={path}\n"));
    }

    private async Task RestOfStepAsync(long began, CancellationToken leave)
    {
        var rest = options.StepTime - time.GetElapsedTime(began);
        if (rest > TimeSpan.Zero) await Task.Delay(rest, time, leave).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static Example[] Batch(IReadOnlyList<Example> shard, int step) =>
        [.. Enumerable.Range(0, Math.Min(BatchSize, shard.Count)).Select(i => shard[(int)(((long)step * BatchSize + i) % shard.Count)])];

    private void Say(string message) => log(message);
}
