using System.ComponentModel.DataAnnotations;

namespace InferenceOperator.Api;

/// <summary>A model format that a runtime serves.</summary>
public sealed class RuntimeFormat
{
    /// <summary>The format's name, such as onnx.</summary>
    [Required, StringLength(63, MinimumLength = 1)]
    public string Name { get; set; } = "";

    /// <summary>Among the runtimes of a format the highest priority is the default.</summary>
    public int Priority { get; set; }
}
