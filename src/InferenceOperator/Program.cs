using System.CommandLine;
using InferenceOperator.Crds;

var root = new RootCommand("Puts inference first: serves models on GPU nodes and takes GPUs back from training when a latency objective needs them.")
{
    CrdsCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
