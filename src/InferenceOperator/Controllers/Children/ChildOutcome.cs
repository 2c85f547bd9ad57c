namespace InferenceOperator.Controllers.Children;

/// <summary>What became of a child.</summary>
internal enum ChildOutcome
{
    /// <summary>It is as desired; nothing was written.</summary>
    Unchanged,

    /// <summary>It did not exist and was made.</summary>
    Created,

    /// <summary>It differed and was brought in line.</summary>
    Updated,

    /// <summary>One of the same name is on its way out: look again.</summary>
    Terminating,

    /// <summary>One of the same name belongs to somebody else and was not touched.</summary>
    Foreign,

    /// <summary>It is not there, and neither is its owner any more: nothing was made.</summary>
    OwnerGone,
}
