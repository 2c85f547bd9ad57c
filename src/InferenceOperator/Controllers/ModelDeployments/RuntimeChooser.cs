using InferenceOperator.Api;

namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>Finds the runtime of a model: the one it names, or the one that lists its format, highest priority first, then by name.</summary>
internal static class RuntimeChooser
{
    /// <summary>Chooses.</summary>
    /// <param name="spec">A valid spec.</param>
    /// <param name="runtimes">All runtimes, in any order.</param>
    /// <returns>The runtime, or why there is none.</returns>
    public static RuntimeChoice Choose(ModelDeploymentSpec spec, IEnumerable<InferenceRuntime> runtimes)
    {
        var known = runtimes.OrderBy(runtime => runtime.Metadata.Name, StringComparer.Ordinal).ToList();
        return string.IsNullOrEmpty(spec.Runtime) ? ByFormat(spec, known) : ByName(spec, known);
    }

    private static RuntimeChoice ByName(ModelDeploymentSpec spec, List<InferenceRuntime> known)
    {
        if (known.Find(runtime => runtime.Metadata.Name == spec.Runtime) is not { } named)
            return RuntimeChoice.None(ConditionReasons.RuntimeNotFound, $"spec.runtime names InferenceRuntime \"{spec.Runtime}\", which does not exist; {Existing(known)}");
        return Mismatch(spec, named) is { } mismatch
            ? RuntimeChoice.None(ConditionReasons.InvalidSpec, mismatch)
            : RuntimeChoice.Of(named);
    }

    private static RuntimeChoice ByFormat(ModelDeploymentSpec spec, List<InferenceRuntime> known)
    {
        if (FormatOf(spec.Model) is not { } format)
            return RuntimeChoice.None(ConditionReasons.RuntimeNotFound, $"spec.model.uri \"{spec.Model.Uri}\" has no file ending to tell the format by: set spec.model.format or spec.runtime; {Existing(known)}");
        var serving = known.Where(runtime => PriorityOf(runtime, format) is not null).ToList();
        if (serving.Count == 0)
            return RuntimeChoice.None(ConditionReasons.RuntimeNotFound, $"no InferenceRuntime lists the format \"{format}\": install one, or name another in spec.runtime; {Existing(known)}");
        var best = serving.Where(runtime => Mismatch(spec, runtime) is null).MaxBy(runtime => PriorityOf(runtime, format));
        return best is null
            ? RuntimeChoice.None(ConditionReasons.RuntimeNotFound, Mismatch(spec, serving[0])!)
            : RuntimeChoice.Of(best);
    }

    /// <summary>The model's format: the one given, or its file's ending.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The format in lower case, or null when there is nothing to tell it by.</returns>
    public static string? FormatOf(ModelSource model)
    {
        if (!string.IsNullOrEmpty(model.Format))
            return model.Format.ToLowerInvariant();
        var file = model.Uri.Split('?', '#')[0].Split('/')[^1];
        var ending = Path.GetExtension(file);
        return ending.Length > 1 ? ending[1..].ToLowerInvariant() : null;
    }

    private static int? PriorityOf(InferenceRuntime runtime, string format) => runtime.Spec.Formats
        .Where(listed => string.Equals(listed.Name, format, StringComparison.OrdinalIgnoreCase))
        .Max(listed => (int?)listed.Priority);

    private static string? Mismatch(ModelDeploymentSpec spec, InferenceRuntime runtime) => (runtime.Spec.GpuSupport, spec.Gpu.Count) switch
    {
        (GpuSupports.None, > 0) => $"InferenceRuntime \"{runtime.Metadata.Name}\" runs on CPUs only and spec.gpu.count is {spec.Gpu.Count}: set spec.gpu.count to 0, or name another runtime in spec.runtime",
        (GpuSupports.Required, 0) => $"InferenceRuntime \"{runtime.Metadata.Name}\" needs GPUs and spec.gpu.count is 0: set spec.gpu.count to 1 or more, or name another runtime in spec.runtime",
        _ => null,
    };

    private static string Existing(List<InferenceRuntime> known) => known.Count == 0
        ? "there are no InferenceRuntimes"
        : "there are: " + string.Join(", ", known.Select(runtime => $"{runtime.Metadata.Name} ({string.Join(", ", runtime.Spec.Formats.Select(format => format.Name))})"));
}
