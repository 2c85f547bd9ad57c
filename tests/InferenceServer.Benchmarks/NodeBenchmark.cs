using System.Runtime.InteropServices;
using InferenceOperator.Benchmarks.Reporting;
using InferenceServer.Tests.Support;

namespace InferenceServer.Benchmarks;

/// <summary>
/// The server against ONNX Runtime's own binding for Node.js behind fastify: the same model, tensor, cores and callers, each asked in its fastest
/// form. Once on one core with session options made for it, once on both cores, one of which the callers use as well, with everybody's defaults.
/// A round asks one after the other, so that what else the machine does hits both.
/// </summary>
internal static class NodeBenchmark
{
    private const string Baseline = "onnxruntime-node behind fastify, raw bytes";
    private static readonly int[] Concurrencies = [1, 2, 8, 64];
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    /// <summary>Measures.</summary>
    public static IReadOnlyList<BenchResult> Measure(int rounds) => [.. Measure(rounds, "0", ""), .. Measure(rounds, "0,1", "_defaults")];

    private static List<BenchResult> Measure(int rounds, string cores, string suffix)
    {
        var picture = Tensor.Wave("x", 1, 3, 48, 192);
        using var server = PinnedProcess.ServerOn(cores, "--model", $"orientation={TestModels.Orientation}");
        using var node = PinnedProcess.NodeOn(cores, TestModels.Orientation, picture, defaults: suffix.Length > 0);
        RequireSameAnswers(server.Port, node.Port, picture);
        var results = new List<BenchResult>();
        List<double>? least = null;
        foreach (var concurrency in Concurrencies)
        {
            using var toServer = new Callers(server.Port, "orientation", concurrency, picture);
            using var toNode = new Callers(concurrency, () => RestCaller.Plain(node.Port, "/infer", picture.Bytes));
            var (ratios, ours, theirs) = Compare(rounds, server, toServer, node, toNode);
            results.Add(BenchResult.Shown($"over_node_fastify{suffix}_{concurrency}", ratios, "", Baseline));
            results.Add(BenchResult.Shown($"p99_ms{suffix}_{concurrency}", [ours], "ms"));
            results.Add(BenchResult.Shown($"p99_ms{suffix}_{concurrency}_node_fastify", [theirs], "ms"));
            if (least is null || BenchResult.Median(ratios) < BenchResult.Median(least))
                least = ratios;
        }

        return [BenchResult.AtLeast($"over_node_fastify{suffix}", least!, "", 2, $"{Baseline}; requests in a second, the least ratio of {string.Join(", ", Concurrencies)} callers"), .. results];
    }

    private static (List<double> Ratios, double Ours, double Theirs) Compare(int rounds, PinnedProcess server, Callers toServer, PinnedProcess node, Callers toNode)
    {
        Clock.Rates(toServer.Calls, Slice, server.ProcessorTime);
        Clock.Rates(toNode.Calls, Slice, node.ProcessorTime);
        var (ratios, ours, theirs) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            // Who goes first changes, for what the other leaves behind in the caches.
            var first = round % 2 == 0 ? Clock.Rates(toServer.Calls, Slice, server.ProcessorTime, ours).Second : 0;
            var rival = Clock.Rates(toNode.Calls, Slice, node.ProcessorTime, theirs).Second;
            ratios.Add((round % 2 == 0 ? first : Clock.Rates(toServer.Calls, Slice, server.ProcessorTime, ours).Second) / rival);
        }

        ours.Sort();
        theirs.Sort();
        return (ratios, Clock.Percentile99(ours), Clock.Percentile99(theirs));
    }

    /// <summary>A rival that computes something else would prove nothing.</summary>
    private static void RequireSameAnswers(int server, int node, Tensor picture)
    {
        using var ours = new RestCaller(server, "orientation", picture);
        using var theirs = RestCaller.Plain(node, "/infer", picture.Bytes);
        ours.Call();
        theirs.Call();
        var expected = MemoryMarshal.Cast<byte, float>(theirs.Body);
        // The raw tensor is the end of the answer, behind the JSON.
        Span<float> answer = new float[expected.Length];
        ours.Body[^theirs.Body.Length..].CopyTo(MemoryMarshal.AsBytes(answer));
        for (var index = 0; index < expected.Length; index++)
        {
            if (!(MathF.Abs(expected[index] - answer[index]) < 1e-4f))
                throw new InvalidOperationException($"element {index} is {answer[index]} here and {expected[index]} there");
        }
    }
}
