using InferenceOperator.Api;
using InferenceOperator.Controllers.Conditions;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Controllers.ModelDeployments.Reporting;

/// <summary>The end of a pass: one status write when it differs, then the Events.</summary>
internal sealed class StatusReporter(StatusBuilder builder, IResourceClient client, ModelEvents events)
{
    /// <summary>Writes the status and records Events.</summary>
    /// <param name="pass">The finished pass.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>A task.</returns>
    public async Task ReportAsync(ReconcilePass pass, CancellationToken cancellationToken)
    {
        var status = builder.Build(pass);
        if (!StatusComparison.Same(pass.Model.Status, status))
        {
            await client.ApplyStatusAsync(new ModelDeployment { Metadata = pass.Model.Metadata, Status = status }, cancellationToken);
            events.Record(pass, status);
        }

        if (status.Scaling is not null)
            pass.LookAgainAfter(ScalingReport.RefreshInterval);
    }
}
