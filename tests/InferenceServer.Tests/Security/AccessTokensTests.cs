using System.Text;
using CsCheck;
using InferenceServer.Security;

namespace InferenceServer.Tests.Security;

/// <summary>What a token file may hold, and what opens the server.</summary>
public sealed class AccessTokensTests
{
    [Theory]
    [InlineData("abc")]
    [InlineData("abc\n")]
    [InlineData("  abc \r\n\r\n")]
    [InlineData("other\nabc\n")]
    [InlineData("\uFEFFabc\n")]
    public void Reads_one_token_a_line(string content) => Parse(content).Accepts("abc").Should().BeTrue();

    [Theory]
    [InlineData("", "holds no token: write one a line")]
    [InlineData("\n \n", "holds no token: write one a line")]
    [InlineData("good\ntwo words", "line 2, is not a token")]
    [InlineData("naïve", "line 1, is not a token")]
    [InlineData("a=b", "line 1, is not a token")]
    [InlineData("# comment", "line 1, is not a token")]
    public void Says_which_line_is_no_token_and_not_what_it_holds(string content, string message)
    {
        var parse = () => Parse(content);

        var error = parse.Should().Throw<FormatException>().Which.Message;
        error.Should().Contain("/tokens").And.Contain(message);
        foreach (var word in content.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 3))
            error.Should().NotContain(word);
    }

    [Fact]
    public void Accepts_the_tokens_themselves_and_nothing_that_is_like_them() =>
        Gen.Select(Gen.String[Gen.Char["abcXYZ019-._~+/"], 1, 40], Gen.String[Gen.Char["abcXYZ019-._~+/é\0"], 0, 40]).Sample((token, guess) =>
        {
            var tokens = Parse($"first-of-them\n{token}\n");
            return tokens.Accepts(token) && tokens.Accepts("first-of-them") && tokens.Accepts(guess) == (guess == token || guess == "first-of-them")
                && !tokens.Accepts(token + "a") && !tokens.Accepts(token[..^1] + "é");
        });

    [Fact]
    public void Refuses_a_guess_longer_than_any_token() => Parse("abc").Accepts(new string('a', 5000)).Should().BeFalse();

    private static AccessTokens Parse(string content) => AccessTokens.Parse("/tokens", Encoding.UTF8.GetBytes(content));
}
