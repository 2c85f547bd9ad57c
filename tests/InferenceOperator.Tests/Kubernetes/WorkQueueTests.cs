using InferenceOperator.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace InferenceOperator.Tests.Kubernetes;

public sealed class WorkQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue _queue;

    public WorkQueueTests() =>
        _queue = new WorkQueue("test", new Backoff(TimeSpan.FromMilliseconds(5), TimeSpan.FromMinutes(5), () => 0), _time);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task Merges_requests_for_the_same_key()
    {
        _queue.Add(Key("a"));
        _queue.Add(Key("a"));
        (await TakeAsync()).Should().Be(Key("a"));
        _queue.Done(Key("a"));
        _queue.Depth.Should().Be(0);
    }

    [Fact]
    public async Task Gives_a_key_to_one_worker_at_a_time_and_again_when_it_was_asked_for_meanwhile()
    {
        _queue.Add(Key("a"));
        await TakeAsync();
        _queue.Add(Key("a"));
        _queue.Depth.Should().Be(0);
        var second = TakeAsync();
        second.IsCompleted.Should().BeFalse();
        _queue.Done(Key("a"));
        (await second).Should().Be(Key("a"));
    }

    [Fact]
    public async Task Takes_urgent_keys_first()
    {
        _queue.Add(Key("a"));
        _queue.Add(Key("b"), RequestPriority.Urgent);
        (await DrainAsync(2)).Should().Equal("b", "a");
    }

    [Fact]
    public async Task Lifts_a_waiting_key_and_takes_it_once()
    {
        _queue.Add(Key("a"));
        _queue.Add(Key("b"));
        _queue.Add(Key("b"), RequestPriority.Urgent);
        (await DrainAsync(2)).Should().Equal("b", "a");
        _queue.Add(Key("c"));
        (await DrainAsync(1)).Should().Equal("c");
    }

    [Fact]
    public async Task Lets_an_ordinary_key_through_a_flood_of_urgent_ones()
    {
        _queue.Add(Key("ordinary"));
        for (var i = 0; i < 3 * WorkQueue.UrgentInARow; i++) _queue.Add(Key($"urgent-{i}"), RequestPriority.Urgent);
        (await DrainAsync(WorkQueue.UrgentInARow + 1)).Should().EndWith("ordinary");
    }

    [Fact]
    public async Task Gives_a_worker_that_is_there_for_urgent_keys_no_other()
    {
        _queue.Add(Key("urgent"), RequestPriority.Urgent);
        _queue.Add(Key("ordinary"));
        (await DrainAsync(1)).Should().Equal("urgent");
        var reserved = _queue.TakeAsync(CancellationToken.None, urgentOnly: true);
        reserved.IsCompleted.Should().BeFalse("what it could have taken is done, and the other key is not urgent");
        _queue.Add(Key("next"), RequestPriority.Urgent);
        (await reserved).Should().Be(Key("next"));
        (await DrainAsync(1)).Should().Equal("ordinary");

        var second = _queue.TakeAsync(CancellationToken.None, urgentOnly: true);
        _queue.Add(Key("lifted"));
        _queue.Add(Key("lifted"), RequestPriority.Urgent);
        (await second).Should().Be(Key("lifted"), "it became urgent while it waited");
    }

    [Fact]
    public async Task Brings_a_delayed_key_when_its_time_has_come()
    {
        _queue.AddAfter(Key("a"), TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(9));
        _queue.Depth.Should().Be(0);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await TakeAsync()).Should().Be(Key("a"));
    }

    [Fact]
    public async Task Keeps_the_earlier_of_two_times()
    {
        _queue.AddAfter(Key("a"), TimeSpan.FromSeconds(5));
        _queue.AddAfter(Key("a"), TimeSpan.FromMinutes(5));
        _time.Advance(TimeSpan.FromSeconds(5));
        (await DrainAsync(1)).Should().Equal("a");
        _time.Advance(TimeSpan.FromMinutes(10));
        _queue.Depth.Should().Be(0);
    }

    [Fact]
    public async Task Drops_the_delayed_request_of_a_key_that_is_taken_before()
    {
        _queue.AddAfter(Key("a"), TimeSpan.FromSeconds(10));
        _queue.Add(Key("a"));
        await DrainAsync(1);
        _time.Advance(TimeSpan.FromMinutes(1));
        _queue.Depth.Should().Be(0);
    }

    [Fact]
    public void Waits_longer_after_each_failure_up_to_the_cap_and_starts_over_when_forgotten()
    {
        var delays = Enumerable.Range(0, 20).Select(_ => _queue.AddAfterFailure(Key("a"))).ToList();
        delays.Should().BeInAscendingOrder().And.StartWith(TimeSpan.FromMilliseconds(5)).And.EndWith(TimeSpan.FromMinutes(5));
        _queue.Forget(Key("a"));
        _queue.AddAfterFailure(Key("a")).Should().Be(TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public async Task Loses_no_key_and_never_works_on_one_twice_at_once_under_many_workers()
    {
        var working = new System.Collections.Concurrent.ConcurrentDictionary<ObjectKey, int>();
        var last = new System.Collections.Concurrent.ConcurrentDictionary<ObjectKey, int>();
        var wanted = new System.Collections.Concurrent.ConcurrentDictionary<ObjectKey, int>();
        var together = 0;
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                ObjectKey key;
                try
                {
                    key = await _queue.TakeAsync(stop.Token, urgentOnly: number % 2 == 1);
                }
                catch (OperationCanceledException)
                {
                    return;
                }

                if (!working.TryAdd(key, 0)) Interlocked.Increment(ref together);
                last[key] = wanted[key];
                await Task.Yield();
                working.TryRemove(key, out var _);
                _queue.Done(key);
            }
        })).ToList();
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var key = Key($"k{random.Next(50)}");
            wanted[key] = i;
            _queue.Add(key, (RequestPriority)random.Next(2));
        }

        SpinWait.SpinUntil(() => _queue.Depth == 0 && working.IsEmpty && wanted.All(pair => last.GetValueOrDefault(pair.Key, -1) == pair.Value), TimeSpan.FromSeconds(30))
            .Should().BeTrue("every key's last request is answered");
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        together.Should().Be(0);
    }

    private static ObjectKey Key(string name) => new("ns", name);

    private Task<ObjectKey> TakeAsync() => _queue.TakeAsync(CancellationToken.None);

    private async Task<List<string>> DrainAsync(int count)
    {
        var names = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var key = await TakeAsync();
            names.Add(key.Name);
            _queue.Done(key);
        }

        return names;
    }
}
