namespace InferenceOperator.Core.Training.Foreign;

/// <summary>What is to be written to an object of another controller's kind. Each is one write.</summary>
public enum ForeignAction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Suspend it and mark it as suspended by us.</summary>
    Suspend,

    /// <summary>Resume what we suspended and take the mark away.</summary>
    Resume,

    /// <summary>Take the mark away: somebody else resumed it, or its suspension was not kept.</summary>
    LetGo,

    /// <summary>Take the suspension back, with the mark: its controller did not act upon it.</summary>
    Withdraw,
}
