using System.CommandLine;

namespace InferenceOperator.LocalClusters.CommandLine;

/// <summary><c>kubeconfig</c>: prints the path of a running cluster's kubeconfig, alone, for use in a shell.</summary>
internal static class KubeconfigCommand
{
    public static Command Create()
    {
        var command = new Command("kubeconfig", "Print the path of the kubeconfig of the cluster that is up") { UpArguments.NameOption };
        command.SetAction(parsed =>
        {
            if (DetachedCluster.Find(parsed.GetValue(UpArguments.NameOption)!) is { } cluster)
            {
                Console.Out.WriteLine(cluster.Kubeconfig);
                return 0;
            }

            Console.Error.WriteLine("no cluster is up; start one with: make cluster-up");
            return 1;
        });
        return command;
    }
}
