using System.Text;
using InferenceServer.Security;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Security;

/// <summary>Files that change while they are in use.</summary>
public sealed class WatchedFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Sees_nothing_new_in_a_file_that_was_only_written_again()
    {
        Write("a");
        var watched = Watch(text => text);

        Write("a");

        watched.Check().Should().BeNull();
    }

    [Fact]
    public void Uses_new_contents_whose_name_length_and_time_are_the_old_ones()
    {
        Write("a");
        var time = File.GetLastWriteTimeUtc(_folder["file"]);
        var watched = Watch(text => text);

        Write("b");
        File.SetLastWriteTimeUtc(_folder["file"], time);

        watched.Check().Should().Be(new FileChange("The file", null));
        watched.Current.Should().Be("b");
    }

    [Theory]
    [InlineData(typeof(FormatException))]
    [InlineData(typeof(InvalidOperationException))]
    public void Keeps_what_it_had_whatever_is_wrong_with_the_new_contents(Type fault)
    {
        Write("good");
        var watched = Watch(text => text == "bad" ? throw (Exception)Activator.CreateInstance(fault, "what is wrong")! : text);

        Write("bad");
        watched.Check()!.Problem.Should().Contain("what is wrong");
        watched.Check().Should().BeNull("it was said");
        watched.Current.Should().Be("good");

        Write("good");
        watched.Check()!.Problem.Should().BeNull();
    }

    [Fact]
    public void Reads_no_more_than_such_a_file_can_have()
    {
        Write("a");
        var watched = Watch(text => text);

        Write(new string('a', 1024 * 1024 + 1));

        watched.Check()!.Problem.Should().Contain("has more than 1048576 bytes");
        watched.Current.Should().Be("a");
    }

    [Fact]
    public void Waits_for_a_file_that_is_away()
    {
        Write("a");
        var watched = Watch(text => text);

        File.Delete(_folder["file"]);
        watched.Check()!.Problem.Should().Contain("cannot be read");
        Write("b");
        watched.Check()!.Problem.Should().BeNull();

        watched.Current.Should().Be("b");
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string text) => _folder.Write("file", Encoding.ASCII.GetBytes(text));

    private WatchedFiles<string> Watch(Func<string, string> parse) => new("The file", [_folder["file"]], contents => parse(Encoding.ASCII.GetString(contents[0])));
}
