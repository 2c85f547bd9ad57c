using Microsoft.Extensions.Options;

namespace InferenceOperator.Kubernetes;

/// <summary>Names each setting that is out of range, with its value and what to write instead.</summary>
internal sealed class OptionsValidation : IValidateOptions<KubernetesOperatorOptions>
{
    public ValidateOptionsResult Validate(string? name, KubernetesOperatorOptions options)
    {
        var wrong = Wrong(options).ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Wrong(KubernetesOperatorOptions o)
    {
        if (string.IsNullOrWhiteSpace(o.FieldManager) || o.FieldManager.Length > 128) yield return $"FieldManager is '{o.FieldManager}': write 1 to 128 characters";
        if (!(o.QueriesPerSecond > 0)) yield return $"QueriesPerSecond is {o.QueriesPerSecond}: write a number above 0";
        if (o.Burst < 1) yield return $"Burst is {o.Burst}: write 1 or more";
        if (o.ListPageSize < 1) yield return $"ListPageSize is {o.ListPageSize}: write 1 or more";
        if (o.WorkersPerController < 1) yield return $"WorkersPerController is {o.WorkersPerController}: write 1 or more";
        if (o.UrgentWorkersPerController < 0) yield return $"UrgentWorkersPerController is {o.UrgentWorkersPerController}: write zero or more";
        if (o.ResyncPeriod < TimeSpan.Zero) yield return $"ResyncPeriod is {o.ResyncPeriod}: write zero or more";
        if (o.BackoffCap < o.BackoffBase) yield return $"BackoffCap is {o.BackoffCap}: write at least BackoffBase, {o.BackoffBase}";
        foreach (var (field, value) in Positive(o))
            if (value <= TimeSpan.Zero) yield return $"{field} is {value}: write a duration above zero";

        var election = o.LeaderElection;
        if (!election.Enabled) yield break;
        if (election.LeaseDuration < TimeSpan.FromSeconds(1)) yield return $"LeaderElection.LeaseDuration is {election.LeaseDuration}: write one second or more";
        if (election.RenewDeadline >= election.LeaseDuration) yield return $"LeaderElection.RenewDeadline is {election.RenewDeadline}: write less than LeaseDuration, {election.LeaseDuration}";
        if (election.RetryPeriod >= election.RenewDeadline) yield return $"LeaderElection.RetryPeriod is {election.RetryPeriod}: write less than RenewDeadline, {election.RenewDeadline}";
    }

    private static IEnumerable<(string Field, TimeSpan Value)> Positive(KubernetesOperatorOptions o) =>
    [
        (nameof(o.RequestTimeout), o.RequestTimeout),
        (nameof(o.WatchIdleTimeout), o.WatchIdleTimeout),
        (nameof(o.ReconcileTimeout), o.ReconcileTimeout),
        (nameof(o.BackoffBase), o.BackoffBase),
        ("LeaderElection.RetryPeriod", o.LeaderElection.RetryPeriod),
    ];
}
