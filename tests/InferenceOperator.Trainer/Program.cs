using System.Runtime.InteropServices;
using InferenceOperator.Trainer;

TrainerOptions options;
try
{
    options = TrainerOptions.FromEnvironment(Environment.GetEnvironmentVariable);
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

void Log(string message) => Console.WriteLine($"rank {options.Rank}/{options.WorldSize}: {message}");

using var leave = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    // The default would end the process before the checkpoint is saved.
    signal.Cancel = true;
    Log(options.IgnoreTerminate ? "SIGTERM ignored" : "SIGTERM: saving a checkpoint");
    if (!options.IgnoreTerminate) leave.Cancel();
});
Log($"training {options.Steps} steps, master {options.MasterAddress}:{options.MasterPort}");
return await new TrainingRun(options, TimeProvider.System, Log).RunAsync(leave.Token);
