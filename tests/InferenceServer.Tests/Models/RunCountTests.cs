using InferenceServer.Models;

namespace InferenceServer.Tests.Models;

/// <summary>When a session's native memory is freed.</summary>
public sealed class RunCountTests
{
    private int _freed;

    [Fact]
    public void Frees_at_once_when_nothing_runs()
    {
        var runs = new RunCount(() => _freed++);
        runs.TryEnter().Should().BeTrue();
        runs.Leave();
        _freed.Should().Be(0);

        runs.Close();
        runs.Close();

        _freed.Should().Be(1);
    }

    [Fact]
    public void Frees_after_the_last_run_and_takes_no_more()
    {
        var runs = new RunCount(() => _freed++);
        runs.TryEnter();
        runs.TryEnter();

        runs.Close();
        runs.TryEnter().Should().BeFalse();
        runs.Leave();
        _freed.Should().Be(0);
        runs.Leave();

        _freed.Should().Be(1);
        runs.TryEnter().Should().BeFalse();
    }

    [Fact]
    public async Task Frees_once_whatever_the_order_of_threads()
    {
        for (var round = 0; round < 200; round++)
        {
            var (inside, after) = (0, 0);
            var runs = new RunCount(() => after = Volatile.Read(ref inside) + 1);
            var users = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                for (var i = 0; i < 50 && runs.TryEnter(); i++)
                {
                    Interlocked.Increment(ref inside);
                    Interlocked.Decrement(ref inside);
                    runs.Leave();
                }
            })).Append(Task.Run(runs.Close));
            await Task.WhenAll(users);

            after.Should().Be(1, "it is freed, and nothing is inside then");
        }
    }
}
