using InferenceOperator.Demo.Reporting;
using InferenceOperator.Demo.Setup;
using InferenceOperator.Demo.Steps;
using InferenceOperator.LocalClusters.RealNodes;

namespace InferenceOperator.Demo;

/// <summary>The six steps, one after the other, and what is left to say at the end.</summary>
internal sealed class DemoRun(TimeProvider time)
{
    private static readonly IReadOnlyList<IDemoStep> Steps =
    [
        new TrainingTakesAllGpus(), new ModelTakesPrecedence(), new RightAnswers(), new LoadBreaksObjective(), new LoadStops(), new RefusalAndCleanUp(),
    ];

    private readonly DemoConsole _console = new(time);

    /// <summary>Runs the demo.</summary>
    /// <returns>0 when all steps passed, else 1.</returns>
    public async Task<int> RunAsync(bool keep, string output, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var before = MachineState.WithoutNode();
        DemoCluster cluster;
        try
        {
            cluster = await DemoCluster.StartAsync(keep, _console, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Fail($"demo: the set-up failed: {exception.Message}");
        }

        bool passed;
        await using (cluster)
        {
            passed = await RunStepsAsync(cluster, start, output, cancellationToken);
        }

        if (!passed && !keep) return 1;
        if (keep) _console.Say($"the cluster stays up until 'make demo-down':\n\n    export KUBECONFIG={cluster.Kubeconfig}\n");
        else if (cluster.IsOwn && await RealNodeLeftovers.FindAsync(before) is { Count: > 0 } leftovers) return Fail($"demo: left behind on this machine: {string.Join("; ", leftovers)}");
        if (!passed) return 1;
        _console.Say($"the whole demo took {time.GetElapsedTime(start).TotalSeconds:F0} s");
        Console.WriteLine($"demo: {Steps.Count} of {Steps.Count} steps passed");
        return 0;
    }

    private async Task<bool> RunStepsAsync(DemoCluster cluster, long start, string output, CancellationToken cancellationToken)
    {
        using var demo = new DemoContext(cluster, _console, time);
        demo.Measurements.Add("cluster and operator ready", time.GetElapsedTime(start).TotalSeconds, "s");
        for (var i = 0; i < Steps.Count; i++)
        {
            _console.Title($"step {i + 1} of {Steps.Count}: {Steps[i].Title}");
            try
            {
                await Steps[i].RunAsync(demo, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _console.Say(await cluster.DiagnoseAsync(CancellationToken.None));
                Fail($"demo: step {i + 1} of {Steps.Count} failed ({Steps[i].Title}): {exception.Message}");
                return false;
            }
        }

        demo.Measurements.Save(output);
        DemoConsole.Table(demo.Measurements.Results);
        return true;
    }

    private static int Fail(string message)
    {
        Console.WriteLine(message);
        return 1;
    }
}
