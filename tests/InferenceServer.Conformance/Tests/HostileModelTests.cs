using InferenceServer.Conformance.Fuzzing;
using InferenceServer.Tests.Support;

namespace InferenceServer.Conformance.Tests;

/// <summary>Model files that are meant to harm are refused with a reason, and the rest keeps serving. The server has a process of its own, since its end would be the harm.</summary>
public sealed class HostileModelTests(HostileModelTests.Fixture fixture) : IClassFixture<HostileModelTests.Fixture>, IAsyncLifetime
{
    private const int Changed = 1000;
    private const string Right = """{"inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"b","shape":[1,2],"datatype":"FP32","data":[3,4]}]}""";
    private readonly ServerUnderTest _server = fixture.Server;

    public static TheoryData<string> Names => [.. HostileModels.All.Keys];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _server.HasExited.Should().BeFalse(_server.Log);
        using var answer = await _server.Http.PostAsync("v2/models/good/infer", new StringContent(Right));
        (await answer.Content.ReadAsStringAsync()).Should().Contain("[4,6]", "the rest keeps serving");
        (await _server.LoadAsync("good")).Should().BeNull("models are still loaded");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Refuses(string what)
    {
        var file = _server.ModelFile("bad");
        await File.WriteAllBytesAsync(file, HostileModels.All[what]());

        var refusal = await _server.LoadAsync("bad");

        refusal.Should().StartWith("400: ").And.Contain("cannot load").And.NotContain("root:");
        refusal!.Length.Should().BeGreaterThan(100, "it says why");
    }

    [Fact]
    public async Task Survives_models_cut_and_changed_at_random()
    {
        var file = _server.ModelFile("bad");
        byte[][] models =
        [
            OnnxModel.Add(-1, 2), OnnxModel.Identity("BYTES", -1),
            new OnnxModel().Input("x", OnnxModel.FP32, 2).FloatInitializer("w", 1, 2).Output("y", OnnxModel.FP32, 2).Node("Mul", ["x", "w"], ["h"]).Node("Relu", ["h"], ["y"]).Build(),
        ];
        var refused = 0;
        for (var index = 0; index < Changed; index++)
        {
            var random = new FuzzRandom(7, index);
            var model = random.Pick(models);
            for (var times = 1 + random.Next(3); times > 0; times--)
                model = ByteDamage.Break(model, random);
            await File.WriteAllBytesAsync(file, model);
            if (await _server.LoadAsync("bad") is not { } refusal)
                continue;
            refusal.Should().StartWith("400: ", $"model {index}");
            refused++;
        }

        refused.Should().BeGreaterThan(Changed / 2);
    }

    [Fact]
    public async Task Survives_a_graph_of_many_operators_in_a_row()
    {
        await File.WriteAllBytesAsync(_server.ModelFile("long"), HostileModels.Long(20_000));

        (await _server.LoadAsync("long")).Should().BeNull("nothing is wrong with it");
    }

    [Theory]
    [InlineData("nested")]
    [InlineData("aliases")]
    [InlineData("large")]
    public async Task Refuses_a_configuration_that_unfolds(string what)
    {
        var file = _server.ModelFile("configured");
        await File.WriteAllBytesAsync(file, OnnxModel.Add(-1, 2));
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(file))!, "config.yaml"), what switch
        {
            "nested" => $"versions: {new string('[', 60_000)}",
            // Each holds ten of the one before: 10^20 in the end.
            "aliases" => $"versions: [{string.Join(", ", Enumerable.Range(1, 20).Select(level => $"&a{level} [{string.Join(", ", Enumerable.Repeat(level == 1 ? "x" : $"*a{level - 1}", 10))}]"))}]",
            _ => $"versions: [{string.Join(',', Enumerable.Repeat("1", 3_000_000))}]",
        });

        var refusal = await _server.LoadAsync("configured");

        File.Delete(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(file))!, "config.yaml"));
        refusal.Should().StartWith("400: ").And.Contain("config.yaml");
        refusal!.Length.Should().BeLessThan(1000);
    }

    /// <summary>One server for all of them: what one leaves behind is the next one's trouble.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal ServerUnderTest Server { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Server = await ServerUnderTest.StartAsync(folder => folder.Write("good/1/model.onnx", OnnxModel.Add(-1, 2)));
            File.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(Server.ModelFile("bad"))!, "link-to-passwd"), "/etc/passwd");
        }

        public Task DisposeAsync()
        {
            Server.Dispose();
            return Task.CompletedTask;
        }
    }
}
