using System.Runtime.InteropServices;
using InferenceServer.Models;
using InferenceServer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Tests.Models;

/// <summary>Which models have a session with one thread beside their own, and what it answers.</summary>
public sealed class OneThreadSessionTests : IDisposable
{
    private static readonly bool SeveralProcessors = Environment.ProcessorCount > 1;
    private readonly TemporaryFolder _folder = new();
    private readonly ModelSource _source;

    public OneThreadSessionTests() => _source = new ModelSource("m", "1", _folder.Write("m.onnx", OnnxModel.Add(-1, 64)));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 1, false, ExecutionProviders.Cpu, true)]
    [InlineData(2, 1, false, ExecutionProviders.Cpu, false)]
    [InlineData(0, 2, false, ExecutionProviders.Cpu, false)]
    [InlineData(2, 1, true, ExecutionProviders.Cpu, false)]
    [InlineData(0, 2, true, ExecutionProviders.Cpu, false)]
    [InlineData(0, 1, false, ExecutionProviders.Cuda, false)]
    public void Chooses_threads_where_nobody_said_how_many(int threads, int instances, bool inConfig, string provider, bool expected)
    {
        var settings = inConfig ? new SessionSettings() : new SessionSettings(Threads: threads, Instances: instances);
        var config = inConfig ? new ModelConfig { Threads = threads, Instances = instances } : null;

        Factory(settings).ChoosesThreads(_source with { Config = config }, provider).Should().Be(expected && SeveralProcessors);
    }

    [Fact]
    public void Holds_no_more_model_bytes_than_are_left_and_gives_them_back()
    {
        var factory = Factory(new SessionSettings(ProviderChoice.Cpu));
        using var session = factory.TryCreate(_source, ExecutionProviders.Cpu, out _)!;
        var left = _source.FileBytes;
        factory.OneThreadBytes.TryTake(factory.OneThreadBytes.Bytes - left);

        using (var first = Create(factory, session))
        {
            (first is not null).Should().Be(SeveralProcessors);
            Create(factory, session).Should().BeNull("nothing is left");
        }

        factory.OneThreadBytes.Taken.Should().Be(factory.OneThreadBytes.Bytes - left);
    }

    [Fact]
    public void Answers_are_the_same_whichever_session_a_run_has()
    {
        var factory = Factory(new SessionSettings(ProviderChoice.Cpu));
        var session = factory.TryCreate(_source, ExecutionProviders.Cpu, out _)!;
        using var counted = new CountedSession(Create(factory, session), session);
        using var value = OrtValue.CreateTensorValueFromMemory(Enumerable.Range(0, 64).Select(index => (float)index).ToArray(), [1, 64]);
        var inputs = new InferenceInputs(["a", "b"], [value, value], [[1, 64], [1, 64]], ["sum"], 1, Bytes: 512);

        // The first ones have all threads and one in turn.
        for (var run = 0; run < 16; run++)
        {
            using var options = new RunOptions();
            using var outputs = counted.Run(options, inputs);
            MemoryMarshal.Cast<byte, float>(outputs[0].GetTensorMutableRawData()).ToArray().Should().Equal(Enumerable.Range(0, 64).Select(index => 2f * index));
        }
    }

    [Fact]
    public void Is_freed_with_its_model()
    {
        var factory = Factory(new SessionSettings(ProviderChoice.Cpu));
        var session = factory.TryCreate(_source, ExecutionProviders.Cpu, out _)!;
        var counted = new CountedSession(Create(factory, session), session);
        factory.OneThreadBytes.Taken.Should().Be(SeveralProcessors ? _source.FileBytes : 0);

        counted.Dispose();

        factory.OneThreadBytes.Taken.Should().Be(0);
    }

    private static SessionFactory Factory(SessionSettings settings) => new(settings, NullLogger<SessionFactory>.Instance);

    private OneThreadSession? Create(SessionFactory factory, InferenceSession session) =>
        OneThreadSession.TryCreate(factory, _source, ExecutionProviders.Cpu, ModelSignature.Of(session), new Dictionary<string, long[]>(), TimeProvider.System);
}
