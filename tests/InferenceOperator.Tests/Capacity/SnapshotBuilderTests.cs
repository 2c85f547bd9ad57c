using InferenceOperator.Api;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Training;
using InferenceOperator.Scaling;
using k8s.Models;

namespace InferenceOperator.Tests.Capacity;

public sealed class SnapshotBuilderTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
    private readonly World _world = new();

    private ClusterSnapshot Snapshot => _world.Snapshots.Build().Snapshot;

    [Fact]
    public void Reads_a_node()
    {
        _world.Node(gpus: 8, change: node => node.Spec.Taints = [new V1Taint { Key = "nvidia.com/gpu", Effect = "NoSchedule" }]);

        var node = Snapshot.Nodes.Should().ContainSingle().Subject;
        (node.Ready, node.Schedulable, node.Product, node.MemoryMiB).Should().Be((true, true, "NVIDIA-H100-80GB-HBM3", 81559));
        node.Gpus.Should().Equal(new Dictionary<string, int> { ["nvidia.com/gpu"] = 8 });
        node.Taints.Should().Equal(new NodeTaint("nvidia.com/gpu", null, "NoSchedule"));
    }

    [Fact]
    public void A_node_that_does_not_report_is_not_ready_and_a_cordoned_one_takes_nothing()
    {
        _world.Node("silent", change: node => node.Status.Conditions[0].Status = "Unknown");
        _world.Node("cordoned", change: node => node.Spec.Unschedulable = true);
        _world.Node("bare", change: node => (node.Spec, node.Status, node.Metadata.Labels) = (null, null, null));

        Snapshot.Nodes.ToDictionary(node => node.Name, node => (node.Ready, node.Schedulable)).Should().BeEquivalentTo(
            new Dictionary<string, (bool, bool)> { ["silent"] = (false, true), ["cordoned"] = (true, false), ["bare"] = (false, true) });
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(2, 2)]
    public void A_model_that_no_runtime_serves_asks_for_no_more_than_runs(int? deployed, int wanted)
    {
        var model = _world.Model(change: model => model.Spec.Replicas = 5);
        if (deployed is { } replicas)
            _world.Caches.Put(new V1Deployment
            {
                Metadata = new V1ObjectMeta { Name = "ocr", NamespaceProperty = "vision", OwnerReferences = [new V1OwnerReference { Uid = model.Metadata.Uid, Controller = true }] },
                Spec = new V1DeploymentSpec { Replicas = replicas },
            });
        Snapshot.Models.Single().WantedReplicas.Should().Be(5);

        _world.Caches.Remove(_world.Runtime);

        Snapshot.Models.Single().WantedReplicas.Should().Be(wanted);
    }

    [Fact]
    public void Knows_whose_a_pod_is()
    {
        var (model, job) = (_world.Model(), _world.Job());
        _world.Replica(model);
        _world.Worker(job, rank: 3);
        _world.Pod("elsewhere", "notebook");

        Snapshot.Pods.Select(pod => (pod.Name.Name, pod.Owner, pod.OwnerName?.ToString(), pod.Rank)).Should().BeEquivalentTo(new (string, PodOwner, string?, int?)[]
        {
            ("ocr-5d4f-a", PodOwner.Model, "vision/ocr", null),
            ("bert-3", PodOwner.Training, "research/bert", 3),
            ("notebook", PodOwner.Other, null, null),
        });
    }

    [Fact]
    public void A_pod_that_only_pretends_is_a_strangers()
    {
        var model = _world.Model();
        _world.Replica(model, "no-controller", pod => pod.Metadata.OwnerReferences = null);
        _world.Replica(model, "other-set", pod => pod.Metadata.OwnerReferences[0].Name = "det-77");
        _world.Replica(model, "elsewhere", pod => pod.Metadata.NamespaceProperty = "other");
        var job = _world.Job();
        _world.Worker(job, 0, pod => pod.Metadata.OwnerReferences[0].Uid = "uid-of-a-job-of-the-same-name-before");

        Snapshot.Pods.Should().HaveCount(4).And.OnlyContain(pod => pod.Owner == PodOwner.Other);
    }

    [Fact]
    public void Counts_what_holds_GPUs_and_nothing_else()
    {
        _world.Pod("a", "running");
        _world.Pod("a", "pending", pod => (pod.Spec.NodeName, pod.Status.Phase) = (null, "Pending"));
        _world.Pod("a", "stopping", pod => pod.Metadata.DeletionTimestamp = Noon);
        _world.Pod("a", "done", pod => pod.Status.Phase = "Succeeded");
        _world.Pod("a", "failed", pod => pod.Status.Phase = "Failed");
        _world.Pod("a", "cpu", pod => pod.Spec.Containers[0].Resources = null);

        var pods = Snapshot.Pods.ToDictionary(pod => pod.Name.Name);

        pods.Keys.Should().BeEquivalentTo("running", "pending", "stopping");
        pods["running"].Gpus.Should().Equal(new Dictionary<string, int> { ["nvidia.com/gpu"] = 1 });
        pods["pending"].Node.Should().BeNull();
        (pods["stopping"].Terminating, pods["stopping"].StopDeadline).Should().Be((true, new DateTimeOffset(Noon)));
    }

    [Fact]
    public void Reads_what_a_model_asks_for()
    {
        _world.Model(change: model =>
        {
            model.Spec.Priority = ModelPriorities.Critical;
            model.Spec.Replicas = 3;
            model.Spec.Gpu = new GpuRequirements { Count = 2, Products = ["NVIDIA-A10"], MinMemory = new ResourceQuantity("24Gi"), Fallback = GpuFallbacks.Cpu };
            model.Spec.Template = new PodAdditions { NodeSelector = new() { ["zone"] = "a" }, Tolerations = [new V1Toleration { Key = "team", Value = "vision", Effect = "NoSchedule" }] };
        });

        var demand = Snapshot.Models.Should().ContainSingle().Subject;

        (demand.Priority, demand.WantedReplicas, demand.CurrentReplicas, demand.CpuFallback).Should().Be((ModelPriority.Critical, 3, 0, true));
        (demand.Ask.Count, demand.Ask.Resource, demand.Ask.MinMemoryMiB).Should().Be((2, "nvidia.com/gpu", 24576));
        demand.Ask.Products.Should().Equal("NVIDIA-A10");
        demand.Ask.NodeSelector.Should().Equal(new Dictionary<string, string> { ["zone"] = "a" });
        demand.Ask.Tolerations.Should().Contain(new PodToleration("team", false, "vision", "NoSchedule"));
        demand.Ask.Tolerations.Should().Contain(toleration => toleration.Tolerates(new NodeTaint("nvidia.com/gpu", "present", "NoSchedule")));
    }

    [Fact]
    public void Knows_what_of_a_model_runs_on_CPU_nodes()
    {
        var model = _world.Model(change: model => model.Spec.Gpu = new GpuRequirements { Fallback = GpuFallbacks.Cpu });
        Snapshot.Models.Single().OnCpu.Should().BeFalse("nothing runs yet");
        _world.Caches.Put(new V1Deployment
        {
            Metadata = new V1ObjectMeta { Name = "ocr", NamespaceProperty = "vision", OwnerReferences = [new V1OwnerReference { Uid = model.Metadata.Uid, Controller = true }] },
            Spec = new V1DeploymentSpec { Replicas = 2, Template = new V1PodTemplateSpec { Spec = World.PodSpec(gpus: 0) } },
        });
        void WithoutGpu(V1Pod pod) => pod.Spec.Containers[0].Resources = null;
        _world.Replica(model, "a", WithoutGpu);
        _world.Replica(model, "stopping", pod => (pod.Spec.Containers[0].Resources, pod.Metadata.DeletionTimestamp) = (null, Noon));
        _world.Replica(model, "done", pod => (pod.Spec.Containers[0].Resources, pod.Status.Phase) = (null, "Failed"));
        _world.Pod("vision", "stranger", WithoutGpu);

        var demand = Snapshot.Models.Single();

        (demand.OnCpu, demand.PodsOnCpu).Should().Be((true, 1));
    }

    [Fact]
    public void Reads_MIG_devices() =>
        AskOf(new GpuRequirements { Count = 1, Mig = "1g.10gb" }).Resource.Should().Be("nvidia.com/mig-1g.10gb");

    [Fact]
    public void The_scaling_decision_says_what_a_model_wants()
    {
        var model = _world.Model(change: model => model.Spec.Scaling = new ScalingSpec { Latency = new LatencyObjective { Target = "80ms" } });
        _world.Scaling.Set(model.Metadata.Uid, new ScalingEntry(new ScalingDecision(5, Signal.Fresh, true, "", ScalingState.Empty), null, DateTimeOffset.UnixEpoch));

        Snapshot.Models.Single().WantedReplicas.Should().Be(5);
    }

    [Fact]
    public void What_runs_for_an_invalid_model_stays()
    {
        var model = _world.Model(change: model => (model.Spec.Replicas, model.Spec.Model.Uri) = (9, "ftp://nowhere"));
        _world.Caches.Put(new V1Deployment
        {
            Metadata = new V1ObjectMeta { Name = "ocr", NamespaceProperty = "vision", OwnerReferences = [new V1OwnerReference { Uid = model.Metadata.Uid, Controller = true }] },
            Spec = new V1DeploymentSpec { Replicas = 2 },
        });

        Snapshot.Models.Single().WantedReplicas.Should().Be(2);

        model.Spec.Suspend = true;
        _world.Caches.Put(model);
        Snapshot.Models.Single().WantedReplicas.Should().Be(0);
    }

    [Fact]
    public void A_model_that_nobody_asks_wants_no_GPU()
    {
        var model = _world.Model(change: model => model.Spec.Scaling = new ScalingSpec { MinReplicas = 0, Latency = new LatencyObjective { Target = "80ms" } });
        Snapshot.Models.Single().WantedReplicas.Should().Be(1, "a new model shows first that it can serve");

        _world.Scaling.Set(model.Metadata.Uid, new ScalingEntry(new ScalingDecision(0, Signal.NoTraffic, true, "1 -> 0", ScalingState.Empty), null, Noon));

        Snapshot.Models.Single().WantedReplicas.Should().Be(0);
    }

    [Theory]
    [InlineData(9, 2)]
    [InlineData(1, 1)]
    public void What_runs_without_its_runtime_stays_or_goes_but_nothing_is_added(int replicas, int expected)
    {
        var model = _world.Model(change: model => (model.Spec.Replicas, model.Spec.Scaling.Mode) = (replicas, ScalingModes.Manual));
        _world.Caches.Put(new V1Deployment
        {
            Metadata = new V1ObjectMeta { Name = "ocr", NamespaceProperty = "vision", OwnerReferences = [new V1OwnerReference { Uid = model.Metadata.Uid, Controller = true }] },
            Spec = new V1DeploymentSpec { Replicas = 2 },
        });
        _world.Caches.Remove(_world.Runtime);

        Snapshot.Models.Single().WantedReplicas.Should().Be(expected);
    }

    [Fact]
    public void Reads_what_a_job_asks_for_and_what_it_would_lose()
    {
        _world.Job(change: job =>
        {
            job.Spec.Checkpoint = new CheckpointSpec { Interval = "5m", GracePeriod = "90s", ResumeCost = "30s" };
            job.Metadata.CreationTimestamp = Noon;
            job.Status = new TrainingJobStatus
            {
                DesiredWorkers = 4,
                StartTime = Noon.AddMinutes(1),
                LastCheckpoint = new CheckpointStatus { Time = Noon.AddMinutes(5) },
                PreemptionTimes = [Noon.AddMinutes(-10)],
                PreemptedTime = Noon.AddMinutes(-10),
                LostGpuSeconds = 120,
            };
        });

        var demand = Snapshot.TrainingJobs.Should().ContainSingle().Subject;

        (demand.Workers, demand.MinWorkers, demand.GrantedWorkers, demand.Ask.Count).Should().Be((4, 2, 4, 2));
        (demand.CheckpointInterval, demand.GracePeriod, demand.ResumeCost).Should().Be((TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(30)));
        (demand.StartedAt, demand.LastCheckpointAt, demand.PreemptedAt).Should().Be((At(1), At(5), At(-10)));
        demand.Preemptions.Should().Equal(At(-10));
        (demand.LostGpuSeconds, demand.WantsToRun, demand.Invalid, demand.CreatedAt).Should().Be((120, true, false, At(0)));
    }

    [Fact]
    public void A_job_that_is_suspended_deleted_or_invalid_says_so()
    {
        _world.Job("suspended", job => job.Spec.Suspend = true);
        _world.Job("deleted", job => job.Metadata.DeletionTimestamp = Noon);
        _world.Job("invalid", job => job.Spec.Checkpoint.Interval = "soon");

        var jobs = Snapshot.TrainingJobs.ToDictionary(job => job.Name.Name);

        jobs["suspended"].UserSuspended.Should().BeTrue();
        jobs["deleted"].WantsToRun.Should().BeFalse();
        jobs["invalid"].Invalid.Should().BeTrue();
    }

    [Fact]
    public void Reads_what_preemptions_lost_and_which_stop_for_inference_is_under_way()
    {
        _world.Job("lost", job => job.Status = new TrainingJobStatus { RecentLosses = [new LossStatus { Time = Noon, Pool = "h100", GpuSeconds = 480 }, new LossStatus { Pool = "no time" }] });
        _world.Job("ends", job => job.Status = new TrainingJobStatus { AttemptPhase = "Ending", EndReason = "Shrunk", WorldSize = 4 });
        _world.Job("fails", job => job.Status = new TrainingJobStatus { AttemptPhase = "Ending", EndReason = "Failed", WorldSize = 4 });

        var jobs = Snapshot.TrainingJobs.ToDictionary(job => job.Name.Name);
        jobs["lost"].RecentLosses.Should().Equal(new LossRecord(Noon, "h100", 480));
        jobs["ends"].EndingWorkers.Should().Be(4);
        jobs["fails"].EndingWorkers.Should().Be(0);
    }

    [Fact]
    public void Replicas_that_somebody_else_scales_never_yield()
    {
        _world.Model("ours", model => model.Spec.Scaling.MinReplicas = 3);
        _world.Model("theirs", model => model.Spec.Scaling.Mode = ScalingModes.External);

        var models = Snapshot.Models.ToDictionary(model => model.Name.Name);
        models["ours"].Should().Match<ModelDemand>(it => it.CanYield && it.MinReplicas == 3);
        models["theirs"].CanYield.Should().BeFalse();
    }

    [Fact]
    public void Reads_a_pool()
    {
        _world.Caches.Put(new GpuPool
        {
            Metadata = new V1ObjectMeta { Name = "h100" },
            Spec = new GpuPoolSpec
            {
                Inference = new PoolInferenceSpec { Reserve = 2 },
                Training = new PoolTrainingSpec { MaxGpus = 12, MinRuntime = "1m", MaxWastedGpuSecondsPerHour = 5000 },
                Reclaim = new PoolReclaimSpec { Order = ["Checkpoint", "Prayer"], GiveBackDelay = "30s" },
            },
        });

        Snapshot.Pools.Should().ContainSingle().Which.Should().BeEquivalentTo(new PoolRules
        {
            Name = "h100",
            Reserve = 2,
            TrainingMaxGpus = 12,
            MaxWastedGpuSecondsPerHour = 5000,
            MinRuntime = TimeSpan.FromMinutes(1),
            Order = [ReclaimStep.Checkpoint],
            GiveBackDelay = TimeSpan.FromSeconds(30),
        });
    }

    [Fact]
    public void One_bad_object_is_left_out_and_the_others_count()
    {
        _world.Caches.Put(new GpuPool { Metadata = new V1ObjectMeta { Name = "bad" }, Spec = new GpuPoolSpec { Reclaim = new PoolReclaimSpec { GiveBackDelay = "later" } } });
        _world.Caches.Put(new GpuPool { Metadata = new V1ObjectMeta { Name = "good" } });
        _world.Node("bad", change: node => node.Spec.Taints = [null!]);
        _world.Node("good");
        _world.Pod("a", "bad", pod => pod.Spec.Containers = [null!]);
        _world.Pod("a", "good");

        Snapshot.Pools.Select(pool => pool.Name).Should().Equal("good");
        Snapshot.Nodes.Select(node => node.Name).Should().Equal("good");
        Snapshot.Pods.Select(pod => pod.Name.Name).Should().Equal("good");
    }

    [Theory]
    [InlineData("3000000000")]
    [InlineData("99999999999999999999999999999999999")]
    public void A_number_of_GPUs_that_no_machine_has_fits_nowhere_and_stops_nobody(string quantity)
    {
        void Ask(V1PodSpec pod) => pod.Containers[0].Resources.Requests["nvidia.com/gpu"] = pod.Containers[0].Resources.Limits["nvidia.com/gpu"] = new ResourceQuantity(quantity);
        _world.Node();
        _world.Pod("a", "huge", pod => Ask(pod.Spec));
        _world.Pod("a", "good");
        _world.Job(change: job => Ask(job.Spec.Template.Spec));
        _world.Model();

        var plan = CapacityPlanner.Plan(Snapshot, PlannerMemory.Empty, new DateTimeOffset(Noon));

        plan.TrainingJobs.Values.Single().Kind.Should().Be(GrantKind.Wait);
        Snapshot.Pods.Should().HaveCount(2);
    }

    private static DateTimeOffset At(int minutes) => new(Noon.AddMinutes(minutes));

    private GpuAsk AskOf(GpuRequirements gpu)
    {
        _world.Model(change: model => model.Spec.Gpu = gpu);
        return Snapshot.Models.Single().Ask;
    }
}
