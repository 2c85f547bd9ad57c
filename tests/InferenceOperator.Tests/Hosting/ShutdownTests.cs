using System.Globalization;
using InferenceOperator.Hosting;
using InferenceOperator.Tests.Charts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Tests.Hosting;

public sealed class ShutdownTests
{
    [Fact]
    public async Task The_operator_stops_in_order_well_before_its_pod_is_killed()
    {
        var pod = (await Chart.RenderAsync()).OfKind("Deployment").Single().At("spec", "template", "spec")!;
        await using var app = OperatorHost.Build(options => options.MetricsPort = 0);

        var patience = app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;

        // The rest is for the process to end.
        patience.TotalSeconds.Should().BeLessThanOrEqualTo(int.Parse(pod.Text("terminationGracePeriodSeconds"), CultureInfo.InvariantCulture) - 5);
    }
}
