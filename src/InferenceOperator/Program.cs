using System.CommandLine;
using InferenceOperator.Crds;
using InferenceOperator.Hosting;

var root = new RootCommand("Puts inference first: serves models on GPU nodes and takes GPUs back from training when a latency objective needs them.")
{
    CrdsCommand.Create(),
    RunCommand.Create(),
};
var command = root.Parse(args);
return await command.InvokeAsync(RunCommand.ConfigurationOf(command));
