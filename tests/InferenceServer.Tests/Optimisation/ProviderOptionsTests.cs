using InferenceServer.Models;
using InferenceServer.Optimisation;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Optimisation;

/// <summary>What GPUs are asked for, in ONNX Runtime's names, and where engines are kept.</summary>
public sealed class ProviderOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Names_the_device_to_cuda() =>
        ExecutionProviders.CudaOptions(new SessionSettings(DeviceId: 3)).Should().Equal(new Dictionary<string, string> { ["device_id"] = "3" });

    [Fact]
    public void Limits_the_memory_of_cuda_without_doubling_over_it() =>
        ExecutionProviders.CudaOptions(new SessionSettings(GpuMemoryLimitBytes: 2L << 30)).Should().Equal(
            new Dictionary<string, string> { ["device_id"] = "0", ["gpu_mem_limit"] = "2147483648", ["arena_extend_strategy"] = "kSameAsRequested" });

    [Fact]
    public void Lets_tensorrt_keep_its_engines_in_the_models_folder() =>
        ExecutionProviders.TensorRtOptions(new SessionSettings(DeviceId: 1), "/cache/abc").Should().Equal(
            new Dictionary<string, string> { ["device_id"] = "1", ["trt_engine_cache_enable"] = "1", ["trt_engine_cache_path"] = "/cache/abc" });

    [Fact]
    public void Keeps_no_engines_unless_asked() =>
        ExecutionProviders.TensorRtOptions(new SessionSettings(), null).Should().Equal(new Dictionary<string, string> { ["device_id"] = "0" });

    [Theory]
    [InlineData("Auto", false, new[] { ExecutionProviders.Cuda, ExecutionProviders.Cpu })]
    [InlineData("Auto", true, new[] { ExecutionProviders.Cuda })]
    [InlineData("Cpu", true, new[] { ExecutionProviders.Cpu })]
    [InlineData("Cuda", false, new[] { ExecutionProviders.Cuda, ExecutionProviders.Cpu })]
    [InlineData("Cuda", true, new[] { ExecutionProviders.Cuda })]
    [InlineData("TensorRt", false, new[] { ExecutionProviders.TensorRt, ExecutionProviders.Cuda, ExecutionProviders.Cpu })]
    [InlineData("TensorRt", true, new[] { ExecutionProviders.TensorRt })]
    public void Tries_providers_in_order_and_no_other_where_one_is_required(string choice, bool required, string[] order) =>
        ExecutionProviders.Order(Enum.Parse<ProviderChoice>(choice), required).Should().Equal(order);

    [Fact]
    public void Keeps_engines_of_other_weights_and_other_gpus_apart()
    {
        var model = _folder.Write("m.onnx", OnnxModel.Add(2));
        var first = EngineCache.Folder(_folder["cache"], model, "NVIDIA H100 80GB HBM3");
        var onOther = EngineCache.Folder(_folder["cache"], model, "NVIDIA L4");
        var again = EngineCache.Folder(_folder["cache"], model, "NVIDIA H100 80GB HBM3");
        File.WriteAllBytes(model, OnnxModel.Add(3));
        var ofOther = EngineCache.Folder(_folder["cache"], model, "NVIDIA H100 80GB HBM3");

        new[] { first, onOther, ofOther }.Should().OnlyHaveUniqueItems().And.OnlyContain(folder => Directory.Exists(folder));
        again.Should().Be(first);
        Path.GetFileName(first).Should().EndWith("-NVIDIA-H100-80GB-HBM3");
    }

    [Fact]
    public void Says_what_to_do_about_a_cache_that_cannot_be_written()
    {
        var model = _folder.Write("m.onnx", OnnxModel.Add(2));

        var folder = () => EngineCache.Folder(Path.Combine(model, "cache"), model, "NVIDIA L4");

        folder.Should().Throw<ModelLoadException>().WithMessage("--engine-cache '*name a directory that user * may write, or leave it out");
    }

    [Fact]
    public void Knows_gpus_by_what_their_driver_shows()
    {
        _folder.Write("gpus/0000:01:00.0/information", [.. "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 12\n"u8]);
        _folder.Write("gpus/0000:02:00.0/information", [.. "Model: \t\t NVIDIA H100 80GB HBM3\n"u8]);

        HardwareKey.Gpu(_folder["gpus"]).Should().Be("NVIDIA H100 80GB HBM3");
        HardwareKey.Gpu(_folder["nothing"]).Should().Be("unknown GPU");
    }

    public void Dispose() => _folder.Dispose();
}
