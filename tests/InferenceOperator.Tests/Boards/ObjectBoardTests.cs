using InferenceOperator.Boards;

namespace InferenceOperator.Tests.Boards;

public sealed class ObjectBoardTests
{
    private readonly ObjectBoard<string> _board = new();

    [Fact]
    public void Tells_of_changes_and_of_nothing_else()
    {
        var told = new List<string>();
        using (_board.Subscribe(told.Add))
        {
            _board.Set("a", "1").Should().BeTrue();
            _board.Set("a", "1").Should().BeFalse();
            _board.Set("a", "2").Should().BeTrue();
            _board.KeepOnly(new HashSet<string>()).Should().Equal("a");
        }

        _board.Set("a", "3");
        told.Should().Equal("a", "a", "a");
        _board.Get("a").Should().Be("3");
        _board.Get("b").Should().BeNull();
    }

    [Fact]
    public async Task Readers_and_a_writer_get_along()
    {
        var seen = 0;
        using var subscription = _board.Subscribe(_ => Interlocked.Increment(ref seen));
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
                _board.Set($"uid-{i % 100}", $"{i}");
        });
        while (!writing.IsCompleted)
            _board.Entries.Values.Should().NotContainNulls();
        await writing;

        seen.Should().Be(10_000);
        _board.Entries.Should().HaveCount(100);
    }
}
