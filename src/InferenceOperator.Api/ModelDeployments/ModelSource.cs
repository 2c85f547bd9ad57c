using System.ComponentModel.DataAnnotations;
using InferenceOperator.Api.Schema;

namespace InferenceOperator.Api;

/// <summary>Where a model comes from.</summary>
public sealed class ModelSource
{
    /// <summary>The model's address: pvc://claim/path, https://host/path, s3://bucket/key (or prefix/), oci://registry/repository:tag, hf://owner/repository/path, or image:///path inside the runtime's image.</summary>
    [Required, StringLength(2048)]
    [Rule($"self.matches(r'{RulePatterns.Uri}')", RuleMessages.UriScheme)]
    [Rule($"!self.startsWith('pvc://') || self.matches('{RulePatterns.PvcUri}')", RuleMessages.PvcUri)]
    [Rule($"!self.startsWith('s3://') || self.matches('{RulePatterns.S3Uri}')", RuleMessages.S3Uri)]
    [Rule($"!self.startsWith('oci://') || self.matches('{RulePatterns.OciUri}')", RuleMessages.OciUri)]
    [Rule($"!self.startsWith('hf://') || self.matches('{RulePatterns.HfUri}')", RuleMessages.HfUri)]
    [Rule($"!self.matches('{RulePatterns.ParentSegment}')", RuleMessages.UriTraversal)]
    [Rule($"!self.matches('{RulePatterns.UriCredentials}')", RuleMessages.UriCredentials)]
    public string Uri { get; set; } = "";

    /// <summary>The model's format, as InferenceRuntimes list it (onnx, …). Default: by the file's ending.</summary>
    [StringLength(63, MinimumLength = 1)]
    public string? Format { get; set; }

    /// <summary>SHA-256 of the model file, 64 hexadecimal digits; checked before the model is served.</summary>
    [StringLength(64)]
    [Rule($"self.matches('{RulePatterns.Sha256}')", RuleMessages.Sha256)]
    public string? Sha256 { get; set; }

    /// <summary>Secret of this namespace with the credentials to fetch the model; only the init container that pulls sees it.</summary>
    public SecretReference? SecretRef { get; set; }
}
