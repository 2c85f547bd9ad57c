using CsCheck;
using InferenceServer.Batching;
using InferenceServer.Models;
using InferenceServer.Tests.Support;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Tests.Batching;

/// <summary>Requests that wait are run together and get their own answers.</summary>
public sealed class BatchingExecutorTests
{
    private static readonly byte[] Negative = new OnnxModel().Input("x", OnnxModel.FP32, -1, -1).Output("y", OnnxModel.FP32, -1, -1).Node("Neg", ["x"], ["y"]).Build();

    [Fact]
    public async Task Runs_a_lone_request_at_once()
    {
        using var bench = new BatchingBench(Negative, BatchingBench.UpTo(8));

        (await bench.AskAsync([1, 2], [1, 2])).Values.Should().Equal(-1, -2);

        bench.Runs.Should().Equal(1);
    }

    [Fact]
    public async Task Joins_what_waits_and_splits_the_answers()
    {
        using var bench = new BatchingBench(Negative, BatchingBench.UpTo(8));
        bench.Hold();
        var first = bench.AskAsync([1, 2], [1, 2]);
        await bench.EnteredAsync();
        var second = await bench.QueueAsync([3, 4, 5, 6], [2, 2]);
        var third = await bench.QueueAsync([7, 8], [1, 2]);

        bench.Release();

        (await first).Values.Should().Equal(-1, -2);
        (await second).Values.Should().Equal(-3, -4, -5, -6);
        (await second).Shape.Should().Equal(2, 2);
        (await third).Values.Should().Equal(-7, -8);
        bench.Runs.Should().Equal(1, 3);
    }

    [Fact]
    public async Task Joins_only_as_many_rows_as_it_may()
    {
        using var bench = new BatchingBench(Negative, BatchingBench.UpTo(3));
        bench.Hold();
        var answers = new List<Task> { bench.AskAsync([0], [1, 1]) };
        await bench.EnteredAsync();
        foreach (var rows in (int[])[2, 2, 1, 5, 1])
            answers.Add(await bench.QueueAsync(new float[rows], [rows, 1]));

        bench.Release();
        await Task.WhenAll(answers);

        // The single row behind the second pair fits beside the first one; the five run alone.
        bench.Runs.Should().Equal(1, 3, 3, 5);
    }

    [Fact]
    public async Task Joins_only_requests_of_the_same_other_dimensions()
    {
        using var bench = new BatchingBench(Negative, BatchingBench.UpTo(8));
        bench.Hold();
        var answers = new List<Task> { bench.AskAsync([0], [1, 1]) };
        await bench.EnteredAsync();
        answers.Add(await bench.QueueAsync([1, 2], [1, 2]));
        answers.Add(await bench.QueueAsync([1, 2, 3], [1, 3]));
        answers.Add(await bench.QueueAsync([1, 2], [1, 2]));

        bench.Release();
        await Task.WhenAll(answers);

        bench.Runs.Should().Equal(1, 2, 1);
    }

    [Fact]
    public async Task Runs_high_priority_first_and_low_last()
    {
        using var bench = new BatchingBench(Negative, BatchLimits.Alone);
        bench.Hold();
        var answers = new List<Task> { bench.AskAsync([0], [1, 1]) };
        await bench.EnteredAsync();
        answers.Add(await bench.QueueAsync([1], [1, 1], RequestPriority.Low));
        answers.Add(await bench.QueueAsync([2], [1, 1]));
        answers.Add(await bench.QueueAsync([3], [1, 1], RequestPriority.High));
        answers.Add(await bench.QueueAsync([4], [1, 1]));
        answers.Add(await bench.QueueAsync([5], [1, 1], RequestPriority.High));

        bench.Release();
        await Task.WhenAll(answers);

        bench.Firsts.Should().Equal(0, 3, 5, 2, 4, 1);
    }

    [Fact]
    public async Task Leaves_a_request_out_whose_caller_went_away_and_frees_its_place()
    {
        using var bench = new BatchingBench(Negative, BatchingBench.UpTo(8), queueLimit: 2);
        using var gone = new CancellationTokenSource();
        bench.Hold();
        var first = bench.AskAsync([1], [1, 1]);
        await bench.EnteredAsync();
        var abandoned = await bench.QueueAsync([2], [1, 1], cancellationToken: gone.Token);
        var second = await bench.QueueAsync([3], [1, 1]);
        bench.Executor.IsFull.Should().BeTrue();
        await FluentActions.Awaiting(() => bench.AskAsync([4], [1, 1])).Should().ThrowAsync<QueueFullException>();

        await gone.CancelAsync();

        await FluentActions.Awaiting(() => abandoned).Should().ThrowAsync<OperationCanceledException>();
        bench.Executor.IsFull.Should().BeFalse();
        var third = await bench.QueueAsync([5], [1, 1]);
        bench.Release();
        (await first).Values.Should().Equal(-1);
        (await second).Values.Should().Equal(-3);
        (await third).Values.Should().Equal(-5);
        bench.Runs.Should().Equal(1, 2);
    }

    [Fact]
    public async Task Fails_only_the_request_that_the_model_refuses()
    {
        // Row lookups: an index beyond the table fails the whole run that it is in.
        var model = new OnnxModel().Input("x", OnnxModel.FP32, -1).Output("y", OnnxModel.FP32, -1).FloatInitializer("table", 10, 11, 12)
            .Cast("x", "index", OnnxModel.INT64).Node("Gather", ["table", "index"], ["y"]).Build();
        using var bench = new BatchingBench(model, BatchingBench.UpTo(8));
        bench.Hold();
        var first = bench.AskAsync([0], [1]);
        await bench.EnteredAsync();
        var right = await bench.QueueAsync([1], [1]);
        var wrong = await bench.QueueAsync([9], [1]);
        var other = await bench.QueueAsync([2], [1]);

        bench.Release();

        (await first).Values.Should().Equal(10);
        (await right).Values.Should().Equal(11);
        (await other).Values.Should().Equal(12);
        await FluentActions.Awaiting(() => wrong).Should().ThrowAsync<OnnxRuntimeException>();
    }

    [Fact]
    public async Task Stops_joining_when_a_model_turns_out_to_have_other_rows()
    {
        var model = new OnnxModel().Input("x", OnnxModel.FP32, -1, 1).Output("y", OnnxModel.FP32, -1, 1).Node("ReduceSum", ["x"], ["y"]).Build();
        using var bench = new BatchingBench(model, BatchingBench.UpTo(8));
        bench.Hold();
        var first = bench.AskAsync([1], [1, 1]);
        await bench.EnteredAsync();
        var second = await bench.QueueAsync([2], [1, 1]);
        var third = await bench.QueueAsync([3], [1, 1]);

        bench.Release();

        (await first).Values.Should().Equal(1);
        (await second).Values.Should().Equal(2);
        (await third).Values.Should().Equal(3);
        bench.Runs.Should().Equal(1, 2, 1, 1);
    }

    [Fact]
    public async Task Waits_for_others_within_the_window_and_no_longer_than_until_the_run_is_full()
    {
        using var bench = new BatchingBench(Negative, new BatchLimits(2, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)));

        var answers = await Task.WhenAll(bench.AskAsync([1], [1, 1]), bench.AskAsync([2], [1, 1]));

        answers.Select(answer => answer.Values.Single()).Should().Equal(-1, -2);
        bench.Runs.Should().Equal(2);
    }

    [Fact]
    public async Task Gives_every_request_of_a_crowd_its_own_answer_whatever_is_joined_or_cancelled()
    {
        var crowd = Gen.Select(Gen.Int[1, 4], Gen.Int[1, 2], Gen.Int[0, 9]).Array[1, 60];

        await Gen.Select(crowd, Gen.Int[1, 3], Gen.Int[1, 8]).SampleAsync(
            async (requests, concurrency, maxRows) =>
            {
                using var bench = new BatchingBench(Negative, BatchingBench.UpTo(maxRows), concurrency);
                var answers = requests.Select(async (request, index) =>
                {
                    var (rows, columns, chance) = request;
                    using var gone = new CancellationTokenSource();
                    var values = Enumerable.Range(0, rows * columns).Select(i => index * 100f + i).ToArray();
                    var asked = bench.AskAsync(values, [rows, columns], cancellationToken: gone.Token);
                    if (chance == 0)
                        await gone.CancelAsync();
                    try
                    {
                        return (await asked).Values.SequenceEqual(values.Select(value => -value));
                    }
                    catch (OperationCanceledException)
                    {
                        return chance == 0;
                    }
                });
                return (await Task.WhenAll(answers)).All(right => right) && bench.Executor.Waiting == 0;
            },
            iter: 100,
            threads: 1);
    }

    [Theory]
    [InlineData(0, 0, 16)]
    [InlineData(0.001, 0, 16)]
    [InlineData(0.010, 0, 5)]
    [InlineData(0.030, 0, 1)]
    [InlineData(3, 0, 1)]
    [InlineData(0.010, 0.005, 10)]
    [InlineData(0, 0.005, 10)]
    public void Joins_as_many_rows_as_its_budget_allows(double alone, double joined, int rows) => Limits.Rows(alone, joined, explore: false).Should().Be(rows);

    [Theory]
    [InlineData(0.010, 0.0096, false, 1)]
    [InlineData(0.010, 0.0094, false, 5)]
    [InlineData(0.010, 0.020, false, 1)]
    [InlineData(0.010, 0.020, true, 2)]
    public void Joins_nothing_where_it_does_not_pay_except_to_see_whether_it_does_now(double alone, double joined, bool explore, int rows) =>
        Limits.Rows(alone, joined, explore).Should().Be(rows);

    [Fact]
    public void Follows_what_a_row_takes_and_not_a_single_hiccup()
    {
        var time = new RowTime();
        for (var run = 0; run < 50; run++)
            time.Add(TimeSpan.FromMilliseconds(8), 4);
        time.Seconds.Should().BeApproximately(0.002, 1e-9);

        time.Add(TimeSpan.FromSeconds(10), 1);

        time.Seconds.Should().BeLessThan(0.0025);
    }

    private static BatchLimits Limits => new(16, TimeSpan.FromMilliseconds(50), TimeSpan.Zero);
}
