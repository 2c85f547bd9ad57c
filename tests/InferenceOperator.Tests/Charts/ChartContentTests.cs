using InferenceOperator.Api;

namespace InferenceOperator.Tests.Charts;

public sealed class ChartContentTests
{
    [Fact]
    public async Task Lint_finds_nothing()
    {
        var result = await Chart.HelmAsync("lint", "--strict", Chart.Folder);

        result.ExitCode.Should().Be(0, result.Output + result.Error);
    }

    [Fact]
    public async Task Priority_classes_are_in_the_order_of_the_API_and_training_preempts_nobody()
    {
        var classes = (await Chart.RenderAsync()).OfKind("PriorityClass").ToDictionary(document => document.Text("metadata", "name"));

        string[] order = [PriorityClasses.Critical, PriorityClasses.Standard, PriorityClasses.Batch, PriorityClasses.Training];
        order.Select(name => int.Parse(classes[name].Text("value"))).Should().BeInDescendingOrder();
        classes.Where(entry => entry.Value.Text("preemptionPolicy") == "Never").Select(entry => entry.Key)
            .Should().BeEquivalentTo(PriorityClasses.External, PriorityClasses.Training);
    }

    [Fact]
    public async Task The_onnx_runtime_serves_with_the_server_image()
    {
        var documents = await Chart.RenderAsync("--set", "server.image.repository=registry.example.com/server,server.image.tag=v1,server.image.pullPolicy=Always");

        var runtime = documents.OfKind(InferenceRuntime.KindName).Should().ContainSingle().Subject;
        runtime.Text("spec", "image").Should().Be("registry.example.com/server:v1");
        documents.OfKind("Deployment").Single().At("spec", "template", "spec")!.Items("containers").Single().Items("args").Select(item => item.ToString())
            .Should().Contain(["--pull-image=registry.example.com/server:v1", "--pull-image-pull-policy=Always"]);
    }

    [Fact]
    public async Task VLLM_runs_as_a_user_that_its_image_does_not_know()
    {
        var runtime = (await Chart.RenderAsync("--set", "runtimes.onnx.enabled=false,runtimes.vllm.enabled=true")).OfKind(InferenceRuntime.KindName).Single();

        var environment = runtime.Items("spec", "env").ToDictionary(variable => variable.Text("name"), variable => variable.Text("value"));
        environment.Should().ContainKey("USER", "Python's getpass.getuser() fails without it for a user who is not in /etc/passwd");
        var writable = runtime.Items("spec", "writablePaths").Select(path => path.ToString()).ToList();
        new[] { environment["HOME"], environment["TORCHINDUCTOR_CACHE_DIR"] }.Should().OnlyContain(path => writable.Exists(root => path == root || path.StartsWith(root + "/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("replica=3", "additional properties 'replica' not allowed")]
    [InlineData("scaling.interval=5", "at '/scaling/interval': got number, want string")]
    [InlineData("image.pullPolicy=Sometimes", "at '/image/pullPolicy': value must be one of 'Always', 'IfNotPresent', 'Never'")]
    [InlineData("leaderElection=false,replicas=2", "leaderElection is false with 2 replicas: all of them would act at once; set replicas to 1, or leaderElection to true")]
    [InlineData("runtimes.triton.enabled=true", "runtimes.triton.image is empty: write the address of an NVIDIA Triton image")]
    public async Task A_wrong_value_is_refused_by_name(string value, string message)
    {
        var result = await Chart.HelmAsync("template", "op", Chart.Folder, "--set", value);

        result.ExitCode.Should().NotBe(0);
        result.Error.Should().Contain(message);
    }

    [Theory]
    [InlineData("inference-operator", "inference-operator")]
    [InlineData("second", "second-inference-operator")]
    public async Task Replicas_of_one_release_agree_by_a_lease_of_their_own(string release, string lease)
    {
        var rendered = await Chart.HelmAsync("template", release, Chart.Folder);

        Chart.Read(rendered.Output).OfKind("Deployment").Single().At("spec", "template", "spec")!.Items("containers").Single().Items("args").Select(item => item.ToString())
            .Should().Contain($"--leader-election-name={lease}");
    }

    [Theory]
    [InlineData("leaderElection=false", "Recreate")]
    [InlineData("leaderElection=true", "RollingUpdate")]
    public async Task Without_leader_election_an_upgrade_ends_the_old_operator_first(string value, string strategy)
    {
        var documents = await Chart.RenderAsync("--set", value);

        documents.OfKind("Deployment").Single().Text("spec", "strategy", "type").Should().Be(strategy);
    }

    [Fact]
    public async Task Every_runtime_and_pool_of_the_chart_is_valid()
    {
        var documents = await Chart.RenderAsync(
            "--set", "runtimes.triton.enabled=true,runtimes.triton.image=triton,runtimes.vllm.enabled=true,defaultGpuPool.create=true");

        var ours = documents.Where(document => document.Text("apiVersion") == ApiGroup.GroupVersion).ToList();
        ours.Should().HaveCount(4);
        ours.SelectMany(Validation.ObjectReader.Validate).Should().BeEmpty();
    }

    [Fact]
    public async Task The_plain_manifest_is_up_to_date()
    {
        var result = await Chart.HelmAsync("template", "inference-operator", Chart.Folder, "--namespace", "inference-system");

        string[] markers = ["helm.sh/chart:", "managed-by: Helm", "# Source:"];
        var lines = result.Output.Split('\n').Where(line => !markers.Any(line.Contains));
        File.ReadAllText(Repository.PathOf("docs/install/inference-operator.yaml")).Should().Be(
            File.ReadAllText(Repository.PathOf("docs/install/namespace.yaml")) + string.Join('\n', lines), "it is rendered: make manifests");
    }
}
