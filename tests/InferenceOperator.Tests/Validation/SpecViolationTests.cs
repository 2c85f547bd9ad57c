using InferenceOperator.Validation;

namespace InferenceOperator.Tests.Validation;

public sealed class SpecViolationTests
{
    [Fact]
    public void Names_field_value_and_what_to_write() =>
        new SpecViolation("spec.window", "0s", "write more").ToString().Should().Be("spec.window \"0s\": write more");

    [Fact]
    public void Leaves_the_value_out_where_there_is_none() =>
        new SpecViolation("spec", null, "write more").ToString().Should().Be("spec: write more");

    [Fact]
    public void Shortens_long_values() =>
        new SpecViolation("spec", new string('x', 5000), "write less").ToString().Length.Should().BeLessThan(150);

    [Fact]
    public void Describes_all_violations_on_one_line() =>
        SpecViolation.Describe([new("a", null, "b"), new("c", "d", "e")]).Should().Be("a: b; c \"d\": e");
}
