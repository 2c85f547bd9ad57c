using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.Kubernetes;
using k8s;

namespace InferenceOperator.Controllers.TrainingJobs.Reporting;

/// <summary>One status write when it differs, then the Events.</summary>
internal sealed class TrainingReporter(TrainingStatusBuilder builder, IResourceClient client, TrainingEvents events)
{
    /// <summary>Writes the status and records Events.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>A task.</returns>
    public async Task ReportAsync(TrainingPass pass, CancellationToken cancellationToken)
    {
        var status = builder.Build(pass);
        if (Same(pass.Job.Status, status)) return;
        await client.ApplyStatusAsync(new TrainingJob { Metadata = pass.Job.Metadata, Status = status }, cancellationToken);
        events.Record(pass.Job, status);
    }

    private static bool Same(TrainingJobStatus? before, TrainingJobStatus after) =>
        before is not null && JsonNode.DeepEquals(JsonNode.Parse(KubernetesJson.Serialize(before)), JsonNode.Parse(KubernetesJson.Serialize(after)));
}
