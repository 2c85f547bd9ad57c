using InferenceServer.Conformance.Fuzzing;

namespace InferenceServer.Conformance.Tests;

/// <summary>Broken requests: the first of those that <c>make fuzz</c> sends.</summary>
public sealed class FuzzTests
{
    private const int Count = 20_000;

    // Pools and compiled code still grow in so short a run; a leak of a request's memory would be far beyond.
    private const int MostMebibytes = 100;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Survives_broken_requests_and_blames_none_on_itself(long seed)
    {
        var report = await Fuzzer.RunAsync(seed, Count);

        report.Failures.Should().BeEmpty();
        report.Count.Should().Be(Count);
        report.GrowthMebibytes.Should().BeLessThan(MostMebibytes);
        report.Outcomes.Keys.Should().Contain(["REST 200", "REST 400", "REST 404", "REST 405", "REST 413", "REST 415", "gRPC 0", "gRPC 3", "gRPC 5", "gRPC 12"], "all ways of refusing are reached");
    }

    [Fact]
    public void Makes_the_same_request_of_the_same_number_and_another_of_another()
    {
        var first = RestFuzz.Make(new FuzzRandom(1, 1000), isRight: false);

        RestFuzz.Make(new FuzzRandom(1, 1000), isRight: false).Bytes.Should().Equal(first.Bytes);
        Enumerable.Range(0, 100).Select(index => Convert.ToHexString(RestFuzz.Make(new FuzzRandom(1, index), isRight: false).Bytes)).Should().OnlyHaveUniqueItems();
    }
}
