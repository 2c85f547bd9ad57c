using System.CommandLine;
using InferenceOperator.Hosting;

namespace InferenceOperator.Tests.Hosting;

public sealed class RunCommandTests
{
    [Theory]
    [InlineData("--interval", "5", "\"5\" has a number without a unit")]
    [InlineData("--metrics-port", "x", "write a port")]
    [InlineData("--prometheus-url", "not a url", "write http://")]
    public void Refuses_a_wrong_value_with_the_option_and_what_to_write(string option, string value, string message)
    {
        var errors = Parse($"{option}={value}").Errors;

        errors.Should().ContainSingle().Which.Message.Should().StartWith(option).And.Contain(message);
    }

    [Theory]
    [InlineData("--interval", "0s", "--interval is 0 s: write 100ms to 5m")]
    [InlineData("--metrics-port", "70000", "--metrics-port is 70000")]
    [InlineData("--pull-image-pull-policy", "Sometimes", "--pull-image-pull-policy is \"Sometimes\": write Always, IfNotPresent or Never")]
    [InlineData("--leader-election-name", "", "--leader-election-name is empty: write the name of a Lease")]
    [InlineData("--kubeconfig", "/no/such/file", "--kubeconfig is \"/no/such/file\"")]
    public async Task Ends_with_exit_code_2_when_an_option_is_out_of_range(string option, string value, string message)
    {
        using var error = new StringWriter();

        var code = await Parse(option, value).InvokeAsync(new InvocationConfiguration { Error = error });

        code.Should().Be(2);
        error.ToString().Should().StartWith("run: ").And.Contain(message);
    }

    [Theory]
    [InlineData("--pull-image", "INFERENCE_OPERATOR_PULL_IMAGE")]
    [InlineData("--leader-election-namespace", "INFERENCE_OPERATOR_LEADER_ELECTION_NAMESPACE")]
    public void Every_option_has_a_variable(string option, string variable) => EnvironmentOption.VariableOf(option).Should().Be(variable);

    [Theory]
    [InlineData("--leader-elect")]
    [InlineData("--leader-elect=true")]
    [InlineData("--leader-elect=false")]
    public void A_flag_may_stand_alone_or_with_a_value(string flag) => Parse(flag).Errors.Should().BeEmpty();

    [Fact]
    public void Nobody_but_the_host_handles_the_signal_to_stop() =>
        RunCommand.ConfigurationOf(Parse()).ProcessTerminationTimeout.Should().BeNull("System.CommandLine would end the process after that time");

    private static ParseResult Parse(params string[] arguments) => new RootCommand { RunCommand.Create() }.Parse(["run", .. arguments]);
}
