using System.Text.Json.Serialization;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.Demo.Setup;

/// <summary>An environment and the process that holds it.</summary>
internal sealed record HeldEnvironment(int ProcessId, long StartTicks, DemoEnvironment Environment)
{
    [JsonIgnore]
    public ProcessIdentity Holder => new(ProcessId, StartTicks);
}
