using System.Net;
using InferenceOperator.Metrics.Scraping;
using InferenceOperator.Metrics.Scraping.Presets;

namespace InferenceOperator.Tests.Metrics.Scraping;

public sealed class PodScraperTests : IAsyncLifetime, IDisposable
{
    // Long where nothing hangs: a busy machine is no failure.
    private readonly PodScraper _scraper = new(new ScrapeSettings(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30)), TimeProvider.System);
    private readonly PodScraper _impatient = new(new ScrapeSettings(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(30)), TimeProvider.System);
    private StubPod _pod = null!;

    public async Task InitializeAsync() => _pod = await StubPod.StartAsync();

    public async Task DisposeAsync() => await _pod.DisposeAsync();

    public void Dispose()
    {
        _scraper.Dispose();
        _impatient.Dispose();
    }

    [Fact]
    public async Task Reads_what_a_pod_shows_and_asks_for_both_formats()
    {
        _pod.Serve(requests: 100, slow: 10, rejected: 5, inFlight: 2);

        var scrape = await ScrapeAsync();

        scrape.Problem.Should().BeNull();
        scrape.Snapshot.Should().BeEquivalentTo(new { Requests = 105.0, Rejected = 5.0, InFlight = 2.0, Incarnation = "run 0" });
        var (path, headers) = _pod.Requests.Should().ContainSingle().Subject;
        path.Should().Be("/metrics");
        headers["Accept"].Should().Contain("application/openmetrics-text;version=1.0.0").And.Contain("text/plain;version=0.0.4");
        headers.Should().NotContainKey("Authorization").And.NotContainKey("Cookie");
    }

    [Theory]
    [InlineData(503)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task Another_status_is_no_page_and_a_redirect_is_not_followed(int status)
    {
        _pod.Serve(100, 0);
        _pod.Status = status;

        var scrape = await ScrapeAsync();

        (scrape.Result, scrape.Snapshot).Should().Be((ScrapeResult.Refused, null));
        scrape.Problem.Should().Contain($"answers {status}");
        _pod.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_pod_that_hangs_before_or_in_its_page_is_given_up(bool before, bool within)
    {
        _pod.Serve(100, 0);
        (_pod.Hangs, _pod.HangsInBody) = (before, within);

        var scrape = await _impatient.ScrapeAsync(Target(_pod.Address), default);

        (scrape.Result, scrape.Problem).Should().Be((ScrapeResult.TimedOut, $"no answer from {_pod.Address.EndPoint} in 0.2 s"));
    }

    [Fact]
    public async Task Nobody_there_and_nowhere_to_ask_are_results()
    {
        var free = await StubPod.StartAsync();
        await free.DisposeAsync();

        (await _scraper.ScrapeAsync(Target(free.Address), default)).Result.Should().Be(ScrapeResult.Unreachable);
        (await _scraper.ScrapeAsync(Target(null), default)).Should().Be(PodScrape.Failed(ScrapeResult.Unreachable, "it has no address of its own"));
    }

    [Theory]
    [InlineData("<html>token=secret</html>", "text/html", "*no metrics: line 1*")]
    [InlineData("up 1\n", "text/plain", "*shows no metrics of preset onnx")]
    [InlineData("inference_model_ready 1\n", "application/openmetrics-text; version=1.0.0; charset=utf-8", "*cut off*")]
    public async Task What_is_no_page_of_the_server_is_said_and_not_quoted(string body, string type, string problem)
    {
        (_pod.Body, _pod.ContentType) = (body, type);

        var scrape = await ScrapeAsync();

        scrape.Result.Should().Be(ScrapeResult.Invalid);
        scrape.Problem.Should().Match(problem).And.NotContain("secret");
    }

    [Theory]
    [InlineData("10.1.2.3", "/metrics", "http://10.1.2.3:8080/metrics")]
    [InlineData("fd00::7", "/a/b", "http://[fd00::7]:8080/a/b")]
    [InlineData("10.1.2.3", "//example.com/x", "http://10.1.2.3:8080//example.com/x")]
    [InlineData("10.1.2.3", "/@example.com?x#y", "http://10.1.2.3:8080/@example.com%3Fx%23y")]
    public void The_path_never_leads_away_from_the_pod(string ip, string path, string url) =>
        new ScrapeAddress(new IPEndPoint(IPAddress.Parse(ip), 8080), path).Url.AbsoluteUri.Should().Be(url);

    private Task<PodScrape> ScrapeAsync() => _scraper.ScrapeAsync(Target(_pod.Address), default);

    private static ScrapeTarget Target(ScrapeAddress? address) => new("uid", "ocr-0", address, "run 0", ScrapePresets.Onnx);
}
