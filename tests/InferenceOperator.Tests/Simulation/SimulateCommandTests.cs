using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InferenceOperator.Hosting;

namespace InferenceOperator.Tests.Simulation;

public sealed class SimulateCommandTests : IDisposable
{
    private const string Profile = "name: <b>ocr</b> & \"co\"\npoints: [{concurrency: 1, latency: 200ms}, {concurrency: 4, latency: 400ms}]\nstartup: 20s\n";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("simulate-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_table_has_every_rule_as_published_and_in_its_best_setting()
    {
        var (code, output, error) = await RunAsync("--trace", "generate:step,rate=5", "--target", "1s");

        (code, error).Should().Be((0, ""));
        output.Should().ContainAll(
            "operator", "hpa ", "hpa, best of 16 settings", "keda ", "keda, best of 16 settings", "kpa ", "70 in flight", "kpa, best of 16 settings", "apa ", "apa, best of 16 settings",
            "reactive-oracle, best of 18 settings", "clairvoyant, best of 8 settings", "inside objective", "GPU-hours", "the operator's last ", " -> ");
    }

    [Fact]
    public async Task Json_has_figures_series_and_decisions()
    {
        var report = await JsonAsync("--trace", "generate:step,rate=5", "--target", "1s", "--rules", "operator,hpa");

        report["objective"]!.ToJsonString().Should().Be("""{"percentile":95,"targetSeconds":1}""");
        report["scaling"]!["startupSeconds"]!.GetValue<double>().Should().Be(20, "the profile says so");
        report["rules"]!.AsArray().Select(rule => (string)rule!["title"]!).Should().Equal("operator", "hpa", "hpa, best of 16 settings");
        report["rules"]![2]!["settings"]!.AsArray().Should().HaveCount(16);
        foreach (var rule in report["rules"]!.AsArray())
        {
            rule!["share"]!.GetValue<double>().Should().BeInRange(0, 1);
            rule["gpuHours"]!.GetValue<double>().Should().BePositive();
            var samples = rule["series"]!["at"]!.AsArray().Count;
            samples.Should().BePositive();
            foreach (var name in (string[])["wanted", "ready", "latencySeconds"])
                rule["series"]![name]!.AsArray().Should().HaveCount(samples);
        }

        report["decisions"]!.AsArray().Should().HaveCount(report["rules"]![0]!["changes"]!.GetValue<int>());
        report["decisions"]![0]!["reason"]!.GetValue<string>().Should().Contain("->");
        (report["load"]!["rates"]!.AsArray().Average(rate => rate!.GetValue<double>()) * report["trace"]!["durationSeconds"]!.GetValue<double>())
            .Should().BeApproximately(report["trace"]!["requests"]!.GetValue<int>(), 1);
    }

    [Fact]
    public async Task The_same_command_gives_the_same_figures_and_another_seed_others()
    {
        string[] arguments = ["--trace", "generate:constant,rate=5", "--target", "1s", "--rules", "operator,kpa", "--output", "json"];

        var (_, first, _) = await RunAsync(arguments);

        (await RunAsync(arguments)).Output.Should().Be(first);
        (await RunAsync([.. arguments, "--seed", "2"])).Output.Should().NotBe(first);
    }

    [Fact]
    public async Task The_deployment_gives_objective_bounds_and_gpus()
    {
        var report = await JsonAsync("--trace", "generate:constant,rate=40", "--rules", "operator", "--deployment", Deployment(gpus: 2));

        report["objective"]!.ToJsonString().Should().Be("""{"percentile":90,"targetSeconds":1.5}""");
        report["scaling"]!["scaleDownDelaySeconds"]!.GetValue<double>().Should().Be(120);
        report["profile"]!["gpus"]!.GetValue<int>().Should().Be(2);
        var wanted = report["rules"]![0]!["series"]!["wanted"]!.AsArray().Select(value => value!.GetValue<int>()).ToList();
        wanted.Should().OnlyContain(value => value >= 2 && value <= 3);
        report["rules"]![0]!["gpuHours"]!.GetValue<double>().Should().BeGreaterThanOrEqualTo(4, "two replicas of two GPUs for an hour");
        report["notes"]!.ToJsonString().Should().Contain("maxReplicas is 3");
    }

    [Fact]
    public async Task An_option_wins_over_the_deployment()
    {
        var report = await JsonAsync("--trace", "generate:constant,rate=2", "--rules", "operator", "--deployment", Deployment(gpus: 1), "--target", "2s", "--max-replicas", "9");

        report["objective"]!["targetSeconds"]!.GetValue<double>().Should().Be(2);
        report["scaling"]!["maxReplicas"]!.GetValue<int>().Should().Be(9);
    }

    [Fact]
    public async Task Without_a_gpu_replica_hours_are_counted()
    {
        var (_, output, _) = await RunAsync("--trace", "generate:constant,rate=2", "--rules", "operator", "--deployment", Deployment(gpus: 0));

        output.Should().Contain("replica-hours").And.NotContain("GPU-hours");
    }

    [Fact]
    public async Task A_recorded_load_can_be_replayed()
    {
        var trace = Write("load.csv", "seconds,work\n" + string.Join('\n', Enumerable.Range(0, 2400).Select(request => $"{request / 2.0},{1 + (request % 3)}")));

        var report = await JsonAsync("--trace", trace, "--target", "2s", "--rules", "operator,clairvoyant");

        report["trace"]!["requests"]!.GetValue<int>().Should().Be(2400);
        report["rules"]![0]!["share"]!.GetValue<double>().Should().BeGreaterThan(0.9);
    }

    [Fact]
    public async Task The_page_stands_alone_and_escapes_what_the_user_wrote()
    {
        var file = Path.Combine(_folder.FullName, "new", "report.html");

        var (code, output, _) = await RunAsync("--trace", "generate:burst,rate=5", "--target", "1s", "--output", "html", "--output-file", file);

        (code, output).Should().Be((0, $"wrote {file}{Environment.NewLine}"));
        var page = await File.ReadAllTextAsync(file);
        page.Should().NotContainAny("http://", "https://", "<script", "<link", "<img", "@import", "url(", " src=", " href=");
        page.Should().NotContain("<b>ocr").And.Contain("&lt;b&gt;ocr&lt;/b&gt; &amp; &quot;co&quot;");
        page.Should().ContainAll("<svg", "<title>", "prefers-color-scheme: dark", "hpa, best of 16 settings", "The operator's decisions", "seed 1", "--output html --output-file");
        // Balanced tags: what a browser would otherwise repair in silence.
        foreach (var tag in (string[])["svg", "title", "table", "tr", "td", "section", "div", "ol", "li", "p", "span", "label"])
            Regex.Count(page, $"<{tag}[ >]").Should().Be(Regex.Count(page, $"</{tag}>"), $"every <{tag}> ends");
    }

    [Fact]
    public async Task The_page_of_a_single_rule_has_no_choice()
    {
        var (code, page, _) = await RunAsync("--trace", "generate:constant,rate=5", "--target", "1s", "--rules", "kpa", "--output", "html");

        code.Should().Be(0);
        page.Should().Contain("kpa, best of 16 settings").And.NotContain("The operator's decisions");
    }

    [Fact]
    public async Task The_samples_run_as_the_documentation_says()
    {
        var (code, output, error) = await RunAsync("--trace", Sample("load.csv"), "--deployment", Sample("deployment.yaml"), "--profile", Sample("profile.yaml"), "--rules", "operator");

        (code, error).Should().Be((0, ""));
        output.Should().StartWith("load.csv: 164159 requests in 2h30m, 18.2 a second").And.Contain("ocr: p95 at most 800ms; a replica carries 11 requests/s within it and starts in 40s; 1 to 16 replicas");

        static string Sample(string file) => Repository.PathOf($"docs/samples/simulate/{file}");
    }

    /// <summary>The recording is not part of the repository; where it lies beside it, it must be readable.</summary>
    [Fact]
    public async Task A_public_recording_of_a_language_model_can_be_replayed()
    {
        var recording = Repository.PathOf("../shared/traces/azure-llm-2023/AzureLLMInferenceTrace_conv.csv");
        if (!File.Exists(recording))
            return;

        var report = await JsonAsync("--trace", recording, "--profile", Repository.PathOf("docs/samples/simulate/llm-profile.yaml"), "--target", "60s", "--max-replicas", "20", "--rules", "clairvoyant");

        report["trace"]!["requests"]!.GetValue<int>().Should().Be(19_366);
        report["profile"]!["points"]![0]!["latencySeconds"]!.GetValue<double>().Should().BeApproximately(8, 0.5, "211 tokens on average, of 37 ms each");
    }

    [Theory]
    [InlineData("--target", "80", "--target is \"80\": \"80\" has a number without a unit")]
    [InlineData("--target", "0s", "--target is \"0s\": write more than 0")]
    [InlineData("--percentile", "100", "--percentile is \"100\": write a whole number, 50 to 99")]
    [InlineData("--max-replicas", "0", "--max-replicas is \"0\": write a whole number, 1 to 10000")]
    [InlineData("--seed", "x", "--seed is \"x\": write a whole number, 0 or more")]
    [InlineData("--rules", "operator,vpa", "--rules is \"operator,vpa\": write some of operator,hpa,keda,kpa,apa,reactive-oracle,clairvoyant")]
    [InlineData("--output", "pdf", "--output is \"pdf\": write table, json or html")]
    public void Refuses_a_wrong_option_with_what_to_write(string option, string value, string message)
    {
        var errors = CommandLine.Create().Parse(["simulate", "--trace", "generate:step", "--profile", "p.yaml", option, value]).Errors;

        errors.Should().ContainSingle().Which.Message.Should().StartWith(message);
    }

    [Theory]
    [InlineData("--target is missing: write the latency objective, such as --target 80ms, or --deployment FILE", "--trace", "generate:step")]
    [InlineData("--trace \"none.csv\": no such file; write the path of a CSV file, or generate:diurnal", "--trace", "none.csv", "--target", "1s")]
    [InlineData("--deployment \"none.yaml\": no such file", "--trace", "generate:step", "--deployment", "none.yaml")]
    [InlineData("the objective p95 100ms is below what an idle replica does: a request alone takes 200ms", "--trace", "generate:step", "--target", "100ms")]
    [InlineData("--min-replicas 5 is more than --max-replicas 4: write --max-replicas 5 or more", "--trace", "generate:step", "--target", "1s", "--min-replicas", "5", "--max-replicas", "4")]
    [InlineData("--output-file \"/proc/no/report.html\" cannot be written", "--trace", "generate:constant", "--target", "1s", "--rules", "operator", "--output-file", "/proc/no/report.html")]
    public async Task Ends_with_exit_code_2_and_says_what_to_write(string message, params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);

        (code, output).Should().Be((2, ""));
        error.Should().StartWith($"simulate: {message}");
    }

    private async Task<JsonNode> JsonAsync(params string[] arguments)
    {
        var (code, output, error) = await RunAsync([.. arguments, "--output", "json"]);
        (code, error).Should().Be((0, ""));
        return JsonNode.Parse(output)!;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] profile = arguments.Contains("--profile") ? [] : ["--profile", Write("profile.yaml", Profile)];
        var code = await CommandLine.Create().Parse(["simulate", .. profile, .. arguments]).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    private string Deployment(int gpus) => Write(
        "deployment.yaml",
        $$"""
        apiVersion: inferenceoperator.io/v1alpha1
        kind: ModelDeployment
        metadata: {name: ocr}
        spec:
          model: {uri: 'pvc://models/rec.onnx'}
          gpu: {count: {{gpus}}}
          scaling: {minReplicas: 2, maxReplicas: 3, latency: {percentile: 90, target: 1500ms}, scaleDownDelay: 2m}
        """);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
