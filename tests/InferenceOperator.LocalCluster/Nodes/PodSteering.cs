using System.Globalization;
using k8s.Models;

namespace InferenceOperator.LocalClusters.Nodes;

/// <summary>What a pod's annotations ask for.</summary>
internal sealed record PodSteering(bool Ready, TimeSpan StartDelay, TimeSpan? ExitAfter, int ExitCode, string? Address)
{
    private const int KilledExitCode = 137;
    private const int TerminatedExitCode = 143;

    public static PodSteering Of(V1Pod pod) => new(
        !IsTrue(pod, FakeAnnotations.NotReady),
        Seconds(pod, FakeAnnotations.StartDelay) ?? TimeSpan.Zero,
        Seconds(pod, FakeAnnotations.ExitAfter),
        Number(pod, FakeAnnotations.ExitCode) ?? 0,
        Text(pod, FakeAnnotations.PodAddress));

    /// <summary>How the containers end after SIGTERM, within the grace period of the deletion.</summary>
    public static (TimeSpan Delay, ContainerExit Exit) Termination(V1Pod pod, TimeSpan defaultDelay)
    {
        var grace = TimeSpan.FromSeconds(pod.Metadata.DeletionGracePeriodSeconds ?? 0);
        var delay = Seconds(pod, FakeAnnotations.OnTermDelay) ?? defaultDelay;
        return IsTrue(pod, FakeAnnotations.IgnoreSigterm) || delay > grace
            ? (grace, new ContainerExit(KilledExitCode))
            : (delay, new ContainerExit(Number(pod, FakeAnnotations.OnTermExitCode) ?? TerminatedExitCode, Text(pod, FakeAnnotations.OnTermMessage)));
    }

    private static bool IsTrue(V1Pod pod, string annotation) => Text(pod, annotation) == "true";

    private static TimeSpan? Seconds(V1Pod pod, string annotation) =>
        double.TryParse(Text(pod, annotation), CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;

    private static int? Number(V1Pod pod, string annotation) =>
        int.TryParse(Text(pod, annotation), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(V1Pod pod, string annotation) => pod.Metadata.Annotations?.TryGetValue(annotation, out var value) == true ? value : null;
}
