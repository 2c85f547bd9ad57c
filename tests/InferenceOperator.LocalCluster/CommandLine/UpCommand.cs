using System.CommandLine;

namespace InferenceOperator.LocalClusters.CommandLine;

/// <summary><c>up</c>: a cluster until Ctrl-C, or, with <c>--detach</c>, until <c>down</c>.</summary>
internal static class UpCommand
{
    private static readonly Option<bool> Detach = new("--detach") { Description = "Return once it is up; 'down' ends it" };

    public static Command Create()
    {
        var command = new Command("up", "Start a cluster and hold it until Ctrl-C") { Detach };
        foreach (var option in UpArguments.Options) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(Detach)
            ? DetachAsync(UpArguments.Of(parsed), cancellationToken)
            : HoldAsync(UpArguments.Of(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> DetachAsync(UpArguments arguments, CancellationToken cancellationToken)
    {
        var progress = new ConsoleProgress();
        if (DetachedCluster.Find(arguments.Name) is { } running)
        {
            progress.Report($"already up: export KUBECONFIG={running.Kubeconfig}");
            return 1;
        }

        var cluster = await DetachedCluster.StartAsync(arguments, progress, cancellationToken);
        progress.Report($"up; export KUBECONFIG={cluster.Kubeconfig}");
        return 0;
    }

    private static async Task<int> HoldAsync(UpArguments arguments, CancellationToken cancellationToken)
    {
        var progress = new ConsoleProgress();
        await using var cluster = await LocalCluster.StartAsync(arguments.ToClusterOptions(), progress, cancellationToken);
        DetachedCluster.Announce(arguments.Name, cluster.Kubeconfig);
        try
        {
            progress.Report($"up until Ctrl-C; export KUBECONFIG={cluster.Kubeconfig}");
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            progress.Report("going down");
            return 0;
        }
        finally
        {
            DetachedCluster.Withdraw(arguments.Name);
        }
    }
}
