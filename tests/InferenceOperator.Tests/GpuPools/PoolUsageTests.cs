using InferenceOperator.Api;
using InferenceOperator.Controllers.GpuPools;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Tests.GpuPools;

public sealed class PoolUsageTests
{
    private static readonly GpuCount[] Counts =
    [
        new("h100", "H100", 16, 4, 8, 1, 2), new("h100", "A10", 4, 0, 0, 0, 0), new("other", "H100", 8, 8, 0, 0, 0),
    ];

    [Fact]
    public void A_pool_shows_its_own_rows_by_product() => PoolUsage.Of("h100", Counts).Select(row => (row.Product, row.Capacity, row.Free)).Should().Equal(("A10", 4, 4), ("H100", 16, 1));

    [Fact]
    public void The_columns_are_the_sums_of_the_rows() => PoolUsage.Total(PoolUsage.Of("h100", Counts)).Should()
        .BeEquivalentTo(new GpuCounts { Capacity = 20, Inference = 4, Training = 8, Other = 1, Free = 5, Terminating = 2 });

    [Fact]
    public void Nothing_is_summed_up_before_anything_was_counted() => PoolUsage.Total(null).Should().BeNull();
}
