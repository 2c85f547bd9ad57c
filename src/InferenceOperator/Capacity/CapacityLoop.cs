using InferenceOperator.Boards;
using InferenceOperator.Core.Training;
using InferenceOperator.Integrations;
using InferenceOperator.Kubernetes;
using InferenceOperator.Metrics;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Capacity;

/// <summary>
/// Plans who gets which GPUs, whenever something changed that can change a plan, when the plan itself asked for a look, and now and then in
/// any case. A plan that fails leaves the last one in force.
/// </summary>
internal sealed partial class CapacityLoop(
    IResourceStores stores,
    SnapshotBuilder snapshots,
    PlanFunction planner,
    PlanPublisher publisher,
    CapacityWake wake,
    OperatorMetrics metrics,
    IOptions<CapacityOptions> options,
    TimeProvider time,
    ILogger<CapacityLoop> logger,
    IntegrationLoop? integrations = null,
    RolloutBoard? rollouts = null) : ILeaderService
{
    private PlannerMemory _memory = PlannerMemory.Empty;

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var triggers = new CapacityTriggers(stores, wake);
        using var onRollouts = rollouts?.Subscribe(_ => wake.Wake());
        var pace = new PlanPace(options.Value, time);
        if (integrations is not null)
            await integrations.PrepareAsync(cancellationToken);
        while (true)
        {
            wake.Clear();
            var started = time.GetTimestamp();
            var next = TryPlan();
            var took = time.GetElapsedTime(started);
            await wake.WaitAsync(UntilNext(next), cancellationToken);
            // Changes come in flocks: a Deployment's pods, a gang's workers.
            await Task.Delay(pace.Pause(took), time, cancellationToken);
        }
    }

    /// <summary>Makes a plan and puts it in force; a failure is logged and counted.</summary>
    /// <returns>When the plan asks for another look.</returns>
    internal DateTimeOffset? TryPlan()
    {
        try
        {
            return Plan();
        }
        catch (Exception e)
        {
            metrics.PlanFailed();
            LogFailed(e);
            return null;
        }
    }

    private DateTimeOffset? Plan()
    {
        var started = time.GetTimestamp();
        var inputs = snapshots.Build();
        var plan = planner(inputs.Snapshot, _memory, time.GetUtcNow());
        _memory = plan.Memory;
        var unsaid = publisher.Publish(plan, inputs);
        PlanMetrics.Show(metrics, plan);
        metrics.Planned(time.GetElapsedTime(started));
        return plan.NextCheck is null || unsaid < plan.NextCheck ? unsaid ?? plan.NextCheck : plan.NextCheck;
    }

    private TimeSpan UntilNext(DateTimeOffset? next)
    {
        if (next is not { } due)
            return options.Value.Resync;
        var wait = due - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < options.Value.Resync ? wait : options.Value.Resync;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The capacity plan failed; the last one stays in force and it is tried again")]
    private partial void LogFailed(Exception e);
}
