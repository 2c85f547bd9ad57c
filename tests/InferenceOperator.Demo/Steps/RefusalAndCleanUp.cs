using InferenceOperator.Api;

namespace InferenceOperator.Demo.Steps;

/// <summary>A broken manifest is refused in words; deleting everything leaves nothing.</summary>
internal sealed class RefusalAndCleanUp : IDemoStep
{
    public string Title => "A broken manifest is refused; deleting everything leaves nothing behind";

    public async Task RunAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        await RefuseAsync(demo, cancellationToken);
        demo.Measurements.Add("operator memory", await demo.Cluster.OperatorMemoryMebibytesAsync(cancellationToken), "MiB");
        await demo.Cluster.KubectlAsync(["delete", "--namespace", DemoContext.Namespace, "modeldeployments,trainingjobs", "--all"], cancellationToken);
        var left = "";
        // A kubelet of 1.20 removes a stopped pod at once, or with its collection of dead sandboxes, once a minute.
        await demo.WaitAsync("no child of the deleted objects", TimeSpan.FromSeconds(90), async () =>
            (left = (await demo.Cluster.KubectlAsync(
                ["get", "deployments,replicasets,pods,services,poddisruptionbudgets", "--namespace", DemoContext.Namespace, "--output", "name"], cancellationToken)).Trim()).Length == 0 ? "" : null,
            cancellationToken);
        demo.Console.Say("no Deployment, Pod, Service or PodDisruptionBudget is left in the namespace");
        if (demo.Cluster.StaysUp)
        {
            demo.Console.Say("the operator stays installed, as the cluster stays up");
            return;
        }

        await demo.Cluster.UninstallAsync(cancellationToken);
        await demo.WaitAsync("no object of the installation", TimeSpan.FromSeconds(90), async () => await demo.Cluster.RemainsAsync(cancellationToken) is "" ? "" : null, cancellationToken);
        demo.Console.Say("with helm uninstall, the CRDs and the Lease deleted no object of the product is left");
    }

    private static async Task RefuseAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        var refused = await demo.Cluster.TryKubectlAsync(["apply", "--namespace", DemoContext.Namespace, "--filename", Path.Combine(AppContext.BaseDirectory, "Manifests", "broken-enum.yaml")], cancellationToken);
        if (refused.ExitCode == 0) throw new DemoFailedException("the API server took broken-enum.yaml");
        demo.Console.Say($"kubectl says: {refused.Error.Trim().Split('\n')[^1]}");
        var rule = await demo.Cluster.TryKubectlAsync(["apply", "--namespace", DemoContext.Namespace, "--filename", Path.Combine(AppContext.BaseDirectory, "Manifests", "broken-rule.yaml")], cancellationToken);
        if (rule.ExitCode != 0)
        {
            demo.Console.Say($"kubectl says: {rule.Error.Trim().Split('\n')[^1]}");
            return;
        }

        var model = await demo.ModelAsync("broken", "Stalled=True, InvalidSpec", model => model.Status?.Conditions.Condition(ConditionTypes.Stalled) is { Status: "True", Reason: ConditionReasons.InvalidSpec }, cancellationToken, 20);
        demo.Console.Say($"an API server without CEL takes it; the operator says: {model.Status!.Conditions.Condition(ConditionTypes.Stalled)!.Message}");
        if ((await demo.PodsAsync(Labels.Model + "=broken", cancellationToken)).Count > 0) throw new DemoFailedException("pods were made from an invalid spec");
    }
}
