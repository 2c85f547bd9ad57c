using InferenceOperator.Api;
using k8s.Models;

namespace InferenceOperator.Demo;

/// <summary>The waits that several steps need.</summary>
internal static class Waits
{
    public static V1Condition? Condition(this IEnumerable<V1Condition>? conditions, string type) =>
        conditions?.FirstOrDefault(condition => condition.Type == type);

    public static bool IsTrue(this IEnumerable<V1Condition>? conditions, string type) => conditions.Condition(type)?.Status == "True";

    public static Task<TrainingJob> JobAsync(
        this DemoContext demo, string name, string what, Func<TrainingJob, bool> seen, CancellationToken cancellationToken, int seconds = 60) =>
        demo.WaitAsync(what, TimeSpan.FromSeconds(seconds), async () => await demo.JobAsync(name, cancellationToken) is var job && seen(job) ? job : null, cancellationToken);

    public static Task<ModelDeployment> ModelAsync(
        this DemoContext demo, string name, string what, Func<ModelDeployment, bool> seen, CancellationToken cancellationToken, int seconds = 60) =>
        demo.WaitAsync(what, TimeSpan.FromSeconds(seconds), async () => await demo.ModelAsync(name, cancellationToken) is var model && seen(model) ? model : null, cancellationToken);

    /// <summary>The newest line of a training worker's log.</summary>
    public static async Task<string> LastLogLineAsync(this DemoContext demo, string pod, CancellationToken cancellationToken)
    {
        var log = await demo.Cluster.KubectlAsync(["logs", "--namespace", DemoContext.Namespace, "--tail=1", pod], cancellationToken);
        return log.Trim();
    }
}
