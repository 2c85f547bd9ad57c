namespace InferenceOperator.Demo.Steps;

/// <summary>The load and the objective; the manifest of the model says the same.</summary>
internal static class DemoLoad
{
    public const double RequestsPerSecond = 24;

    public const int TargetMilliseconds = 250;

    public const string CpuLimit = "250m";
}
