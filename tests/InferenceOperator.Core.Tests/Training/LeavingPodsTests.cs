using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training;

/// <summary>GPUs that stopping pods are to leave: for how long a model waits for them before training is asked.</summary>
public sealed class LeavingPodsTests
{
    [Theory]
    [InlineData(30)] // soon gone
    [InlineData(-59)] // the kubelet may still report it
    public void Asks_nobody_for_what_is_on_its_way(int secondsLeft) => Kind(Old(secondsLeft)).Should().Be(GrantKind.Run);

    [Theory]
    [InlineData(-61)] // a finalizer holds it, or its node is lost
    [InlineData(24 * 3600)] // a grace period of a day: a job saves sooner
    public void Asks_training_when_a_pod_does_not_stop_in_time(int secondsLeft)
    {
        Kind(Old(secondsLeft)).Should().Be(GrantKind.Suspend);

        Cluster(Old(secondsLeft)).Admission("ocr").WaitingFor.Should().Contain("; 1 held by team/old, asked to stop and not gone in time; reclaiming 1 from training team/bert");
    }

    [Fact]
    public void Says_who_holds_them_when_nobody_else_can_be_asked() =>
        (Cluster(Old(-61)) with { TrainingJobs = [] }).Admission("ocr").Should().Match<ModelAdmission>(
            it => it.Reason == AdmissionReason.Waiting && it.WaitingFor!.Contains("held by team/old"));

    [Fact]
    public void Waits_for_workers_as_long_as_their_owner_lets_them_save()
    {
        var saves = Paper.Worker("saves", 0, "node").Stopping(TimeSpan.FromMinutes(30));
        var cluster = Cluster(saves);

        (cluster with { TrainingJobs = [.. cluster.TrainingJobs, Paper.Job("saves", 1, 1)] }).Grant("bert").Kind.Should().Be(GrantKind.Run);
    }

    [Fact]
    public void Looks_again_when_a_pod_should_be_gone() =>
        Cluster(Old(-30)).Plan().NextCheck.Should().BeCloseTo(Paper.Noon + TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));

    private static PodState Old(int secondsLeft) => Paper.Pod("old", "node").Stopping(TimeSpan.FromSeconds(secondsLeft));

    private static GrantKind Kind(PodState stopping) => Cluster(stopping).Grant("bert").Kind;

    private static ClusterSnapshot Cluster(PodState stopping) => new()
    {
        Nodes = [Paper.Node("node", 2)],
        Models = [Paper.Model("ocr", wanted: 1, current: 0)],
        TrainingJobs = [Paper.Job("bert", 1, 1, granted: 1)],
        Pods = [Paper.Worker("bert", 0, "node"), stopping],
    };
}
