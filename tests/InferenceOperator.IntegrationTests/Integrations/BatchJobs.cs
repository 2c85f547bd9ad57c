using InferenceOperator.IntegrationTests.Faults;

namespace InferenceOperator.IntegrationTests.Integrations;

/// <summary>Lets an operator find <see cref="ForeignKind.BatchJob"/> where batch/v1 has its Jobs: it reads, watches and writes there, and never hears the other name.</summary>
internal static class BatchJobs
{
    private const string Group = "/apis/batch/v1/";

    public static async Task<ApiProxy> StartAsync(string kubeconfig)
    {
        var proxy = await ApiProxy.StartAsync(kubeconfig);
        proxy.PathUpstream = path => path.StartsWith(Group, StringComparison.Ordinal) ? $"/apis/{ForeignKind.BatchJob.ApiVersion}/{path[Group.Length..]}" : path;
        // In objects and their owner references; what the API server says it serves stays as it is.
        proxy.Answers = line => line.Replace($"\"apiVersion\":\"{ForeignKind.BatchJob.ApiVersion}\"", "\"apiVersion\":\"batch/v1\"", StringComparison.Ordinal);
        return proxy;
    }
}
