using System.Text.Json;
using InferenceOperator.Api;
using InferenceOperator.IntegrationTests.Faults;
using InferenceOperator.IntegrationTests.ModelDeployments;
using Microsoft.AspNetCore.Http;

namespace InferenceOperator.IntegrationTests.Scaling;

[Collection(ClusterCollection.Name)]
public sealed class ForbiddenAutoscalersTests(ClusterFixture fixture)
{
    [Fact]
    public async Task An_operator_that_may_not_read_autoscalers_goes_on_without()
    {
        await using var proxy = await ApiProxy.StartAsync(fixture.Cluster.Kubeconfig);
        var refused = 0;
        proxy.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/horizontalpodautoscalers", StringComparison.Ordinal))
                return false;
            Interlocked.Increment(ref refused);
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync(JsonSerializer.Serialize(new { kind = "Status", apiVersion = "v1", status = "Failure", reason = "Forbidden", code = 403, message = "may not list" }));
            return true;
        };

        await using var harness = await OperatorHarness.StartAsync(fixture, "forbidden", options => options.Kubeconfig = proxy.Kubeconfig);
        await Samples.RuntimeAsync(fixture.Client, harness.Namespace);
        await fixture.Client.CreateAsync(Samples.Model(harness.Namespace, "ocr", harness.Namespace));

        await fixture.Client.UntilAsync<ModelDeployment>(harness.Namespace, "ocr", model => model.Is(ConditionTypes.Ready, "True"));
        refused.Should().BePositive();
    }
}
