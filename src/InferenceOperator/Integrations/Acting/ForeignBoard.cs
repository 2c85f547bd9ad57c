using System.Threading.Channels;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Integrations;

/// <summary>Hands each plan, with what it was made from, to whoever acts on it; only the newest counts.</summary>
internal sealed class ForeignBoard
{
    private readonly Channel<ForeignPlan> _plans = Channel.CreateBounded<ForeignPlan>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Puts a plan in force.</summary>
    /// <param name="view">What it was made from.</param>
    /// <param name="grants">What it says, by name.</param>
    public void Publish(ForeignView view, IReadOnlyDictionary<ObjectName, TrainingGrant> grants) => _plans.Writer.TryWrite(new ForeignPlan(view, grants));

    /// <summary>Waits for the next plan.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The plan.</returns>
    public ValueTask<ForeignPlan> NextAsync(CancellationToken cancellationToken) => _plans.Reader.ReadAsync(cancellationToken);
}
