using System.Globalization;
using InferenceOperator.Api;

namespace InferenceOperator.Controllers.TrainingJobs.Manifests;

/// <summary>Names and labels of what the operator makes for a job.</summary>
internal static class TrainingNames
{
    private const int LongestHostName = 63;
    private const string MasterSuffix = "-master";

    /// <summary>The port of the rendezvous, on rank 0.</summary>
    public const int MasterPort = 29500;

    /// <summary>The pod of a rank.</summary>
    public static string Worker(string job, int rank) => string.Create(CultureInfo.InvariantCulture, $"{job}-{rank}");

    /// <summary>The headless Service, which gives every worker a name: <c>job-rank.job</c>.</summary>
    public static string Workers(string job) => job;

    /// <summary>The Service in front of rank 0, whose address needs no DNS.</summary>
    public static string Master(string job) => job + MasterSuffix;

    /// <summary>The longest name that a job of so many workers may have: its pods' and Services' names are host names.</summary>
    public static int LongestJobName(int workers) =>
        LongestHostName - Math.Max(MasterSuffix.Length, Worker("", Math.Max(0, workers - 1)).Length);

    /// <summary>Labels of every child.</summary>
    public static Dictionary<string, string> All(string job) => new()
    {
        [Labels.TrainingJob] = job,
        [Labels.Name] = job,
        [Labels.Instance] = job,
        [Labels.Component] = "training",
        [Labels.ManagedBy] = Labels.Manager,
    };

    /// <summary>Selects a job's workers.</summary>
    public static Dictionary<string, string> Selector(string job) => new() { [Labels.TrainingJob] = job, [Labels.ManagedBy] = Labels.Manager };
}
