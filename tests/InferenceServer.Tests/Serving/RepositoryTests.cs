using System.Net;
using System.Text.Json.Nodes;
using Grpc.Core;
using InferenceServer.Models;
using InferenceServer.Rpc.Messages;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Serving;

/// <summary>Models come, change and go while the server answers.</summary>
public sealed class RepositoryTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningServer _server = null!;

    public async Task InitializeAsync()
    {
        Write("neg/1", "Neg");
        Write("neg/2", "Abs");
        Write("other/1", "Neg");
        _server = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Lists_every_model_with_its_state()
    {
        _folder.Write("broken/1/model.onnx", [1, 2, 3]);
        (await LoadAsync("broken")).Status.Should().Be(HttpStatusCode.BadRequest);
        Write("new/1", "Neg");

        var index = await IndexAsync("""{}""");
        var ready = await IndexAsync("""{"ready":true}""");

        index.Select(entry => $"{entry!["name"]} {entry["version"]} {entry["state"]}").Should().Equal("broken  UNAVAILABLE", "neg 2 READY", "new  UNAVAILABLE", "other 1 READY");
        index[0]!["reason"]!.ToString().Should().Contain("broken").And.Contain("cannot load");
        ready.Select(entry => entry!["name"]!.ToString()).Should().Equal("neg", "other");
    }

    [Fact]
    public async Task Loads_a_model_that_came_later_and_unloads_it()
    {
        Write("new/1", "Neg");
        (await _server.Http.InferErrorAsync("new", "{}", HttpStatusCode.NotFound)).Should().Contain("no model 'new'");

        (await LoadAsync("new")).Status.Should().Be(HttpStatusCode.OK);
        (await AskAsync("new", 3)).Should().Be(-3);
        (await _server.Http.GetStringAsync("metrics")).Should().Contain("inference_model_ready{model=\"new\"} 1").And.MatchRegex("inference_model_memory_bytes\\{model=\"new\"\\} [1-9]");

        using (var unloaded = await _server.Http.PostAsync("v2/repository/models/new/unload", null))
            unloaded.StatusCode.Should().Be(HttpStatusCode.OK);
        (await _server.Http.InferErrorAsync("new", "{}", HttpStatusCode.NotFound)).Should().Contain("no model 'new'");
        (await IndexAsync("")).Single(entry => entry!["name"]!.ToString() == "new")!["reason"]!.ToString().Should().Be("unloaded");
        (await _server.Http.GetStringAsync("metrics")).Should().Contain("inference_model_ready{model=\"new\"} 0");
        (await _server.Http.GetAsync("v2/health/ready")).StatusCode.Should().Be(HttpStatusCode.OK, "a model that nobody wants does not make the server unready");
    }

    [Fact]
    public async Task Serves_the_versions_that_the_configuration_asks_for()
    {
        _folder.Write("neg/config.yaml", "versions: all\nmaxBatch: 1\n"u8.ToArray());

        (await LoadAsync("neg")).Status.Should().Be(HttpStatusCode.OK);

        (await AskAsync("neg/versions/1", 3)).Should().Be(-3);
        (await AskAsync("neg/versions/2", -3)).Should().Be(3);
        (await AskAsync("neg", -3)).Should().Be(3, "the highest version is the one without a name");
        JsonNode.Parse(await _server.Http.GetStringAsync("v2/models/neg"))!["versions"]!.ToJsonString().Should().Be("""["2","1"]""");
    }

    [Fact]
    public async Task Replaces_a_model_under_load_without_a_failed_request()
    {
        using var done = new CancellationTokenSource();
        using var grpc = new GrpcClient(_server.Address);
        var asked = 0;
        var callers = Enumerable.Range(0, 4).Select(async i =>
        {
            while (!done.IsCancellationRequested)
            {
                var answer = i % 2 == 0 ? await AskAsync("other", 5) : (await grpc.InferRawAsync("other", TensorData.Floats("x", [1], 5)))[0].AsFloats().Single();
                answer.Should().BeOneOf(-5, 5);
                Interlocked.Increment(ref asked);
            }
        }).ToList();

        for (var round = 0; round < 10; round++)
        {
            Write("other/1", round % 2 == 0 ? "Abs" : "Neg");
            (await LoadAsync("other")).Status.Should().Be(HttpStatusCode.OK);
            (await AskAsync("other", 5)).Should().Be(round % 2 == 0 ? 5 : -5);
            var before = Volatile.Read(ref asked);
            await Eventually.TrueAsync(() => Volatile.Read(ref asked) > before);
        }

        await done.CancelAsync();
        await Task.WhenAll(callers);
    }

    [Fact]
    public async Task Answers_a_request_that_waited_while_its_model_was_unloaded()
    {
        using var gate = new AdmissionGate(1, 1);
        HeldExecutor held = null!;
        _server.Replace("other", inner => held = new HeldExecutor(inner, gate));
        var running = AskAsync("other", 4);
        await held.EnteredAsync();
        var waiting = AskAsync("other", 6);
        await Eventually.TrueAsync(() => gate.Waiting == 1);

        using (var unloaded = await _server.Http.PostAsync("v2/repository/models/other/unload", null))
            unloaded.StatusCode.Should().Be(HttpStatusCode.OK);
        held.Release();

        (await running).Should().Be(-4);
        (await waiting).Should().Be(-6);
        await _server.Http.InferErrorAsync("other", "{}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Goes_on_with_the_old_model_when_the_new_one_cannot_be_loaded()
    {
        _folder.Write("other/1/model.onnx", [1, 2, 3]);

        (await LoadAsync("other")).Error.Should().Contain("cannot load");

        (await AskAsync("other", 5)).Should().Be(-5);
    }

    [Fact]
    public async Task Loads_and_unloads_over_grpc()
    {
        using var grpc = new GrpcClient(_server.Address);
        Write("new/1", "Neg");

        await grpc.Service.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = "new" });
        (await grpc.InferRawAsync("new", TensorData.Floats("x", [1], 2)))[0].AsFloats().Should().Equal(-2);
        var index = await grpc.Service.RepositoryIndexAsync(new RepositoryIndexRequest { Ready = true });
        await grpc.Service.RepositoryModelUnloadAsync(new RepositoryModelUnloadRequest { ModelName = "new" });

        index.Models.Select(model => (model.Name, model.Version, model.State)).Should().Equal(("neg", "2", "READY"), ("new", "1", "READY"), ("other", "1", "READY"));
        var again = async () => await grpc.Service.RepositoryModelUnloadAsync(new RepositoryModelUnloadRequest { ModelName = "new" });
        (await again.Should().ThrowAsync<RpcException>()).Which.Status.Should().Be(new Status(StatusCode.InvalidArgument, "model 'new' is not loaded"));
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".git")]
    [InlineData("%2e%2e%2fetc")]
    [InlineData("none")]
    public async Task Finds_only_what_is_a_directory_of_the_repository(string name) =>
        (await _server.Http.PostAsync($"v2/repository/models/{name}/load", null)).StatusCode.Should().Be(HttpStatusCode.NotFound);

    [Fact]
    public async Task Takes_no_configuration_or_files_from_a_request()
    {
        using var response = await _server.Http.PostAsync("v2/repository/models/neg/load", new StringContent("""{"parameters":{"config":"{}"}}"""));

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).Should().Contain("'config' is not supported").And.Contain("config.yaml");
    }

    [Fact]
    public async Task Loads_nothing_more_than_the_memory_given_to_models_holds()
    {
        await using var server = await StartAsync(modelMemory: 1);

        using var response = await server.Http.PostAsync("v2/repository/models/other/load", null);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).Should().Contain("--model-memory-mib");
    }

    [Fact]
    public async Task Lets_nobody_load_unless_its_owner_said_so()
    {
        await using var server = await StartAsync(control: false);
        using var grpc = new GrpcClient(server.Address);

        using var response = await server.Http.PostAsync("v2/repository/models/other/unload", null);
        var load = async () => await grpc.Service.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = "other" });

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).Should().Contain("--model-control");
        (await load.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.PermissionDenied);
        using var index = await server.Http.PostAsync("v2/repository/index", null);
        JsonNode.Parse(await index.Content.ReadAsStringAsync())!.AsArray().Should().HaveCount(2);
    }

    private Task<RunningServer> StartAsync(bool control = true, long modelMemory = 0) => RunningServer.StartAsync(options => options with
    {
        Models = ModelSources.Scan(_folder.Path, _ => { }),
        Repository = _folder.Path,
        ModelControl = control,
        ModelMemoryBytes = modelMemory,
    });

    // Written beside and renamed, as a copy into a repository should be.
    private void Write(string version, string operation)
    {
        var beside = _folder.Write($"{version}/.new", new OnnxModel().Input("x", OnnxModel.FP32, -1).Output("y", OnnxModel.FP32, -1).Node(operation, ["x"], ["y"]).Build());
        File.Move(beside, _folder[$"{version}/model.onnx"], overwrite: true);
    }

    private async Task<float> AskAsync(string model, float value) =>
        (await _server.Http.InferBinaryAsync(model, TensorData.Floats("x", [1], value)))[0].AsFloats().Single();

    private async Task<JsonArray> IndexAsync(string body)
    {
        using var response = await _server.Http.PostAsync("v2/repository/index", new StringContent(body));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray();
    }

    private async Task<(HttpStatusCode Status, string Error)> LoadAsync(string model)
    {
        using var response = await _server.Http.PostAsync($"v2/repository/models/{model}/load", null);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
