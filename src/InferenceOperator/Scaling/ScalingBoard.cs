using InferenceOperator.Boards;

namespace InferenceOperator.Scaling;

/// <summary>The scaling decisions by UID of the ModelDeployment. Written by <see cref="ScalingLoop"/> alone.</summary>
internal sealed class ScalingBoard : ObjectBoard<ScalingEntry>;
