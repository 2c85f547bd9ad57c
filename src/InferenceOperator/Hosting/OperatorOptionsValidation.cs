using InferenceOperator.Metrics;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Hosting;

/// <summary>Names each option that is out of range, with its value and what to write instead.</summary>
internal sealed class OperatorOptionsValidation : IValidateOptions<OperatorOptions>
{
    public ValidateOptionsResult Validate(string? name, OperatorOptions options)
    {
        var problems = Problems(options).Concat(new PrometheusOptionsValidation().Validate(null, options.Prometheus).Failures ?? []).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(OperatorOptions options)
    {
        if (options.Interval < TimeSpan.FromMilliseconds(100) || options.Interval > TimeSpan.FromMinutes(5))
            yield return $"--interval is {options.Interval.TotalSeconds} s: write 100ms to 5m";
        if (options.MetricsPort is < 0 or > 65535)
            yield return $"--metrics-port is {options.MetricsPort}: write 0 to 65535";
        if (string.IsNullOrWhiteSpace(options.LeaderElectionName))
            yield return "--leader-election-name is empty: write the name of a Lease, the same for all replicas of this operator";
        if (string.IsNullOrWhiteSpace(options.PullImage))
            yield return "--pull-image is empty: write the image of the InferenceServer";
        if (options.PullImagePullPolicy is not (null or "Always" or "IfNotPresent" or "Never"))
            yield return $"--pull-image-pull-policy is \"{options.PullImagePullPolicy}\": write Always, IfNotPresent or Never";
        if (options.Kubeconfig is { } file && !File.Exists(file))
            yield return $"--kubeconfig is \"{file}\": there is no such file";
    }
}
