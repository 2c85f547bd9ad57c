using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training;

/// <summary>A job whose spec was broken while it ran: stopped, it could not come back before its owner mends it.</summary>
public sealed class BrokenSpecTests
{
    [Fact]
    public void Is_taken_from_only_when_no_other_job_will_do()
    {
        // Its template says nothing of GPUs any more, and it is the younger one, which else goes first.
        var broken = Paper.Job("broken", 1, 1, granted: 1, gpus: 0) with { Invalid = true, CreatedAt = Paper.Noon };
        var cluster = new ClusterSnapshot
        {
            Nodes = [Paper.Node("node", 2)],
            Models = [Paper.Model("ocr", wanted: 1, current: 0)],
            TrainingJobs = [broken, Paper.Job("sound", 1, 1, granted: 1)],
            Pods = [Paper.Worker("broken", 0, "node"), Paper.Worker("sound", 0, "node")],
        };

        cluster.Grant("sound").Kind.Should().Be(GrantKind.Suspend);
        cluster.Grant("broken").Kind.Should().Be(GrantKind.Run);

        (cluster with { TrainingJobs = [broken] }).Grant("broken").Kind.Should().Be(GrantKind.Suspend);
    }
}
