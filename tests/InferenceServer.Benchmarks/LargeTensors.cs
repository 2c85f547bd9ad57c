using InferenceOperator.Benchmarks.Reporting;
using InferenceServer.Tests.Support;

namespace InferenceServer.Benchmarks;

/// <summary>A tensor of 16 MiB to a model that makes one number of it: what the way to the model costs beyond bare sending and running.</summary>
internal static class LargeTensors
{
    private const int Elements = 4 * 1024 * 1024;
    private const int Calls = 20;

    /// <summary>Measures.</summary>
    public static IReadOnlyList<BenchResult> Measure(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("inference-server-bench-").FullName;
        try
        {
            var file = Path.Combine(folder, "most.onnx");
            File.WriteAllBytes(file, new OnnxModel().Input("x", OnnxModel.FP32, 1, Elements).Output("y", OnnxModel.FP32, 1, 1).Node("ReduceMax", ["x"], ["y"]).Build());
            return Measure(rounds, file, Tensor.Wave("x", 1, Elements));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static BenchResult[] Measure(int rounds, string file, Tensor tensor)
    {
        using var server = PinnedProcess.Server("--model", $"most={file}");
        using var sink = PinnedProcess.Sink(out var socket);
        using var raw = new RawModel(file, tensor);
        using var rest = new RestCaller(server.Port, "most", tensor);
        var one = new byte[1];
        var length = BitConverter.GetBytes((long)tensor.Bytes.Length);
        void Send()
        {
            socket.Send(length);
            for (var sent = 0; sent < tensor.Bytes.Length;)
                sent += socket.Send(tensor.Bytes.AsSpan(sent));
            socket.Receive(one);
        }

        var (ratios, bare) = (new List<double>(), new List<double>());
        for (var round = -1; round < rounds; round++)
        {
            var least = Clock.MedianMilliseconds(Send, Calls) + Clock.MedianMilliseconds(raw.Run, Calls);
            var ratio = Clock.MedianMilliseconds(rest.Call, Calls) / least;
            // The first round warms up.
            if (round < 0)
                continue;
            bare.Add(least);
            ratios.Add(ratio);
        }

        socket.Dispose();
        return
        [
            BenchResult.Shown("large_tensor_bare_ms", bare, "ms", "16 MiB over a bare socket, and InferenceSession.Run"),
            BenchResult.AtMost("large_tensor_ratio", ratios, "", 1.5, "16 MiB over a bare socket, and InferenceSession.Run"),
        ];
    }
}
