namespace InferenceServer.Optimisation;

/// <summary>How a model's weights are made smaller.</summary>
internal enum QuantisationKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Weights of matrix products as one byte each, their inputs rounded when the model runs.</summary>
    DynamicInt8,
}
