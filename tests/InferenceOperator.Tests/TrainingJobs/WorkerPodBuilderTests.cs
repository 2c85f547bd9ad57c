using InferenceOperator.Api;
using InferenceOperator.Controllers.TrainingJobs.Manifests;
using InferenceOperator.Core.Training.Gang;
using k8s.Models;

namespace InferenceOperator.Tests.TrainingJobs;

public sealed class WorkerPodBuilderTests
{
    [Fact]
    public void Keeps_what_the_template_says_and_adds_what_a_worker_needs()
    {
        var pod = Build(Job(spec =>
        {
            spec.NodeSelector = new Dictionary<string, string> { ["zone"] = "a" };
            spec.Containers[0].Args = ["--epochs=3"];
            spec.Containers[0].Env = [new V1EnvVar { Name = "LR", Value = "0.1" }, new V1EnvVar { Name = "PET_NPROC_PER_NODE", Value = "gpu" }];
        }));
        pod.Metadata.Name.Should().Be("bert-1");
        pod.Metadata.Labels.Should().Contain("team", "nlp").And.Contain(Labels.Rank, "1").And.Contain(Labels.Attempt, "4").And.Contain(Labels.WorldSize, "8")
            .And.Contain(Labels.TrainingJob, "bert");
        pod.Metadata.OwnerReferences.Should().ContainSingle(owner => owner.Controller == true && owner.Uid == "uid" && owner.Kind == "TrainingJob");
        pod.Spec.NodeSelector.Should().Contain("zone", "a");
        pod.Spec.Containers[0].Args.Should().Equal("--epochs=3");
        Environment(pod).Should().Contain("LR", "0.1").And.Contain("RANK", "1").And.Contain("WORLD_SIZE", "8").And.Contain("MASTER_ADDR", "10.96.0.7")
            .And.Contain("PET_NPROC_PER_NODE", "gpu");
        (pod.Spec.RestartPolicy, pod.Spec.TerminationGracePeriodSeconds, pod.Spec.PriorityClassName).Should().Be(("Never", 90, PriorityClasses.Training));
    }

    [Fact]
    public void Says_our_variables_first_so_that_the_templates_may_refer_to_them() =>
        Build(Job(spec => spec.Containers[0].Env = [new V1EnvVar { Name = "NAME", Value = "worker-$(RANK)" }])).Spec.Containers[0].Env[^1].Name.Should().Be("NAME");

    [Fact]
    public void Never_lets_a_worker_preempt()
    {
        var pod = Build(Job(spec => (spec.PriorityClassName, spec.Priority, spec.PreemptionPolicy) = ("system-node-critical", 2_000_000_000, "PreemptLowerPriority")));
        pod.Spec.Should().BeEquivalentTo(new { PriorityClassName = PriorityClasses.Training, Priority = (int?)null, PreemptionPolicy = (string?)null });
    }

    [Fact]
    public void Tolerates_the_taint_of_gpu_nodes_when_it_asks_for_gpus()
    {
        Build(Job()).Spec.Tolerations.Should().ContainSingle(toleration => toleration.Key == "nvidia.com/gpu");
        Build(Job(spec => spec.Containers[0].Resources = null)).Spec.Tolerations.Should().BeNullOrEmpty();
    }

    [Fact]
    public void Is_restricted_where_the_template_says_nothing()
    {
        var spec = Build(Job()).Spec;
        spec.SecurityContext.Should().BeEquivalentTo(new { RunAsNonRoot = true, RunAsUser = 65532L, FsGroup = 65532L });
        spec.SecurityContext.SeccompProfile.Type.Should().Be("RuntimeDefault");
        spec.Containers[0].SecurityContext.AllowPrivilegeEscalation.Should().BeFalse();
        spec.Containers[0].SecurityContext.Capabilities.Drop.Should().Equal("ALL");
        (spec.AutomountServiceAccountToken, spec.EnableServiceLinks).Should().Be((false, false));
    }

    [Fact]
    public void Leaves_the_users_own_security_context_alone()
    {
        var spec = Build(Job(pod =>
        {
            pod.SecurityContext = new V1PodSecurityContext { RunAsNonRoot = false };
            pod.Containers[0].SecurityContext = new V1SecurityContext { Capabilities = new V1Capabilities { Add = ["IPC_LOCK"] } };
        })).Spec;
        spec.SecurityContext.Should().BeEquivalentTo(new { RunAsNonRoot = false, RunAsUser = (long?)null, FsGroup = (long?)null });
        spec.Containers[0].SecurityContext.Capabilities.Add.Should().Equal("IPC_LOCK");
        spec.Containers[0].SecurityContext.Capabilities.Drop.Should().BeNull();
    }

    public static TheoryData<string, Action<V1PodSpec>> Roots => new()
    {
        { "pod", pod => pod.SecurityContext = new V1PodSecurityContext { RunAsUser = 0 } },
        { "container", pod => pod.Containers[0].SecurityContext = new V1SecurityContext { RunAsUser = 0 } },
        { "init container", pod => pod.InitContainers = [new V1Container { Name = "own", SecurityContext = new V1SecurityContext { RunAsUser = 0 } }] },
    };

    [Theory]
    [MemberData(nameof(Roots))]
    public void Runs_as_root_what_the_template_wants_to_run_as_root(string level, Action<V1PodSpec> change)
    {
        var spec = Build(Job(change)).Spec;
        spec.SecurityContext.RunAsNonRoot.Should().BeNull($"the kubelet would refuse the user 0 of the {level}");
    }

    [Fact]
    public void Gives_a_user_to_every_container_that_does_not_say_its_own()
    {
        var spec = Build(Job(pod =>
        {
            pod.InitContainers = [new V1Container { Name = "own", SecurityContext = new V1SecurityContext { RunAsUser = 0 } }];
            pod.Containers.Add(new V1Container { Name = "mine", SecurityContext = new V1SecurityContext { RunAsUser = 1000 } });
            pod.Containers.Add(new V1Container { Name = "any", SecurityContext = new V1SecurityContext { RunAsNonRoot = false } });
        })).Spec;
        spec.SecurityContext.Should().BeEquivalentTo(new { RunAsNonRoot = (bool?)null, RunAsUser = (long?)null, RunAsGroup = (long?)null, FsGroup = (long?)null });
        spec.Containers[0].SecurityContext.Should().BeEquivalentTo(new { RunAsNonRoot = true, RunAsUser = 65532L, RunAsGroup = 65532L });
        spec.Containers[1].SecurityContext.Should().BeEquivalentTo(new { RunAsNonRoot = (bool?)null, RunAsUser = 1000L, RunAsGroup = (long?)null });
        spec.Containers[2].SecurityContext.RunAsUser.Should().BeNull();
        spec.InitContainers[0].SecurityContext.RunAsUser.Should().Be(0);
    }

    [Fact]
    public void Sees_a_change_of_the_template_and_of_the_time_to_save_and_of_nothing_else()
    {
        var before = WorkerPodBuilder.TemplateHash(Job());
        var job = Job();
        (job.Spec.Workers, job.Spec.BackoffLimit, job.Spec.Suspend) = (2, 9, true);
        WorkerPodBuilder.TemplateHash(job).Should().Be(before);
        WorkerPodBuilder.TemplateHash(Job(spec => spec.Containers[0].Image = "bert:2")).Should().NotBe(before);
        job.Spec.Checkpoint.GracePeriod = "10m";
        WorkerPodBuilder.TemplateHash(job).Should().NotBe(before);
    }

    [Theory]
    [InlineData(1, 56)]
    [InlineData(10_000_000, 55)]
    public void Leaves_room_for_ranks_and_services_in_host_names(int workers, int longest) => TrainingNames.LongestJobName(workers).Should().Be(longest);

    private static Dictionary<string, string?> Environment(V1Pod pod) => pod.Spec.Containers[0].Env.ToDictionary(variable => variable.Name, variable => (string?)variable.Value);

    private static V1Pod Build(TrainingJob job) => WorkerPodBuilder.Build(job, new GangAction.Create(1, 4, 8), TimeSpan.FromSeconds(89.5), "10.96.0.7");

    private static TrainingJob Job(Action<V1PodSpec>? change = null)
    {
        var spec = new V1PodSpec
        {
            Containers =
            [
                new V1Container
                {
                    Name = "worker",
                    Image = "bert:1",
                    Resources = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["nvidia.com/gpu"] = new("2") } },
                },
            ],
        };
        change?.Invoke(spec);
        return new TrainingJob
        {
            Metadata = new V1ObjectMeta { Name = "bert", NamespaceProperty = "nlp", Uid = "uid" },
            Spec = new TrainingJobSpec
            {
                Workers = 8,
                Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string> { ["team"] = "nlp" } }, Spec = spec },
            },
        };
    }
}
