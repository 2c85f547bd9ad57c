using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training;

public sealed class RecentLossesTests
{
    private static readonly DateTimeOffset Noon = Paper.Noon;

    [Fact]
    public void A_loss_is_one_record_for_each_pool_in_whole_GPU_seconds_rounded_up() =>
        RecentLosses.Add([], new Dictionary<string, double> { ["b"] = 2 / 3.0, ["a"] = 1 / 3.0 }, 100, Noon).Should().Equal(new LossRecord(Noon, "a", 34), new LossRecord(Noon, "b", 67));

    [Fact]
    public void Nothing_lost_is_no_record() => RecentLosses.Add([], new Dictionary<string, double> { ["a"] = 1 }, 0, Noon).Should().BeEmpty();

    [Fact]
    public void What_is_an_hour_old_is_forgotten()
    {
        var (old, young) = (new LossRecord(Noon.AddMinutes(-60), "a", 1), new LossRecord(Noon.AddMinutes(-59), "a", 2));

        RecentLosses.Read([old, young], Noon).Should().Equal(young);
        RecentLosses.Add([old, young], new Dictionary<string, double> { ["a"] = 1 }, 3, Noon).Should().Equal(young, new LossRecord(Noon, "a", 3));
    }

    [Fact]
    public void What_somebody_wrote_that_cannot_be_is_not_believed()
    {
        LossRecord?[] written =
        [
            null, new(Noon, null!, 5), new(Noon, "a", 0), new(Noon, "a", -1e9), new(Noon, "a", double.NaN), new(Noon.AddMinutes(2), "a", 5), new(Noon.AddSeconds(30), "a", 7),
        ];

        RecentLosses.Read(written, Noon).Should().Equal([new LossRecord(Noon.AddSeconds(30), "a", 7)], "clocks of two operators differ a little");
        RecentLosses.Read(null, Noon).Should().BeEmpty();
    }

    [Fact]
    public void A_list_without_end_is_cut() =>
        RecentLosses.Read([.. Enumerable.Range(0, 5000).Select(_ => new LossRecord(Noon, "a", 1))], Noon).Should().HaveCount(100);
}
