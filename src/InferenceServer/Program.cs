using System.CommandLine;
using InferenceServer.CommandLine;

var root = new RootCommand("InferenceServer: serves ONNX models by the Open Inference Protocol v2")
{
    ServeCommand.Create(),
    PullCommand.Create(),
};

var command = root.Parse(args);
// The server handles SIGTERM itself, with a drain window; other commands are cancelled.
var ownSignals = command.CommandResult.Command.Name == ServeCommand.Name;
var status = await command.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = ownSignals ? null : TimeSpan.FromSeconds(5) });
return command.Errors.Count > 0 ? ExitCodes.Usage : status;
