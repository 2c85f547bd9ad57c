using System.CommandLine;
using k8s;
using k8s.Models;
using Spectre.Console;

namespace InferenceOperator.LocalClusters.CommandLine;

/// <summary><c>status</c>: the nodes of the cluster that is up.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new Command("status", "Show the cluster that is up") { UpArguments.NameOption };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (DetachedCluster.Find(parsed.GetValue(UpArguments.NameOption)!) is not { } cluster)
            {
                AnsiConsole.MarkupLine("no cluster is up; start one with: make cluster-up");
                return 1;
            }

            using var client = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(cluster.Kubeconfig));
            var version = await client.Version.GetCodeAsync(cancellationToken);
            AnsiConsole.MarkupLineInterpolated($"Kubernetes {version.GitVersion}, process {cluster.ProcessId}, KUBECONFIG={cluster.Kubeconfig}");
            var nodes = await client.CoreV1.ListNodeAsync(cancellationToken: cancellationToken);
            var table = new Table().AddColumns("node", "ready", "GPUs", "product");
            foreach (var node in nodes.Items) table.AddRow(Row(node));
            AnsiConsole.Write(table);
            return 0;
        });
        return command;
    }

    private static string[] Row(V1Node node) =>
    [
        node.Metadata.Name,
        node.Status.Conditions?.FirstOrDefault(condition => condition.Type == "Ready")?.Status ?? "?",
        node.Status.Allocatable?.TryGetValue("nvidia.com/gpu", out var gpus) == true ? gpus.ToString() : "0",
        node.Metadata.Labels?.TryGetValue("nvidia.com/gpu.product", out var product) == true ? product : "",
    ];
}
