namespace InferenceOperator.LocalClusters.Nodes;

/// <summary>Annotations by which a pod tells a fake node how to run it. They are read at every change, also while it runs.</summary>
public static class FakeAnnotations
{
    private const string Prefix = "fake.inferenceoperator.io/";

    /// <summary>"true": the pod runs and is not Ready.</summary>
    public const string NotReady = Prefix + "not-ready";

    /// <summary>Seconds between binding and Running.</summary>
    public const string StartDelay = Prefix + "start-delay";

    /// <summary>Seconds after its start the containers end by themselves.</summary>
    public const string ExitAfter = Prefix + "exit-after";

    /// <summary>The exit code then; 0 when absent.</summary>
    public const string ExitCode = Prefix + "exit-code";

    /// <summary>The exit code after SIGTERM; 143 (128 + SIGTERM) when absent.</summary>
    public const string OnTermExitCode = Prefix + "on-term-exit-code";

    /// <summary>The termination message after SIGTERM.</summary>
    public const string OnTermMessage = Prefix + "on-term-message";

    /// <summary>Seconds from SIGTERM to the end of the containers; cut at the grace period, then with exit code 137.</summary>
    public const string OnTermDelay = Prefix + "on-term-delay";

    /// <summary>"true": the containers end by SIGKILL when the grace period is over, with exit code 137 and no message.</summary>
    public const string IgnoreSigterm = Prefix + "ignore-sigterm";

    /// <summary>The pod's address; one that nobody routes when absent.</summary>
    public const string PodAddress = Prefix + "pod-ip";
}
