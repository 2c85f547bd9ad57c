namespace InferenceOperator.Api;

/// <summary>The values of <see cref="InferenceRuntimeSpec.Protocol"/>.</summary>
public static class RuntimeProtocols
{
    /// <summary>The Open Inference Protocol, version 2.</summary>
    public const string OpenInferenceV2 = "OpenInferenceV2";

    /// <summary>The OpenAI API.</summary>
    public const string OpenAI = "OpenAI";

    /// <summary>Anything else.</summary>
    public const string Custom = "Custom";
}
