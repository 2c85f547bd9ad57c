using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Tests.Kubernetes;

public sealed class EventAggregatorTests
{
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private readonly EventAggregator _aggregator = new();

    [Fact]
    public void Raises_the_count_of_the_same_event_within_ten_minutes()
    {
        var first = _aggregator.Add(Request("full", Noon));
        var second = _aggregator.Add(Request("full", Noon.AddMinutes(5)));
        second.Should().Be(first with { Count = 2, Last = Noon.AddMinutes(5) });
    }

    [Fact]
    public void Starts_a_new_event_after_ten_minutes()
    {
        var first = _aggregator.Add(Request("full", Noon));
        var later = _aggregator.Add(Request("full", Noon.AddMinutes(11)));
        later.Count.Should().Be(1);
        later.Id.Should().NotBe(first.Id);
    }

    [Fact]
    public void Folds_many_different_messages_of_one_reason_into_one_event()
    {
        var all = Enumerable.Range(0, EventAggregator.DifferentMessages + 5).Select(i => _aggregator.Add(Request($"{i} s left", Noon.AddSeconds(i)))).ToList();
        all.Select(series => series.Id).Distinct().Should().HaveCount(EventAggregator.DifferentMessages + 1);
        all[^1].Message.Should().StartWith("(combined from similar events)");
        all[^1].Count.Should().Be(5);
    }

    [Fact]
    public void Keeps_objects_apart() =>
        _aggregator.Add(Request("full", Noon)).Id.Should().NotBe(_aggregator.Add(Request("full", Noon, "other")).Id);

    private static EventRequest Request(string message, DateTime time, string uid = "u") =>
        new(new V1ObjectReference { Uid = uid, Name = "a" }, "Normal", "Waiting", message, time);
}
