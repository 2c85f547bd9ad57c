using InferenceOperator.Api;
using InferenceOperator.Capacity;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;
using InferenceOperator.Kubernetes;
using InferenceOperator.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Prometheus;
using OperatorMetrics = InferenceOperator.Metrics.OperatorMetrics;

namespace InferenceOperator.Tests.Capacity;

public sealed class CapacityLoopTests : IAsyncLifetime, IDisposable
{
    private readonly World _world = new();
    private readonly PlanBoard _board = new();
    private readonly RecordedQueue<ModelDeployment> _models = new();
    private readonly RecordedQueue<TrainingJob> _jobs = new();
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly CancellationTokenSource _end = new();
    private Func<DateTimeOffset, CapacityPlan>? _script;
    private Task _running = Task.CompletedTask;
    private int _plans;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _end.Dispose();

    [Fact]
    public async Task Plans_at_once_and_again_on_each_change_that_matters()
    {
        Start();
        await UntilAsync(() => _board.Latest is not null);

        _world.Node();
        await UntilAsync(() => _board.Latest!.Plan.Gpus.Count == 1);
        var model = _world.Model();
        await UntilAsync(() => _board.Models.Get(model.Metadata.Uid) is { Reason: AdmissionReason.Placed });
        var job = _world.Job();
        await UntilAsync(() => _board.TrainingJobs.Get(job.Metadata.Uid) is not null);

        await UntilAsync(() => _jobs.Requests.Contains(("research/bert", RequestPriority.Urgent)));
        _models.Requests.Should().Contain(("vision/ocr", RequestPriority.Urgent));
    }

    [Fact]
    public void The_same_plan_wakes_nobody()
    {
        _world.Node();
        _world.Model();
        var loop = Loop();
        loop.TryPlan();
        _models.Take();

        _world.Job();
        loop.TryPlan();

        _models.Take().Should().BeEmpty();
        _jobs.Take().Should().Equal(("research/bert", RequestPriority.Urgent));
    }

    [Fact]
    public void A_plan_that_fails_leaves_the_last_one_in_force_and_the_next_one_counts_again()
    {
        var model = _world.Model();
        _world.Node();
        var loop = Loop();
        loop.TryPlan();
        var before = _board.Latest;

        _script = _ => throw new InvalidOperationException("a mistake in the planner");
        loop.TryPlan().Should().BeNull();
        _board.Latest.Should().BeSameAs(before);
        _board.Models.Get(model.Metadata.Uid).Should().NotBeNull();

        _script = null;
        loop.TryPlan();
        _board.Latest.Should().NotBeSameAs(before);
    }

    [Fact]
    public async Task The_loop_outlives_a_plan_that_fails()
    {
        _script = _ => throw new InvalidOperationException("a mistake in the planner");
        Start();
        await UntilAsync(() => _plans > 0);

        _script = null;
        _world.Node();

        await UntilAsync(() => _board.Latest is not null);
    }

    [Fact]
    public async Task Looks_again_when_the_plan_says_so()
    {
        _script = now => Empty() with { NextCheck = now + TimeSpan.FromMilliseconds(1) };
        Start();

        await UntilAsync(() => _plans > 3);
    }

    [Fact]
    public async Task Many_changes_at_once_make_few_plans()
    {
        var clock = new FakeTimeProvider();
        var pause = TimeSpan.FromMilliseconds(50);
        _running = Loop(clock, pause).RunAsync(_end.Token);
        await UntilAsync(() => _board.Latest is not null);

        for (var node = 0; node < 100; node++)
            _world.Node($"node-{node}", gpus: 8);
        _plans.Should().Be(1, "the clock stands, and the pause after the first change with it");
        await UntilAsync(() =>
        {
            clock.Advance(pause);
            return _board.Latest!.Plan.Gpus is [{ Capacity: 800 }];
        });

        _plans.Should().Be(2);
    }

    [Fact]
    public void An_object_that_is_gone_is_off_the_board()
    {
        _world.Node();
        var model = _world.Model();
        var loop = Loop();
        loop.TryPlan();

        _world.Caches.Remove(model);
        loop.TryPlan();

        _board.Models.Entries.Should().BeEmpty();
    }

    [Fact]
    public void A_new_object_of_an_old_name_has_an_entry_of_its_own()
    {
        _world.Node();
        var old = _world.Job();
        var loop = Loop();
        loop.TryPlan();

        _world.Caches.Remove(old);
        _world.Job(change: job => job.Metadata.Uid = "uid-2");

        _board.TrainingJobs.Get("uid-2").Should().BeNull("the old grant is not the new job's");
        loop.TryPlan();
        _board.TrainingJobs.Entries.Keys.Should().Equal("uid-2");
    }

    [Fact]
    public async Task Shows_the_use_of_GPUs_and_forgets_products_that_are_gone()
    {
        var node = _world.Node(gpus: 8);
        _world.Pod("elsewhere", "notebook");
        var loop = Loop();
        loop.TryPlan();
        (await ScrapeAsync()).Should()
            .Contain("inference_operator_gpus{product=\"NVIDIA-H100-80GB-HBM3\",use=\"other\"} 1")
            .And.Contain("inference_operator_gpus{product=\"NVIDIA-H100-80GB-HBM3\",use=\"free\"} 7");

        _world.Caches.Remove(node);
        loop.TryPlan();
        (await ScrapeAsync()).Should().NotContain("NVIDIA-H100-80GB-HBM3");
    }

    private static CapacityPlan Empty() => new()
    {
        Models = new Dictionary<ObjectName, ModelAdmission>(),
        TrainingJobs = new Dictionary<ObjectName, TrainingGrant>(),
        Gpus = [],
        Memory = PlannerMemory.Empty,
    };

    private static async Task UntilAsync(Func<bool> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!reached())
            await Task.Delay(5, limit.Token);
    }

    private void Start() => _running = Loop().RunAsync(_end.Token);

    private CapacityLoop Loop() => Loop(TimeProvider.System, TimeSpan.FromMilliseconds(1));

    private CapacityLoop Loop(TimeProvider clock, TimeSpan debounce) => new(
        _world.Caches, _world.Snapshots, Plan, new PlanPublisher(_board, _models, clock, NullLogger<PlanPublisher>.Instance, _jobs),
        new CapacityWake(clock), new OperatorMetrics(_registry),
        Options.Create(new CapacityOptions { Debounce = debounce }), clock, NullLogger<CapacityLoop>.Instance);

    private CapacityPlan Plan(ClusterSnapshot snapshot, PlannerMemory memory, DateTimeOffset now)
    {
        Interlocked.Increment(ref _plans);
        return _script?.Invoke(now) ?? CapacityPlanner.Plan(snapshot, memory, now);
    }

    private async Task<string> ScrapeAsync()
    {
        using var stream = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
