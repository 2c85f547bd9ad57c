using InferenceOperator.LocalClusters.Images;
using InferenceOperator.LocalClusters.RealNodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.RealNodes;

[Collection(RealNodeCollection.Name)]
[Trait("Category", "E2E")]
public sealed class TrainerTests(RealNodeFixture fixture)
{
    private const string Finalizer = "test.inferenceoperator.io/read-termination";

    [Fact]
    public async Task Saves_on_sigterm_acknowledges_and_resumes_from_that_step()
    {
        var space = await fixture.NewNamespaceAsync("trainer");
        var volume = await HostVolume.CreateAsync(fixture.Client, space, "checkpoints", fixture.Cluster.Folder.Combine("volumes", space));
        await fixture.RunAsync(space, Trainer("first"), Pods.IsReady);
        await Eventually.GetAsync(() => fixture.LogsAsync(space, "first"), log => log.Contains("saved", StringComparison.Ordinal));

        await fixture.Client.CoreV1.DeleteNamespacedPodAsync("first", space);
        var gone = await fixture.WaitForPodAsync(space, "first", pod => Pods.Terminated(pod) is not null);
        var end = Pods.Terminated(gone)!;
        await ReleaseAsync(space, "first");

        end.ExitCode.Should().Be(0);
        end.Message.Should().MatchRegex(@"^step=\d+ path=/checkpoints/rank-0/step-\d+\.json\n$");
        var (step, path) = Acknowledged(end.Message);
        File.Exists(Path.Combine(volume.Folder, Path.GetRelativePath("/checkpoints", path))).Should().BeTrue();

        await fixture.RunAsync(space, Trainer("second"), Pods.IsReady);
        var log = await Eventually.GetAsync(
            () => fixture.LogsAsync(space, "second"), text => text.Contains("from step", StringComparison.Ordinal));
        log.Should().Contain($"resumed from step {step},");
        await fixture.Client.CoreV1.DeleteNamespacedPodAsync("second", space);
        await ReleaseAsync(space, "second");
    }

    [Fact]
    public async Task Ends_with_exit_code_0_when_its_steps_are_done()
    {
        var space = await fixture.NewNamespaceAsync("trainer");
        var trainer = Pods.With("short", Container(("TRAINER_STEPS", "50"))).Restricted();

        var ended = await fixture.RunAsync(space, trainer, pod => Pods.Terminated(pod) is not null);

        Pods.Terminated(ended)!.ExitCode.Should().Be(0);
        (await fixture.LogsAsync(space, "short")).Should().Contain("done at step 50");
    }

    [Fact]
    public async Task Says_in_its_termination_message_that_the_checkpoint_failed()
    {
        var space = await fixture.NewNamespaceAsync("trainer");
        var trainer = Pods.With("faulty", Container(("TRAINER_FAIL_CHECKPOINT", "true"), ("TRAINER_STEP_MILLISECONDS", "20"))).Restricted();
        trainer.Metadata.Finalizers = [Finalizer];
        await fixture.RunAsync(space, trainer, Pods.IsReady);
        await Eventually.GetAsync(() => fixture.LogsAsync(space, "faulty"), log => log.Contains("step 0", StringComparison.Ordinal));

        await fixture.Client.CoreV1.DeleteNamespacedPodAsync("faulty", space);
        var end = Pods.Terminated(await fixture.WaitForPodAsync(space, "faulty", pod => Pods.Terminated(pod) is not null))!;
        await ReleaseAsync(space, "faulty");

        end.ExitCode.Should().Be(1);
        end.Message.Should().StartWith("checkpoint failed");
    }

    private static V1Pod Trainer(string name)
    {
        var pod = Pods.With(name, Container(
            ("TRAINER_CHECKPOINT_DIR", "/checkpoints"), ("TRAINER_CHECKPOINT_EVERY_STEPS", "10"), ("TRAINER_STEP_MILLISECONDS", "20"), ("TRAINER_STEPS", "1000000")));
        pod.Metadata.Finalizers = [Finalizer];
        return pod.Restricted().Mount("checkpoints", "/checkpoints").Limit((RealNode.GpuResource, "1"));
    }

    private static V1Container Container(params (string Name, string Value)[] environment) => new()
    {
        Name = "trainer",
        Image = ImageCatalog.Trainer,
        ImagePullPolicy = "IfNotPresent",
        Env = [.. environment.Select(variable => new V1EnvVar { Name = variable.Name, Value = variable.Value })],
    };

    private static (string Step, string Path) Acknowledged(string message)
    {
        var words = message.Trim().Split(' ');
        return (words[0]["step=".Length..], words[1]["path=".Length..]);
    }

    private Task<V1Pod> ReleaseAsync(string @namespace, string pod) => fixture.Client.CoreV1.PatchNamespacedPodAsync(
        new V1Patch("""{"metadata":{"finalizers":null}}""", V1Patch.PatchType.MergePatch), pod, @namespace);
}
