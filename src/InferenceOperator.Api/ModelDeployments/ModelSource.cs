namespace InferenceOperator.Api;

/// <summary>Where a model comes from.</summary>
public sealed class ModelSource
{
    /// <summary>The model's address: pvc://claim/path, https://…, s3://bucket/key, oci://…, hf://…, or image:///path inside the runtime's image.</summary>
    public string Uri { get; set; } = "";

    /// <summary>The model's format, as InferenceRuntimes list it (onnx, …). Default: by the file's ending.</summary>
    public string? Format { get; set; }

    /// <summary>SHA-256 of the model file, 64 hexadecimal digits; checked before the model is served.</summary>
    public string? Sha256 { get; set; }

    /// <summary>Secret of this namespace with the credentials to fetch the model.</summary>
    public SecretReference? SecretRef { get; set; }
}
