using InferenceOperator.Core.Simulation;
using static InferenceOperator.Core.Tests.Simulation.SeenBy;

namespace InferenceOperator.Core.Tests.Simulation;

/// <summary>The rivals do what their documentation says.</summary>
public sealed class RivalRuleTests
{
    [Theory]
    [InlineData(4, 4, 1.0, 4)]
    [InlineData(4, 4, 1.09, 4)] // inside the tolerance
    [InlineData(4, 4, 0.91, 4)]
    [InlineData(4, 4, 1.2, 5)]
    [InlineData(4, 4, 1.5, 6)]
    [InlineData(6, 4, 1.5, 6)] // by those that are ready
    [InlineData(6, 4, 3, 12)]
    [InlineData(4, 4, 100, 8)] // at most doubled
    [InlineData(1, 1, 100, 5)] // or four more
    [InlineData(10, 10, 100, 20)]
    [InlineData(4, 4, double.NaN, 4)]
    public void HorizontalPodAutoscaler_multiplies_the_ready_by_value_over_target(int replicas, int ready, double latency, int expected) =>
        new HpaRule(1).Decide(Of(15, replicas, ready, latency)).Should().Be(expected);

    [Fact]
    public void HorizontalPodAutoscaler_goes_down_to_the_most_it_recommended_in_five_minutes()
    {
        var rule = new HpaRule(1);
        rule.Decide(Of(0, 4, latency: 2)).Should().Be(8);

        Enumerable.Range(1, 20).Select(step => rule.Decide(Of(15 * step, 8, latency: step < 10 ? 0.5 : 0.1))).Should().OnlyContain(replicas => replicas == 8);
        rule.Decide(Of(315, 8, latency: 0.1)).Should().Be(4);
        rule.Decide(Of(15 * 31, 4, latency: 0.1)).Should().Be(1);
    }

    [Theory]
    [InlineData(1, 2.4, 3)]
    [InlineData(3, 2.4, 3)] // whatever runs
    [InlineData(1, 100, 5)] // through a HorizontalPodAutoscaler, which bounds growth
    [InlineData(10, 100, 20)]
    [InlineData(8, 0.5, 1)]
    [InlineData(3, 3.2, 3)] // inside the tolerance
    [InlineData(3, 3.4, 4)]
    [InlineData(3, double.NaN, 0)] // what is no number is zero
    public void KEDA_divides_the_value_by_the_threshold_whatever_the_replicas(int replicas, double latency, int expected) =>
        new KedaRule(1).Decide(Of(15, replicas, latency: latency)).Should().Be(expected);

    [Theory]
    [InlineData(2, 30, 3)]
    [InlineData(1, 5, 1)]
    public void KEDA_on_the_rate_gives_each_replica_its_threshold(int replicas, double rate, int expected) =>
        new KedaRule(10, onRate: true).Decide(Of(15, replicas, rate: rate, latency: 1)).Should().Be(expected);

    [Fact]
    public void KEDA_goes_down_after_the_window()
    {
        var rule = new KedaRule(1);
        rule.Decide(Of(0, 1, latency: 4)).Should().Be(4);

        rule.Decide(Of(300, 4, latency: double.NaN)).Should().Be(4);
        rule.Decide(Of(315, 4, latency: double.NaN)).Should().Be(0);
    }

    [Theory]
    [InlineData(4, 4, 4)]
    [InlineData(4, 6.5, 7)]
    [InlineData(10, 1, 5)] // at most halved
    [InlineData(11, 1, 5)]
    [InlineData(1, 5000, 1000)] // at most a thousand times as many
    [InlineData(4, 0, 2)]
    public void KPA_gives_each_replica_its_concurrency(int ready, double concurrency, int expected) =>
        new WatchedKpa().Until(62, ready, concurrency).Should().Be(expected);

    [Fact]
    public void KPA_averages_a_minute_where_there_is_no_panic()
    {
        var rule = new WatchedKpa();
        rule.Until(30, 4, concurrency: 4);

        rule.Until(60, 4, concurrency: 5.9).Should().Be(5);
    }

    [Fact]
    public void KPA_panics_over_six_seconds_and_does_not_go_down_for_a_minute()
    {
        var rule = new WatchedKpa();
        rule.Until(60, 4, concurrency: 4).Should().Be(4);

        rule.Until(66, 4, concurrency: 40).Should().Be(40);
        rule.Until(124, 40, concurrency: 1).Should().Be(40, "the panic of second 66 lasts to second 126");
        rule.Until(190, 40, concurrency: 1).Should().Be(20);
    }

    [Theory]
    [InlineData(4, 4, 4)]
    [InlineData(4, 4.3, 4)] // inside the tolerance
    [InlineData(4, 5, 5)]
    [InlineData(4, 40, 8)] // at most doubled
    [InlineData(8, 0.1, 4)] // at most halved
    [InlineData(8, 6, 6)]
    public void APA_multiplies_the_replicas_by_value_over_target(int replicas, double concurrency, int expected) =>
        new ApaRule(1).Decide(Of(15, replicas, concurrency: concurrency)).Should().Be(expected);

    [Fact]
    public void APA_goes_down_to_the_most_it_recommended_in_five_minutes()
    {
        var rule = new ApaRule(1);
        rule.Decide(Of(0, 4, concurrency: 8)).Should().Be(8);

        rule.Decide(Of(300, 8, concurrency: 1)).Should().Be(8);
        rule.Decide(Of(315, 8, concurrency: 1)).Should().Be(4);
    }

    [Theory]
    [InlineData(9, 0, 5)] // two a second each
    [InlineData(10, 0, 5)]
    [InlineData(10.1, 0, 6)]
    [InlineData(9, 4, 5)] // as many in flight as usual
    [InlineData(9, 84, 6)] // eighty more, in twenty seconds, at four a second: one
    [InlineData(0, 0, 0)]
    public void The_reactive_oracle_serves_the_true_rate_and_the_true_backlog(double rate, int inFlight, int expected) =>
        new ReactiveOracle(capacity: 2, throughput: 4, headroom: 0, recoverySeconds: 20, holdSeconds: 60)
            .Decide(Of(5, 4, setting: Setting([], 3600, _ => rate), inFlight: inFlight)).Should().Be(expected);

    [Fact]
    public void The_reactive_oracle_keeps_capacity_as_long_as_it_is_told()
    {
        var rule = new ReactiveOracle(2, 4, headroom: 0.5, 20, holdSeconds: 60);
        var setting = Setting([], 3600, at => at < 100 ? 8 : 2);

        new[] { 95.0, 150, 155, 160 }.Select(at => rule.Decide(Of(at, 6, setting: setting))).Should().Equal(6, 6, 6, 2);
    }

    [Fact]
    public void The_clairvoyant_orders_just_as_early_as_a_replica_takes_to_start()
    {
        var rule = new ClairvoyantRule(capacity: 2, headroom: 0.5);
        var setting = Setting([], 3600, at => at >= 100 ? 8 : 2) with { StartupSeconds = 40 };

        new[] { 50.0, 54, 55, 60, 200 }.Select(at => rule.Decide(Of(at, 2, setting: setting))).Should().Equal(2, 2, 6, 6, 6);
    }

    [Fact]
    public void Rules_run_as_often_as_their_originals_do()
    {
        IScalingRule[] rules = [new HpaRule(1), new KedaRule(1), new KpaRule(1), new ApaRule(1), new OperatorRule(Setting([], 1))];

        rules.Select(rule => rule.PeriodSeconds).Should().Equal(15, 15, 2, 15, 5);
        rules.Select(rule => rule.Name).Should().OnlyHaveUniqueItems();
    }

    /// <summary>Knative's rule, shown every two seconds how many requests are in flight.</summary>
    private sealed class WatchedKpa
    {
        private readonly KpaRule _rule = new(1);
        private double _now;
        private double _requestSeconds;

        public int Until(double until, int ready, double concurrency)
        {
            var decided = ready;
            while (_now < until)
            {
                _now += 2;
                _requestSeconds += 2 * concurrency;
                _rule.Look(_now, _requestSeconds, ready);
                decided = _rule.Decide(Of(_now, ready));
            }

            return decided;
        }
    }
}
