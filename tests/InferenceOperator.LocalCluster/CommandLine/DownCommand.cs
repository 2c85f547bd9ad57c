using System.CommandLine;

namespace InferenceOperator.LocalClusters.CommandLine;

/// <summary><c>down</c>: ends a detached cluster; no cluster is fine.</summary>
internal static class DownCommand
{
    public static Command Create()
    {
        var command = new Command("down", "End a detached cluster and remove everything of it") { UpArguments.NameOption };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var progress = new ConsoleProgress();
            if (DetachedCluster.Find(parsed.GetValue(UpArguments.NameOption)!) is not { } cluster)
            {
                progress.Report(await AbandonedClusters.RemoveAsync() ? "removed a real node whose owner was killed" : "no cluster is up");
                return;
            }

            await cluster.StopAsync(cancellationToken);
            progress.Report("the cluster is gone");
        });
        return command;
    }
}
