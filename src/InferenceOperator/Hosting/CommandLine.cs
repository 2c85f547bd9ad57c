using System.CommandLine;
using InferenceOperator.Crds;
using InferenceOperator.Simulation;

namespace InferenceOperator.Hosting;

/// <summary>The command line of the operator.</summary>
internal static class CommandLine
{
    /// <summary>Makes it.</summary>
    /// <returns>The root, with every subcommand.</returns>
    public static RootCommand Create() => new("Puts inference first: serves models on GPU nodes and takes GPUs back from training when a latency objective needs them.")
    {
        CrdsCommand.Create(),
        RunCommand.Create(),
        SimulateCommand.Create(),
        ProfileCommand.Create(),
    };
}
