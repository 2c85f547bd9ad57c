using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.Reporting;
using Microsoft.Extensions.Time.Testing;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class ScalingReportTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, 500, TimeSpan.Zero));
    private readonly ScalingReport _report;

    public ScalingReportTests() => _report = new ScalingReport(_time);

    [Fact]
    public void Shows_the_first_reading()
    {
        var shown = Build(null, Reading(2, 0.131, "first"), 2)!;

        shown.Should().BeEquivalentTo(new ScalingStatus { Signal = "Fresh", ObservedLatency = "130ms", RequestRate = "41", Reason = "first" });
    }

    [Fact]
    public void Keeps_what_is_shown_while_numbers_barely_move()
    {
        var first = Build(null, Reading(2, 0.100, "first"), 2);
        _time.Advance(TimeSpan.FromMinutes(10));

        Build(first, Reading(2, 0.105, "second"), 2).Should().BeSameAs(first);
    }

    [Fact]
    public void Shows_moved_numbers_every_thirty_seconds_at_most()
    {
        var first = Build(null, Reading(2, 0.100, "first"), 2);
        _time.Advance(TimeSpan.FromSeconds(29));
        Build(first, Reading(2, 0.300, "second"), 2).Should().BeSameAs(first);

        _time.Advance(TimeSpan.FromSeconds(1));
        Build(first, Reading(2, 0.300, "third"), 2)!.ObservedLatency.Should().Be("300ms");
    }

    [Fact]
    public void Shows_a_decision_at_once_and_remembers_the_last_five()
    {
        var status = Build(null, Reading(1, 0.1, "start"), 1);
        for (var wanted = 2; wanted <= 7; wanted++)
            status = _report.Build("uid", Status(status, wanted - 1), Reading(wanted, 0.1, $"to {wanted}"), wanted);

        status!.Reason.Should().Be("to 7");
        status.LastScaleTime.Should().Be(new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc), "the API keeps whole seconds");
        status.History!.Select(record => $"{record.From}->{record.To} {record.Reason}").Should().Equal("6->7 to 7", "5->6 to 6", "4->5 to 5", "3->4 to 4", "2->3 to 3");
    }

    [Fact]
    public void Shows_a_change_of_signal_at_once()
    {
        var first = Build(null, Reading(2, 0.100, "first"), 2);

        Build(first, Reading(2, null, "gone") with { Signal = "Absent" }, 2)!.Signal.Should().Be("Absent");
    }

    [Fact]
    public void Keeps_what_is_shown_while_nothing_is_decided()
    {
        var first = Build(null, Reading(2, 0.100, "first"), 2);

        Build(first, null, 2).Should().BeSameAs(first);
    }

    private ScalingStatus? Build(ScalingStatus? shown, ScalingView? reading, int wanted) => _report.Build("uid", Status(shown, wanted), reading, wanted);

    private static ModelDeploymentStatus Status(ScalingStatus? shown, int desired) => new() { ObservedGeneration = 1, DesiredReplicas = desired, Scaling = shown };

    private static ScalingView Reading(int desired, double? latency, string reason) => new(desired, "Fresh", true, latency, 41, reason);
}
