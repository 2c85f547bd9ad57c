using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.Reporting;
using k8s.Models;
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
    public void Shows_a_decision_at_once_with_its_history()
    {
        var first = Build(null, Reading(2, 0.100, "first"), 2);
        var record = new ScalingRecord { Time = new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc), From = 2, To = 4, Reason = "2 -> 4: slow" };

        var shown = Build(first, Reading(4, 0.105, "2 -> 4: slow") with { History = [record] }, 2)!;

        shown.Reason.Should().Be("2 -> 4: slow");
        shown.LastScaleTime.Should().Be(record.Time);
        shown.History.Should().Equal(record);
        Build(shown, Reading(4, 0.107, "holds 4") with { History = [record] }, 2).Should().BeSameAs(shown);
    }

    [Fact]
    public void Keeps_the_history_of_before_a_restart()
    {
        var record = new ScalingRecord { Time = new DateTime(2026, 1, 1, 11, 0, 0, DateTimeKind.Utc), From = 1, To = 2, Reason = "up" };
        var shown = new ScalingStatus { Signal = "Fresh", ObservedLatency = "100ms", History = [record], LastScaleTime = record.Time };

        var now = Build(shown, Reading(2, 0.3, "holds 2"), 2)!;

        now.History.Should().Equal(record);
        now.LastScaleTime.Should().Be(record.Time);
    }

    [Fact]
    public void Shows_another_judgement_of_the_objective_at_once()
    {
        var first = Build(null, Reading(2, 0.100, "first"), 2);

        Build(first, Reading(2, 0.105, "second") with { ObjectiveMet = true }, 2)!.Reason.Should().Be("second");
    }

    [Fact]
    public void Shows_a_change_of_signal_at_once()
    {
        var first = Build(null, Reading(2, 0.100, "first"), 2);

        Build(first, Reading(2, null, "gone") with { Signal = "Absent" }, 2)!.Signal.Should().Be("Absent");
    }

    [Fact]
    public void Shows_the_fronts_count_with_the_decision_that_took_it_in_and_keeps_it()
    {
        var awake = Build(null, Reading(1, null, "0 -> 1: woken") with { FrontRequests = 42 }, 1)!;
        awake.FrontRequests.Should().Be(42);

        Build(awake, Reading(1, 0.1, "holds 1") with { FrontRequests = 900 }, 1).Should().BeSameAs(awake, "a busy model's count moves all the time");
    }

    [Fact]
    public void A_count_taken_in_without_a_replica_is_shown_at_once()
    {
        var asleep = Build(null, Reading(0, null, "1 -> 0") with { FrontRequests = 42 }, 0)!;

        Build(asleep, Reading(0, null, "holds 0") with { FrontRequests = 42 }, 0).Should().BeSameAs(asleep);
        Build(asleep, Reading(0, null, "holds 0") with { FrontRequests = 43 }, 0)!.FrontRequests.Should().Be(43);
        Build(asleep, Reading(0, null, "holds 0"), 0)!.FrontRequests.Should().Be(42, "a front that is silent for a while must not wake the model when it speaks again");
    }

    [Fact]
    public void Without_a_replica_nothing_is_written_however_the_decision_puts_it()
    {
        var asleep = Build(null, Reading(0, null, "no requests for 1 s"), 0);
        _time.Advance(TimeSpan.FromMinutes(10));

        Build(asleep, Reading(0, null, "no requests for 601 s") with { ObjectiveMet = true }, 0).Should().BeSameAs(asleep);
    }

    [Fact]
    public void Shows_what_was_learnt_of_the_service_when_it_moved_and_not_too_often()
    {
        var service = new ServiceView { ServiceSeconds = 0.1234, Parallelism = 3.14159, Variability = 0.257, Uncertainty = 0.0512, Samples = 40, Startup = TimeSpan.FromSeconds(38.4) };
        var first = Build(null, Reading(2, 0.1, "first") with { Service = service }, 2)!;
        first.Service.Should().BeEquivalentTo(new ServiceStatus { ServiceTime = "120ms", Parallelism = 3.1, Variability = 0.26, Uncertainty = 0.051, Samples = 40, Startup = "38s" });

        Build(first, Reading(2, 0.1, "second") with { Service = service with { Parallelism = 4 } }, 2).Should().BeSameAs(first);
        _time.Advance(TimeSpan.FromSeconds(30));
        Build(first, Reading(2, 0.1, "third") with { Service = service with { Samples = 4000, Parallelism = 3.2 } }, 2).Should().BeSameAs(first);
        Build(first, Reading(2, 0.1, "fourth") with { Service = service with { Parallelism = 4 } }, 2)!.Service!.Parallelism.Should().Be(4);
        _time.Advance(TimeSpan.FromSeconds(30));
        Build(first, Reading(2, 0.9, "fifth"), 2)!.Service.Should().BeSameAs(first.Service, "what was learnt before a restart is not lost");
    }

    [Fact]
    public void Keeps_what_is_shown_while_nothing_is_decided()
    {
        var first = Build(null, Reading(2, 0.100, "first"), 2);

        Build(first, null, 2).Should().BeSameAs(first);
    }

    private ScalingStatus? Build(ScalingStatus? shown, ScalingView? reading, int wanted) => _report.Build("uid", Status(shown, wanted), reading, wanted);

    private static ModelDeploymentStatus Status(ScalingStatus? shown, int desired) => new() { ObservedGeneration = 1, DesiredReplicas = desired, Scaling = shown, Conditions = [new V1Condition { Type = ConditionTypes.ObjectiveMet, Status = "Unknown" }] };

    private static ScalingView Reading(int desired, double? latency, string reason) => new(desired, "Fresh", true, latency, 41, reason);
}
