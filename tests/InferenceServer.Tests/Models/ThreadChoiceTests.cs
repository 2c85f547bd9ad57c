using InferenceServer.Models;

namespace InferenceServer.Tests.Models;

/// <summary>When a run has one thread and when it has all processors.</summary>
public sealed class ThreadChoiceTests
{
    private const int Processors = 4;
    private const long Bytes = 100_000;
    private readonly ThreadChoice _choice = new(Processors);

    [Fact]
    public void One_thread_where_it_is_quicker()
    {
        Learn(Bytes, one: 0.5, all: 0.8);

        Next(Bytes, 100).Count(oneThread => oneThread).Should().BeGreaterThan(98);
    }

    [Fact]
    public void All_processors_where_they_are_quicker()
    {
        Learn(Bytes, one: 10, all: 3);

        Next(Bytes, 100).Count(oneThread => oneThread).Should().BeLessThan(2);
    }

    [Fact]
    public void One_thread_where_all_processors_hardly_gain()
    {
        Learn(Bytes, one: 10, all: 9.8);

        Next(Bytes, 100).Count(oneThread => oneThread).Should().BeGreaterThan(98, "a fiftieth of the time is not worth all the processors");
    }

    [Fact]
    public void Tries_both_in_turn_at_first() => Next(Bytes, 8).Should().Equal(false, true, false, true, false, true, false, true);

    [Fact]
    public void All_processors_where_nothing_was_learnt() => Next(Bytes, 100).Skip(20).Should().NotContain(true, "no run was alone, and that is what there was before");

    [Fact]
    public void Requests_of_another_size_are_learnt_apart()
    {
        Learn(1_000, one: 0.1, all: 0.3);
        Learn(10_000_000, one: 100, all: 30);

        Next(1_000, 50).Count(oneThread => oneThread).Should().BeGreaterThan(48);
        Next(10_000_000, 50).Count(oneThread => oneThread).Should().BeLessThan(2);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(9, true)]
    public void One_thread_where_the_runs_fill_the_processors(int running, bool expected)
    {
        Learn(Bytes, one: 10, all: 3);

        Enumerable.Range(0, 50).Count(_ => _choice.OneThread(Bytes, running) == expected).Should().BeGreaterThan(48);
    }

    [Fact]
    public void Learns_anew_when_the_machine_changes()
    {
        Learn(Bytes, one: 10, all: 3);

        var last = Run(Bytes, 128 * 40, one: 10, all: 30).TakeLast(100);

        last.Count(oneThread => oneThread).Should().BeGreaterThan(98, "neighbours took the other processors");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void Takes_any_size(long bytes) => _choice.Invoking(choice => choice.OneThread(bytes, 1)).Should().NotThrow();

    private void Learn(long bytes, double one, double all) => Run(bytes, 64, one, all);

    private List<bool> Next(long bytes, int runs) => [.. Enumerable.Range(0, runs).Select(_ => _choice.OneThread(bytes, 1))];

    private List<bool> Run(long bytes, int runs, double one, double all) => [.. Enumerable.Range(0, runs).Select(_ =>
    {
        var oneThread = _choice.OneThread(bytes, 1);
        _choice.RanAlone(bytes, oneThread, TimeSpan.FromMilliseconds(oneThread ? one : all));
        return oneThread;
    })];
}
