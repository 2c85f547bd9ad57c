using InferenceOperator.Api;
using InferenceOperator.Scaling;
using k8s.Models;

namespace InferenceOperator.Tests.Scaling;

public sealed class FrontCountTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("42", 42)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void A_whole_number_is_a_count(string text, long expected) => Read(text).Should().Be(new FrontCount(expected, null));

    [Theory]
    [InlineData("-1")]
    [InlineData("4.2")]
    [InlineData("1e3")]
    [InlineData(" 42")]
    [InlineData("")]
    [InlineData("9223372036854775808")]
    [InlineData("many")]
    public void Anything_else_counts_as_none_and_says_what_to_write(string text) => Read(text).Should().Be(new FrontCount(
        null, $"metadata.annotations[inferenceoperator.io/front-requests] \"{text}\": write the number of requests seen so far, a whole number such as 42"));

    [Fact]
    public void A_long_text_is_cut_and_stays_on_one_line() =>
        Read(new string('x', 50) + "\n" + new string('y', 5000)).Problem.Should().NotContain("\n").And.Contain(new string('x', 50) + " yyy").And.Contain("y…\"").And.NotContain(new string('y', 100));

    [Fact]
    public void Without_the_annotation_there_is_no_count() => FrontCount.Read(new V1ObjectMeta()).Should().Be(default(FrontCount));

    private static FrontCount Read(string text) => FrontCount.Read(new V1ObjectMeta { Annotations = new Dictionary<string, string> { [Labels.FrontRequests] = text } });
}
