namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>What the loops decided for models, in the controller's words.</summary>
internal interface IModelBoards
{
    /// <summary>The capacity plan's entry.</summary>
    /// <param name="uid">UID of the model.</param>
    /// <returns>The entry; null while there is none.</returns>
    AdmissionView? Admission(string uid);

    /// <summary>The scaling decision.</summary>
    /// <param name="uid">UID of the model.</param>
    /// <returns>The decision; null while there is none.</returns>
    ScalingView? Scaling(string uid);
}
