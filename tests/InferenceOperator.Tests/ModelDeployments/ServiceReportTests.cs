using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.Reporting;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class ServiceReportTests
{
    [Fact]
    public void What_is_shown_reads_back_to_two_digits()
    {
        var learnt = new ServiceView { ServiceSeconds = 1.26, Parallelism = 8, Variability = 1.5, Uncertainty = 0.2, Samples = 12, Startup = TimeSpan.FromMinutes(3) };

        Restored(ServiceReport.Show(learnt)).Should().Be(learnt with { ServiceSeconds = 1.3 });
    }

    [Fact]
    public void A_start_up_alone_is_worth_showing() =>
        ServiceReport.Show(new ServiceView { Startup = TimeSpan.FromSeconds(40) }).Should().BeEquivalentTo(new ServiceStatus { Startup = "40s" });

    [Fact]
    public void Nothing_learnt_shows_nothing()
    {
        ServiceReport.Show(null).Should().BeNull();
        ServiceReport.Show(new ServiceView()).Should().BeNull();
        ServiceReport.Restore(new ScalingStatus()).Should().BeNull();
    }

    [Fact]
    public void Nonsense_in_the_status_was_not_learnt() =>
        Restored(new ServiceStatus { ServiceTime = "soon", Parallelism = -1, Variability = double.NaN, Uncertainty = 7, Samples = -3, Startup = "0s" })
            .Should().Be(new ServiceView { Uncertainty = 1 });

    private static ServiceView? Restored(ServiceStatus? service) => ServiceReport.Restore(new ScalingStatus { Service = service });
}
