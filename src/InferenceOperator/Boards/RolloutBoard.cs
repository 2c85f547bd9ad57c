namespace InferenceOperator.Boards;

/// <summary>
/// Models whose rollout wants room for one replica more, by UID. Written by the controller of models, which sees what is to be replaced, and
/// read by the capacity plan. After a restart the first reconcile of a model writes it again.
/// </summary>
internal sealed class RolloutBoard : ObjectBoard<RolloutRequest>
{
    /// <summary>Puts down what a model's rollout wants.</summary>
    /// <param name="uid">UID of the model.</param>
    /// <param name="wantsSurge">It wants room for one replica more.</param>
    public void Put(string uid, bool wantsSurge)
    {
        if (wantsSurge || Get(uid) is not null) Set(uid, new RolloutRequest(wantsSurge));
    }

    /// <summary>Whether a model's rollout wants room for one replica more.</summary>
    /// <param name="uid">UID of the model.</param>
    /// <returns>True when it does.</returns>
    public bool WantsSurge(string uid) => Get(uid) is { WantsSurge: true };
}
