using InferenceOperator.Benchmarks.Reporting;
using InferenceServer.Tests.Support;

namespace InferenceServer.Benchmarks;

/// <summary>
/// The server on core 0, its callers on core 1, and ONNX Runtime alone on core 1 with one thread for comparison: both have one core. Rounds
/// measure one after the other, so that what else the machine does hits both.
/// </summary>
internal sealed class ServerBenchmark(int rounds)
{
    private const int Calls = 1000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Measures everything.</summary>
    public IReadOnlyList<BenchResult> Run() => [.. Latency(), .. Throughput(), .. Batching(), .. LargeTensors.Measure(rounds), .. Allocation.Measure(rounds), .. Upheaval.Measure(rounds)];

    private List<BenchResult> Latency()
    {
        using var server = PinnedProcess.Server("--model", $"vad={TestModels.VoiceActivity}");
        using var raw = new RawModel(TestModels.VoiceActivity, Tensor.VoiceActivity);
        using var rest = new RestCaller(server.Port, "vad", Tensor.VoiceActivity);
        using var grpc = new GrpcCaller(server.Port, "vad", Tensor.VoiceActivity);
        Repeat(2 * Calls, raw.Run, rest.Call, grpc.Call);
        var (alone, byRest, byGrpc) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var run = Clock.MedianMilliseconds(raw.Run, Calls);
            alone.Add(run);
            byRest.Add(Clock.MedianMilliseconds(rest.Call, Calls) - run);
            byGrpc.Add(Clock.MedianMilliseconds(grpc.Call, Calls) - run);
        }

        return
        [
            BenchResult.Shown("raw_p50_ms_vad", alone, "ms"),
            BenchResult.AtMost("added_p50_ms_rest", byRest, "ms", 0.20, "InferenceSession.Run in process"),
            BenchResult.AtMost("added_p50_ms_grpc", byGrpc, "ms", 0.25, "InferenceSession.Run in process"),
        ];
    }

    private List<BenchResult> Throughput()
    {
        using var server = PinnedProcess.Server("--model", $"vad={TestModels.VoiceActivity}", "--model", $"orientation={TestModels.Orientation}");
        return
        [
            .. Ratio("throughput_over_raw_orientation", server, "orientation", TestModels.Orientation, Picture),
            .. Ratio("throughput_over_raw_vad", server, "vad", TestModels.VoiceActivity, Tensor.VoiceActivity),
        ];
    }

    private List<BenchResult> Batching()
    {
        var folder = Directory.CreateTempSubdirectory("inference-server-bench-").FullName;
        try
        {
            var dense = DenseModel.Write(folder);
            string[] models = ["--model", $"dense={dense}", "--model", $"orientation={TestModels.Orientation}"];
            using var joined = PinnedProcess.Server(models);
            using var apart = PinnedProcess.Server([.. models, "--max-batch", "1"]);
            return
            [
                BenchResult.AtLeast("batching_gain", Gain(joined, apart, "dense", Tensor.Wave("x", 1, DenseModel.Width)), "", 1.5, "the same server with --max-batch 1, by processor time"),
                BenchResult.Shown("batching_gain_orientation", Gain(joined, apart, "orientation", Picture), "", "the same server with --max-batch 1, by processor time"),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Tensor Picture => Tensor.Wave("x", 1, 3, 48, 192);

    // By processor time: on a core that others use as well, what a second of the clock brings is theirs to say. On an idle machine both agree.
    private BenchResult[] Ratio(string name, PinnedProcess server, string model, string file, params Tensor[] inputs)
    {
        using var raw = new RawModel(file, inputs);
        using var callers = new Callers(server.Port, model, 4, inputs);
        Repeat(200, raw.Run, callers.Warm);
        Clock.Rates(callers.Calls, Second, server.ProcessorTime);
        var (byProcessor, byClock) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var alone = Clock.Rates([raw.Run], Second, () => Environment.CpuUsage.TotalTime);
            var served = Clock.Rates(callers.Calls, Second, server.ProcessorTime);
            byProcessor.Add(served.ProcessorSecond / alone.ProcessorSecond);
            byClock.Add(served.Second / alone.Second);
        }

        return
        [
            BenchResult.AtLeast(name, byProcessor, "", 0.90, "InferenceSession.Run, one after the other, by processor time"),
            BenchResult.Shown($"{name}_clock", byClock, "", "InferenceSession.Run on one core, one after the other, by the clock"),
        ];
    }

    private List<double> Gain(PinnedProcess joined, PinnedProcess apart, string model, params Tensor[] inputs)
    {
        using var toJoined = new Callers(joined.Port, model, 16, inputs);
        using var toApart = new Callers(apart.Port, model, 16, inputs);
        Clock.Rates(toJoined.Calls, Second, joined.ProcessorTime);
        Clock.Rates(toApart.Calls, Second, apart.ProcessorTime);
        var gains = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var without = Clock.Rates(toApart.Calls, Second, apart.ProcessorTime).ProcessorSecond;
            gains.Add(Clock.Rates(toJoined.Calls, Second, joined.ProcessorTime).ProcessorSecond / without);
        }

        return gains;
    }

    private static void Repeat(int times, params Action[] calls)
    {
        foreach (var call in calls)
        {
            for (var index = 0; index < times; index++)
                call();
        }
    }
}
