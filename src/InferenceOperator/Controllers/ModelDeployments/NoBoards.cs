namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>Before the loops have run: nothing is decided.</summary>
internal sealed class NoBoards : IModelBoards
{
    public AdmissionView? Admission(string uid) => null;

    public ScalingView? Scaling(string uid) => null;
}
