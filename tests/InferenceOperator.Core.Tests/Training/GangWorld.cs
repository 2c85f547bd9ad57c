using InferenceOperator.Core.Training;
using InferenceOperator.Core.Training.Gang;

namespace InferenceOperator.Core.Tests.Training;

/// <summary>The world of one gang on paper: pods obey, say what they have to say, and stay while our finalizer holds them.</summary>
internal sealed class GangWorld(int workers, int backoffLimit = 1000)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private readonly HashSet<int> _finishedByThemselves = [];

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    public List<WorkerState> Pods { get; } = [];

    public GangFacts Facts { get; private set; } = new();

    public TrainingGrant? Grant { get; set; }

    public bool UserSuspended { get; set; }

    /// <summary>Attempts that ran and were told to make room, as the world saw it.</summary>
    public HashSet<int> Interrupted { get; } = [];

    public List<string> Broken { get; } = [];

    public bool Settled => Plan() is { Actions.Count: 0 } plan && plan.Facts == Facts;

    public void Give(int count, GrantKind kind = GrantKind.Run) => Grant = new(count, kind, "");

    public GangPlan Plan() => GangPlanner.Decide(
        new GangState { GpusPerWorker = 1, UserSuspended = UserSuspended, BackoffLimit = backoffLimit, Facts = Facts, Workers = [.. Pods] }, Grant, Now);

    /// <summary>Acts on a plan; a crash comes after so many actions and before the record is written, or after the record and before the actions.</summary>
    public void Reconcile(int? crashAfter = null, bool crashBeforeActions = false)
    {
        var plan = Plan();
        foreach (var action in plan.Actions.Take(crashBeforeActions ? 0 : crashAfter ?? int.MaxValue))
            Act(action);
        if (crashAfter is not null)
            return;
        if (plan.Facts.Finished && plan.Facts.EndReason == EndReason.Completed && !_finishedByThemselves.Contains(plan.Facts.Attempt))
            Broken.Add($"attempt {plan.Facts.Attempt} was stopped and counts as completed");
        if (plan.Facts.Preemptions > Facts.Preemptions && (plan.Facts.Preemptions - Facts.Preemptions > 1 || !Interrupted.Add(plan.Facts.Attempt)))
            Broken.Add($"attempt {plan.Facts.Attempt} was preempted twice");
        if (plan.Facts.LostGpuSeconds > Facts.LostGpuSeconds && plan.Facts.Phase != AttemptPhase.None)
            Broken.Add("lost work was counted before the attempt had ended");
        Facts = plan.Facts;
    }

    public void Pass(TimeSpan time) => Now += time;

    public void StartAll() => Change(pod => !pod.Running && !pod.Ended && !pod.Terminating, pod => pod with { Running = true, StartedAt = Now });

    /// <summary>Workers that were asked to stop save and go, or fail to.</summary>
    public void ObeyAll(int exitCode) => Change(
        pod => pod is { Terminating: true, Ended: false },
        pod => pod with { Running = false, Ended = true, ExitCode = exitCode, Message = exitCode == 0 ? "step=12" : "disk full", EndedAt = Now });

    public void FailOne(int rank) => Change(
        pod => pod.Rank == rank && pod is { Running: true, Terminating: false },
        pod => pod with { Running = false, Ended = true, ExitCode = 1, Message = "boom", EndedAt = Now });

    /// <summary>A worker's node is shut down: it is asked to stop without its pod being deleted, and saves or fails to.</summary>
    public void DisruptOne(int rank, int? exitCode) => Change(
        pod => pod.Rank == rank && pod is { Ended: false, Terminating: false },
        pod => pod with
        {
            Running = false,
            Ended = true,
            Disrupted = true,
            ExitCode = exitCode,
            EndedAt = Now,
            Message = exitCode == 0 ? "step=12" : null,
            LostBecause = "Terminated: node shutdown",
        });

    public void DeleteOne(int rank) => Change(pod => pod.Rank == rank && !pod.Terminating, Terminate);

    public void CompleteAll()
    {
        var current = Pods.Where(pod => pod.Attempt == Facts.Attempt).ToList();
        if (current.Count < Facts.WorldSize || Facts.WorldSize == 0 || current.Any(pod => !pod.Running || pod.Terminating))
            return;
        _finishedByThemselves.Add(Facts.Attempt);
        Change(pod => pod.Running, pod => pod with { Running = false, Ended = true, ExitCode = 0, Message = "done", EndedAt = Now });
    }

    /// <summary>No more faults: everything obeys until nothing is left to do.</summary>
    public void Settle(double roundSeconds = 400)
    {
        for (var round = 0; round < 200; round++)
        {
            Reconcile();
            StartAll();
            ObeyAll(0);
            Sweep();
            Pass(TimeSpan.FromSeconds(roundSeconds));
            if (Settled && Pods.TrueForAll(pod => pod.Running || pod.Ended))
                return;
        }

        Broken.Add($"never settles: {Facts}, next {string.Join(", ", Plan().Actions)}");
    }

    private void Act(GangAction action)
    {
        switch (action)
        {
            case GangAction.Create create:
                Create(create);
                break;
            case GangAction.Stop stop:
                Change(pod => pod.Pod == stop.Pod && !pod.Terminating, Terminate);
                break;
            case GangAction.Release release:
                Release(release.Pod);
                break;
            default:
                throw new InvalidOperationException($"unknown action {action}");
        }

        Sweep();
    }

    private void Create(GangAction.Create create)
    {
        if (Pods.Exists(pod => pod.Rank == create.Rank))
            Broken.Add($"rank {create.Rank} was created beside another");
        if (create.WorldSize > workers || create.Attempt != Facts.Attempt)
            Broken.Add($"{create} is off the record {Facts}");
        Pods.Add(new WorkerState { Pod = $"job-{create.Rank}", Rank = create.Rank, Attempt = create.Attempt, Held = true });
    }

    private void Release(string name)
    {
        var pod = Pods.Find(pod => pod.Pod == name);
        if (pod is not null && pod.Attempt == Facts.Attempt && Facts.Phase is AttemptPhase.Active or AttemptPhase.Ending)
            Broken.Add($"{name} was let go before its words were on record");
        Change(it => it.Pod == name, it => it with { Held = false });
    }

    private WorkerState Terminate(WorkerState pod) => pod with { Terminating = true, StopDeadline = Now + Grace };

    private void Change(Func<WorkerState, bool> which, Func<WorkerState, WorkerState> how)
    {
        for (var at = 0; at < Pods.Count; at++)
        {
            if (which(Pods[at]))
                Pods[at] = how(Pods[at]);
        }

        Sweep();
    }

    /// <summary>The API server drops a pod that is to go, once it has ended (or never ran) and no finalizer holds it.</summary>
    private void Sweep() => Pods.RemoveAll(pod => pod is { Terminating: true, Held: false } && (pod.Ended || !pod.Running));
}
