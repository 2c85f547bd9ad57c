using InferenceOperator.Trainer;

namespace InferenceOperator.Tests.Trainer;

public sealed class TrainingRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly List<string> _log = [];

    private string TerminationLog => Path.Combine(_folder, "termination-log");

    [Fact]
    public async Task Ends_with_0_when_all_steps_are_done()
    {
        (await RunAsync(Options(steps: 20))).Should().Be(0);

        _log.Should().Contain("done at step 20");
        File.ReadAllText(TerminationLog).Should().StartWith("step=20 path=/");
    }

    [Fact]
    public async Task Saves_and_acknowledges_when_asked_to_leave_and_goes_on_from_there()
    {
        using var leave = new CancellationTokenSource();
        // Asked after the first checkpoint that it takes by itself.
        (await RunAsync(Options(steps: int.MaxValue), leave, leaveAt: "step 10 ")).Should().Be(0);

        var acknowledged = File.ReadAllText(TerminationLog);
        acknowledged.Should().MatchRegex(@"^step=10 path=/\S+step-000000010\.json\n$");
        File.Exists(acknowledged.Trim().Split("path=")[1]).Should().BeTrue();

        await RunAsync(Options(steps: 15));
        _log.Should().ContainMatch("resumed from step 10, loss *").And.Contain("done at step 15");
    }

    [Fact]
    public async Task Ends_with_1_and_says_so_when_the_checkpoint_fails()
    {
        using var leave = new CancellationTokenSource();
        var options = Options(steps: int.MaxValue) with { FailCheckpoint = true };

        (await RunAsync(options, leave, leaveAt: "step 10 ")).Should().Be(1);

        File.ReadAllText(TerminationLog).Should().StartWith("checkpoint failed");
    }

    [Theory]
    [InlineData("RANK", "4", "RANK is '4': write a whole number from 0 to 3")]
    [InlineData("TRAINER_STEPS", "many", "TRAINER_STEPS is 'many': write a whole number from 1 to 2147483647")]
    [InlineData("TRAINER_IGNORE_SIGTERM", "perhaps", "TRAINER_IGNORE_SIGTERM is 'perhaps': write true or false")]
    public void Says_what_to_write_instead_of_a_wrong_variable(string name, string value, string message)
    {
        var environment = new Dictionary<string, string> { ["WORLD_SIZE"] = "4", [name] = value };

        var read = () => TrainerOptions.FromEnvironment(environment.GetValueOrDefault);

        read.Should().Throw<FormatException>().WithMessage(message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private TrainerOptions Options(int steps) => new()
    {
        Steps = steps, CheckpointFolder = Path.Combine(_folder, "checkpoints"), CheckpointEverySteps = 10, TerminationLog = TerminationLog,
    };

    private Task<int> RunAsync(TrainerOptions options, CancellationTokenSource? leave = null, string? leaveAt = null) =>
        new TrainingRun(options, TimeProvider.System, line =>
        {
            _log.Add(line);
            if (leaveAt is not null && line.StartsWith(leaveAt, StringComparison.Ordinal)) leave?.Cancel();
        }).RunAsync(leave?.Token ?? CancellationToken.None);
}
