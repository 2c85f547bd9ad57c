using InferenceOperator.Api;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Tests.Metrics.Scraping;

/// <summary>When models are read from their pods, and what a decision makes of it.</summary>
public sealed class DirectScrapeTests
{
    private static readonly QueryError Away = new(QueryErrorKind.Unreachable, "connection refused");

    [Fact]
    public async Task Without_Prometheus_a_breach_adds_replicas_from_the_second_scrape_on()
    {
        await using var scene = await ScrapeScene.WithPodsAsync(2);
        scene.NoPrometheus();

        await scene.PassAsync(slow: 50);
        scene.Decision.Should().Match<ScalingDecision>(decision => decision.Desired == 2 && decision.Signal == Signal.Unreachable);
        scene.Decision.Reason.Should().Contain("--prometheus-url").And.Contain("a rate needs two scrapes");

        await scene.PassAsync(slow: 50);
        scene.Decision.Desired.Should().BeGreaterThan(2);
        scene.Reading.Should().BeEquivalentTo(new { Source = "direct scrape", Error = ReadingError.None, Rate = 20.0, RecentRate = 20.0, ContributingPods = 2 });
        scene.Reading!.ErrorMessage.Should().Contain("no Prometheus is configured", "it says why the pods were asked");
    }

    [Fact]
    public async Task While_Prometheus_is_fresh_no_pod_is_asked()
    {
        await using var scene = await ScrapeScene.WithPodsAsync(2);
        Fresh(scene);

        for (var pass = 0; pass < 5; pass++)
            await scene.PassAsync();

        scene.Scrapes.Should().Be(0);
        (scene.Reading!.Source, scene.Decision.Signal).Should().Be((null, Signal.Fresh));
    }

    [Fact]
    public async Task When_Prometheus_goes_the_pods_stand_in_and_when_it_is_back_it_is_used_at_once()
    {
        await using var scene = await ScrapeScene.WithPodsAsync(2);
        Fresh(scene);
        await scene.PassAsync();

        scene.Script.Error = Away;
        await scene.PassAsync();
        scene.Decision.Signal.Should().Be(Signal.Unreachable, "one scrape gives no rate");
        await scene.PassAsync();
        scene.Reading.Should().BeEquivalentTo(new { Source = "direct scrape", Rate = 20.0 });

        scene.Script.Error = null;
        await scene.PassAsync();
        (scene.Reading!.Source, scene.Decision.Signal).Should().Be((null, Signal.Fresh));

        scene.Log.Messages.Should().Equal(
            "vision/ocr is read from its pods: connection refused", "vision/ocr is no longer read from its pods");
    }

    [Fact]
    public async Task Scrapes_go_on_for_a_window_so_that_the_next_outage_finds_one()
    {
        await using var scene = await ScrapeScene.WithPodsAsync(1);
        Fresh(scene);
        scene.Script.Error = Away;
        await scene.PassAsync();
        await scene.PassAsync();
        scene.Script.Error = null;
        await scene.PassAsync();

        scene.Script.Error = Away;
        await scene.PassAsync();
        scene.Reading!.Source.Should().Be("direct scrape", "the pods were scraped all the time");

        scene.Script.Error = null;
        for (var pass = 0; pass < 7; pass++)
            await scene.PassAsync();
        var before = scene.Scrapes;
        await scene.PassAsync();
        scene.Scrapes.Should().Be(before);
    }

    [Theory]
    [InlineData(false, Signal.Absent)]
    [InlineData(true, Signal.Stale)]
    public async Task Nothing_or_nothing_fresh_of_a_model_is_an_outage_for_it(bool stale, Signal signal)
    {
        await using var scene = await ScrapeScene.WithPodsAsync(1);
        if (stale)
            scene.Script.Say("ocr", new(Latency: 0.03, Rate: 10, Age: 60) { Pods = scene.PodNames });

        await scene.PassAsync();
        scene.Decision.Signal.Should().Be(signal);
        await scene.PassAsync(slow: 50);

        (scene.Reading!.Source, scene.Decision.Desired > 1).Should().Be(("direct scrape", true));
    }

    [Fact]
    public async Task Until_the_window_is_covered_the_signal_is_partial()
    {
        await using var scene = await ScrapeScene.WithPodsAsync(2);
        scene.NoPrometheus();
        await scene.PassAsync();

        for (var second = 5; second < 30; second += 5)
        {
            await scene.PassAsync();
            if (second < 27)
                scene.Decision.Should().Match<ScalingDecision>(decision => decision.Signal == Signal.Partial && decision.Reason.Contains($"covers {second} s of 30 s"));
        }

        await scene.PassAsync();
        scene.Decision.Signal.Should().Be(Signal.Fresh);
    }

    [Fact]
    public async Task An_outage_takes_no_replica_however_quiet_it_looks_at_first()
    {
        await using var scene = await ScrapeScene.WithPodsAsync(3);
        scene.Model.Spec.Scaling.ScaleDownDelay = "1s";
        scene.Script.Error = Away;

        for (var second = 0; second <= 25; second += 5)
        {
            await scene.PassAsync(requests: 0);
            scene.Decision.Desired.Should().Be(3);
        }
    }

    [Fact]
    public async Task A_pod_that_does_not_answer_is_missing_and_nothing_goes_down()
    {
        await using var scene = await ScrapeScene.WithPodsAsync(2);
        scene.NoPrometheus();
        scene.Pods[1].Status = 503;

        for (var pass = 0; pass < 8; pass++)
            await scene.PassAsync();

        scene.Reading!.ContributingPods.Should().Be(1);
        scene.Decision.Should().Match<ScalingDecision>(decision => decision.Signal == Signal.Partial && decision.Reason.Contains("samples of 1 of 2 ready pods"));
        (await scene.MetricsAsync()).Should().Contain("inference_operator_scrapes_total{result=\"Ok\"} 8").And.Contain("inference_operator_scrapes_total{result=\"Refused\"} 8");
    }

    [Fact]
    public async Task When_no_pod_answers_the_replicas_hold_and_the_reason_says_both()
    {
        await using var scene = await ScrapeScene.WithPodsAsync(1);
        scene.Script.Error = Away;
        scene.Pods[0].Status = 500;

        await scene.PassAsync();
        await scene.PassAsync();

        scene.Decision.Should().Match<ScalingDecision>(decision => decision.Desired == 1 && decision.Signal == Signal.Unreachable);
        scene.Decision.Reason.Should().Contain("connection refused; direct scrape: 1 of 1 pods do not answer: pod ocr-0: ").And.Contain("answers 500");
    }

    [Fact]
    public async Task Of_too_many_pods_some_are_asked_and_the_signal_says_so()
    {
        await using var scene = await ScrapeScene.WithPodsAsync(3, podsPerModel: 2);
        scene.NoPrometheus();

        for (var pass = 0; pass < 8; pass++)
            await scene.PassAsync();

        scene.Decision.Should().Match<ScalingDecision>(decision => decision.Signal == Signal.Partial && decision.Reason.Contains("asked 2 of 3 ready pods"));
        scene.Pods[2].Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Pods_without_a_turn_in_the_pass_are_missing()
    {
        await using var scene = await ScrapeScene.WithPodsAsync(2);
        scene.NoPrometheus();
        scene.Pods[0].Asked = () => scene.Time.Advance(2 * ScrapeScene.Interval);

        await scene.PassAsync();

        scene.Pods[1].Requests.Should().BeEmpty();
        (await scene.MetricsAsync()).Should().Contain("inference_operator_scrapes_total{result=\"Skipped\"} 1");
    }

    [Fact]
    public async Task A_latency_query_of_ones_own_has_no_stand_in()
    {
        await using var scene = await ScrapeScene.WithPodsAsync(1);
        scene.Script.Error = Away;
        scene.Model.Spec.Scaling.Queries = new MetricQueries { Latency = "vector(1)" };

        await scene.PassAsync();
        await scene.PassAsync();

        scene.Scrapes.Should().Be(0);
        scene.Decision.Reason.Should().Contain("connection refused; direct scrape: a latency query of one's own has no counterpart on the pods");
    }

    [Fact]
    public async Task Another_query_of_ones_own_has_one()
    {
        await using var scene = await ScrapeScene.WithPodsAsync(1);
        scene.Script.Error = Away;
        scene.Model.Spec.Scaling.Queries = new MetricQueries { Rate = "vector(1)" };

        await scene.PassAsync();
        await scene.PassAsync();

        scene.Reading.Should().BeEquivalentTo(new { Source = "direct scrape", Rate = 10.0 });
    }

    [Fact]
    public async Task Switched_off_no_pod_is_asked()
    {
        await using var scene = await ScrapeScene.WithPodsAsync(1, enabled: false);
        scene.NoPrometheus();

        await scene.PassAsync();
        await scene.PassAsync();

        scene.Scrapes.Should().Be(0);
        scene.Decision.Reason.Should().Contain("--prometheus-url").And.NotContain("scrape:");
    }

    private static void Fresh(ScrapeScene scene) => scene.Script.Say("ocr", new(Latency: 0.095, Rate: 20) { Pods = scene.PodNames });
}
