using System.Collections.Concurrent;
using InferenceOperator.Controllers.TrainingJobs;
using InferenceOperator.Core.Training;

namespace InferenceOperator.IntegrationTests.TrainingJobs;

/// <summary>A capacity plan by hand.</summary>
internal sealed class ManualGrants : ITrainingGrants
{
    private readonly ConcurrentDictionary<string, TrainingGrant> _grants = new();

    public TrainingGrant? Get(string uid) => _grants.GetValueOrDefault(uid);

    public void Set(string uid, TrainingGrant grant) => _grants[uid] = grant;

    public void Clear() => _grants.Clear();
}
