using System.Globalization;
using InferenceOperator.Api;
using InferenceOperator.Translation;

namespace InferenceOperator.Controllers.ModelDeployments.Reporting;

/// <summary>Writes what was learnt of a model's service into its status, and reads it back after a restart.</summary>
internal static class ServiceReport
{
    /// <summary>As status shows it.</summary>
    /// <param name="service">What was learnt; null: nothing.</param>
    /// <returns>The status; null when nothing was learnt.</returns>
    public static ServiceStatus? Show(ServiceView? service) => service is null || service == new ServiceView() ? null : new ServiceStatus
    {
        ServiceTime = Numbers.Latency(service.ServiceSeconds),
        Parallelism = Number(service.Parallelism),
        Variability = Number(service.Variability),
        Uncertainty = Number(service.Uncertainty),
        Startup = Numbers.Latency(service.Startup?.TotalSeconds),
        Samples = service.Samples,
    };

    /// <summary>Reads it back. What cannot be read, because somebody else wrote it, was not learnt.</summary>
    /// <param name="scaling">The scaling status; null: none.</param>
    /// <returns>What was learnt; null when nothing was.</returns>
    public static ServiceView? Restore(ScalingStatus? scaling) => scaling?.Service is not { } shown ? null : new ServiceView
    {
        ServiceSeconds = Duration(shown.ServiceTime)?.TotalSeconds,
        Parallelism = Number(shown.Parallelism),
        Variability = Number(shown.Variability),
        Uncertainty = Number(shown.Uncertainty) is { } uncertainty ? Math.Min(1, uncertainty) : null,
        Startup = Duration(shown.Startup),
        Samples = shown.Samples is > 0 ? shown.Samples : null,
    };

    /// <summary>Whether something moved by more than a tenth of what is shown. More samples alone are no news.</summary>
    /// <param name="shown">What status shows.</param>
    /// <param name="now">What it would show.</param>
    /// <returns>True when it is worth a write.</returns>
    public static bool Moved(ServiceStatus? shown, ServiceStatus? now) => shown is null || now is null ? shown != now
        : Numbers.Moved(shown.ServiceTime, now.ServiceTime) || Numbers.Moved(shown.Startup, now.Startup)
            || Numbers.Moved(shown.Parallelism, now.Parallelism) || Numbers.Moved(shown.Variability, now.Variability) || Numbers.Moved(shown.Uncertainty, now.Uncertainty);

    // By way of its text, or 0.051 would be shown as 0.051000000000000004.
    private static double? Number(double? value) => value is { } number && double.IsFinite(number) && number >= 0
        ? double.Parse(number.ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : null;

    private static TimeSpan? Duration(string? text) => GoDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero ? duration : null;
}
