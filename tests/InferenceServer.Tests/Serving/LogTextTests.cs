using System.Globalization;
using CsCheck;
using InferenceServer.Hosting;

namespace InferenceServer.Tests.Serving;

/// <summary>Text of a caller's as it appears in logs.</summary>
public sealed class LogTextTests
{
    [Theory]
    [InlineData("/v2/models/größe 你好", "/v2/models/größe 你好")]
    [InlineData("a\nb", "a\\u000Ab")]
    [InlineData("a\\u000Ab", "a\\u005Cu000Ab")]
    [InlineData("\u0085\u2028\u2029\u202E\u200B", "\\u0085\\u2028\\u2029\\u202E\\u200B")]
    public void Shows_as_itself_what_is_shown_as_itself(string text, string shown) => LogText.Escape(text).Should().Be(shown);

    [Fact]
    public void Never_begins_a_line_or_runs_on() => Gen.String.Sample(text =>
    {
        var shown = LogText.Escape(text);
        return shown.Length <= 200 * 6 + 1 && !shown.Any(character => char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    });

    [Fact]
    public void Shows_half_a_character_as_its_number() => LogText.Escape("\uD83D").Should().Be("\\uD83D");

    [Fact]
    public void Cuts_what_is_long() => LogText.Escape(new string('a', 8000)).Should().Be(new string('a', 200) + "…");
}
