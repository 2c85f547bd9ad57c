using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using InferenceOperator.Validation;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>Finds the runtime of a model: the one it names, or the one that lists its format, highest priority first, then by name.</summary>
internal static class RuntimeChooser
{
    /// <summary>Chooses.</summary>
    /// <param name="model">A valid model.</param>
    /// <param name="runtimes">All runtimes, in any order.</param>
    /// <param name="deployment">The model's Deployment; null when there is none.</param>
    /// <returns>The runtime, or why there is none.</returns>
    public static RuntimeChoice Choose(ModelDeployment model, IEnumerable<InferenceRuntime> runtimes, V1Deployment? deployment)
    {
        var known = runtimes.OrderBy(runtime => runtime.Metadata.Name, StringComparer.Ordinal).ToList();
        if (!string.IsNullOrEmpty(model.Spec.Runtime))
            return ByName(model, known);
        return deployment is null ? ByFormat(model, known) : Broken(model.Status?.Runtime ?? deployment.GetLabel(Labels.Name), known) ?? ByFormat(model, known);
    }

    /// <summary>The model's format: the one given, or its file's ending.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The format in lower case, or null when there is nothing to tell it by.</returns>
    public static string? FormatOf(ModelSource model)
    {
        if (!string.IsNullOrEmpty(model.Format))
            return model.Format.ToLowerInvariant();
        // Neither a repository's name nor a tag is a file's: llama-3.1 has no format 1.
        if (ModelLocation.FileNamed(model.Uri) is not { } file)
            return null;
        var ending = Path.GetExtension(file);
        return ending.Length > 1 ? ending[1..].ToLowerInvariant() : null;
    }

    private static RuntimeChoice ByName(ModelDeployment model, List<InferenceRuntime> known)
    {
        if (known.Find(runtime => runtime.Metadata.Name == model.Spec.Runtime) is not { } named)
            return RuntimeChoice.None(ConditionReasons.RuntimeNotFound, $"spec.runtime names InferenceRuntime \"{model.Spec.Runtime}\", which does not exist; {Existing(known)}");
        if (InferenceRuntimeValidator.Validate(named) is { Count: > 0 } wrong)
            return RuntimeChoice.None(ConditionReasons.RuntimeInvalid, $"InferenceRuntime \"{named.Metadata.Name}\" is not valid: {SpecViolation.Describe(wrong)}");
        return RuntimeFit.Validate(model, named) is { Count: > 0 } misfit
            ? RuntimeChoice.None(ConditionReasons.InvalidSpec, SpecViolation.Describe(misfit))
            : RuntimeChoice.Of(named);
    }

    /// <summary>A runtime that is broken, or gone for a moment, must not roll all that it serves over to the next one.</summary>
    private static RuntimeChoice? Broken(string? serving, List<InferenceRuntime> known)
    {
        if (string.IsNullOrEmpty(serving))
            return null;
        if (known.Find(runtime => runtime.Metadata.Name == serving) is not { } found)
            return RuntimeChoice.None(ConditionReasons.RuntimeNotFound, $"InferenceRuntime \"{serving}\", which serves the model, does not exist any more: bring it back, or name another in spec.runtime; {Existing(known)}");
        return InferenceRuntimeValidator.Validate(found) is not { Count: > 0 } wrong ? null : RuntimeChoice.None(
            ConditionReasons.RuntimeInvalid,
            $"InferenceRuntime \"{serving}\", which serves the model, is not valid: {SpecViolation.Describe(wrong)}; put it right, or name another in spec.runtime");
    }

    private static RuntimeChoice ByFormat(ModelDeployment model, List<InferenceRuntime> known)
    {
        if (FormatOf(model.Spec.Model) is not { } format)
            return RuntimeChoice.None(ConditionReasons.RuntimeNotFound, $"spec.model.uri \"{ShownAddress.Of(model.Spec.Model.Uri)}\" has no file ending to tell the format by: write spec.model.format or spec.runtime; {Existing(known)}");
        var serving = known
            .Where(runtime => PriorityOf(runtime, format) is not null && InferenceRuntimeValidator.Validate(runtime).Count == 0)
            .OrderByDescending(runtime => PriorityOf(runtime, format))
            .ToList();
        if (serving.Count == 0)
            return RuntimeChoice.None(ConditionReasons.RuntimeNotFound, $"no valid InferenceRuntime lists the format \"{format}\": install one, or name another in spec.runtime; {Existing(known)}");
        return serving.Find(runtime => RuntimeFit.Validate(model, runtime).Count == 0) is { } best
            ? RuntimeChoice.Of(best)
            : RuntimeChoice.None(ConditionReasons.InvalidSpec, SpecViolation.Describe(RuntimeFit.Validate(model, serving[0])));
    }

    private static int? PriorityOf(InferenceRuntime runtime, string format) => runtime.Spec.Formats?
        .Where(listed => string.Equals(listed.Name, format, StringComparison.OrdinalIgnoreCase))
        .Max(listed => (int?)listed.Priority);

    private static string Existing(List<InferenceRuntime> known) => known.Count == 0
        ? "there are no InferenceRuntimes"
        : "there are: " + string.Join(", ", known.Select(runtime => $"{runtime.Metadata.Name} ({string.Join(", ", runtime.Spec.Formats?.Select(format => format.Name) ?? [])})"));
}
