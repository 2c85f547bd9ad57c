using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InferenceOperator.Hosting;

namespace InferenceOperator.Tests.Simulation;

public sealed class SimulateTrainingTests : IDisposable
{
    private const string Profile = "name: <b>ocr</b>\npoints: [{concurrency: 1, latency: 200ms}]\nstartup: 20s\n";
    private const string Jobs = "name,submitted,workers,minWorkers,duration\nbert,0,4,2,40m\n<i>vit</i>,60,4,4,30m\n";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("simulate-training-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_table_has_the_operator_and_its_rivals()
    {
        var (code, output, error) = await RunAsync();

        (code, error).Should().Be((0, ""));
        output.Should().ContainAll(
            "training: 2 jobs, 4.7 GPU-hours, gangs of 4 to 4; 1 nodes of 8 GPUs", "operator", "priority-only", "kueue-like", "static partition, ", "inside objective", "GPU use", "lost GPU-hours", "last job done");
    }

    [Fact]
    public async Task Json_has_every_job_and_who_held_the_gpus_over_time()
    {
        var report = await JsonAsync();

        report["cluster"]!["nodeGpus"]!.AsArray().Select(gpus => (int)gpus!).Should().Equal(8);
        report["rules"]!.AsArray().Select(rule => (string)rule!["rule"]!).Should().Equal("operator", "priority-only", "kueue-like", "static partition");
        foreach (var rule in report["rules"]!.AsArray())
        {
            rule!["share"]!.GetValue<double>().Should().BeInRange(0, 1);
            rule["utilisation"]!.GetValue<double>().Should().BeInRange(0, 1);
            rule["jobs"]!.AsArray().Select(job => (string)job!["name"]!).Should().Equal("bert", "<i>vit</i>");
            rule["gpus"]!.AsArray().Should().NotBeEmpty();
        }
    }

    [Fact]
    public async Task The_page_stands_alone_and_escapes_what_the_user_wrote()
    {
        var file = Path.Combine(_folder.FullName, "new", "report.html");

        var (code, output, _) = await RunAsync("--output", "html", "--output-file", file);

        (code, output).Should().Be((0, $"wrote {file}{Environment.NewLine}"));
        var page = await File.ReadAllTextAsync(file);
        page.Should().NotContainAny("http://", "https://", "<script", "<link", "<img", "@import", "url(", " src=", " href=");
        page.Should().NotContain("<i>vit").And.NotContain("<b>ocr").And.Contain("&lt;i&gt;vit&lt;/i&gt;").And.Contain("&lt;b&gt;ocr&lt;/b&gt;");
        page.Should().ContainAll("<svg", "area inference", "area working", "area overhead", "priority-only", "kueue-like", "static partition", "of the GPUs&#39; time", "--output html");
        foreach (var tag in (string[])["svg", "g", "title", "table", "tr", "td", "th", "section", "div", "p", "span", "details", "summary"])
            Regex.Count(page, $"<{tag}[ >]").Should().Be(Regex.Count(page, $"</{tag}>"), $"every <{tag}> ends");
    }

    [Fact]
    public async Task The_same_command_gives_the_same_figures_and_another_seed_other_jobs()
    {
        string[] arguments = ["--training", "generate:jobs,median=10m", "--output", "json"];

        var (_, first, _) = await RunAsync(arguments);

        (await RunAsync(arguments)).Output.Should().Be(first);
        (await RunAsync([.. arguments, "--seed", "2"])).Output.Should().NotBe(first);
    }

    [Fact]
    public async Task Jobs_after_the_load_are_left_out_and_said()
    {
        var report = await JsonAsync("--training", Write("late.csv", "name,submitted,workers,duration\na,0,1,10m\nb,90h,1,10m\n"));

        report["notes"]!.AsArray().Select(note => (string)note!).Should().Contain("1 of 2 jobs are submitted after the load is over and are left out");
    }

    [Fact]
    public async Task The_sample_runs_as_the_documentation_says()
    {
        foreach (var jobs in (string[])["jobs.csv", "jobs.yaml"])
        {
            var (code, output, error) = await RunAsync(
                "--trace", Sample("load.csv"), "--deployment", Sample("deployment.yaml"), "--profile", Sample("profile.yaml"), "--training", Sample(jobs), "--nodes", "2", "--gpus-per-node", "8");

            (code, error).Should().Be((0, ""));
            output.Should().ContainAll("2 nodes of 8 GPUs", "operator", "priority-only");
        }

        static string Sample(string file) => Repository.PathOf($"docs/samples/simulate/{file}");
    }

    [Theory]
    [InlineData("--rules chooses among rules of scaling, and with --training all rules of sharing are compared: leave --rules out", "--rules", "operator")]
    [InlineData("--training \"none.csv\": no such file; write the path of a CSV or YAML file of jobs, or generate:jobs", "--training", "none.csv")]
    [InlineData("jobs.csv, line 2, column workers \"4\": 4 workers of 1 GPUs never fit 1 nodes of 2 GPUs, which hold 2: write at most 2, or more --nodes", "--gpus-per-node", "2")]
    public async Task Ends_with_exit_code_2_and_says_what_to_write(string message, params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);

        (code, output).Should().Be((2, ""));
        error.Should().StartWith($"simulate: {message}");
    }

    [Theory]
    [InlineData("--nodes", "2")]
    [InlineData("--reserve", "1")]
    [InlineData("--training-time-scale", "0.5")]
    public async Task An_option_for_training_without_training_is_refused(string option, string value)
    {
        using var error = new StringWriter();

        var code = await CommandLine.Create().Parse(["simulate", "--trace", "generate:step", "--profile", Write("profile.yaml", Profile), "--target", "1s", option, value]).InvokeAsync(new InvocationConfiguration { Error = error });

        code.Should().Be(2);
        error.ToString().Should().StartWith($"simulate: {option} has a meaning only with --training: write --training FILE, or leave {option} out");
    }

    [Theory]
    [InlineData("--nodes", "0", "--nodes is \"0\": write a whole number, 1 to 1000")]
    [InlineData("--training-time-scale", "-1", "--training-time-scale is \"-1\": write a number more than 0 and at most 1000, such as 0.05")]
    [InlineData("--give-back-delay", "10", "--give-back-delay is \"10\":")]
    public void Refuses_a_wrong_option_with_what_to_write(string option, string value, string message) =>
        CommandLine.Create().Parse(["simulate", "--trace", "generate:step", "--profile", "p.yaml", "--training", "j.csv", option, value]).Errors
            .Should().ContainSingle().Which.Message.Should().StartWith(message);

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
        List<string> all = ["simulate", .. arguments];
        Default("--trace", () => "generate:step,rate=12");
        Default("--profile", () => Write("profile.yaml", Profile));
        if (!arguments.Contains("--deployment")) Default("--target", () => "1s");
        Default("--training", () => Write("jobs.csv", Jobs));
        Default("--nodes", () => "1");
        var code = await CommandLine.Create().Parse(all).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());

        void Default(string option, Func<string> value)
        {
            if (!all.Contains(option)) all.AddRange([option, value()]);
        }
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
