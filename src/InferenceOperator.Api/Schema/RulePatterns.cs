namespace InferenceOperator.Api.Schema;

/// <summary>Regular expressions that the rules of the CRDs and the operator's own checks share. RE2 and .NET read them alike for text on one line.</summary>
public static class RulePatterns
{
    /// <summary>A name that can be a Service's.</summary>
    public const string ServiceName = "^[a-z]([-a-z0-9]*[a-z0-9])?$";

    /// <summary>A model's address with a known scheme.</summary>
    public const string Uri = @"^(pvc|https|s3|oci|hf|image)://\S+$";

    /// <summary>A pvc:// address with claim and path.</summary>
    public const string PvcUri = "^pvc://[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[^/].*$";

    /// <summary>An s3:// address with bucket, and key or prefix.</summary>
    public const string S3Uri = "^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/.*$";

    /// <summary>An oci:// address with registry and repository; tag, digest and a path in it may follow.</summary>
    public const string OciUri =
        "^oci://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?/[a-z0-9]+(([.]|_|__|-+|/)[a-z0-9]+)*"
        + "(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?([?]path=[^?#&]+)?$";

    /// <summary>An hf:// address with owner and repository; revision and a path in it may follow.</summary>
    public const string HfUri = "^hf://[A-Za-z0-9_][A-Za-z0-9._-]*/[A-Za-z0-9_][A-Za-z0-9._-]*(@[^/?#]+)?(/[^?#]*)?$";

    /// <summary>A segment that climbs to the parent folder.</summary>
    public const string ParentSegment = "(^|/)[.][.](/|$)";

    /// <summary>Credentials in front of a host.</summary>
    public const string UriCredentials = "^[a-z0-9]+://[^/?#]*@";

    /// <summary>A SHA-256 in hexadecimal digits.</summary>
    public const string Sha256 = "^[0-9a-fA-F]{64}$";

    /// <summary>A MIG profile as resource names spell it.</summary>
    public const string MigProfile = "^[1-9]g[.][0-9]{1,4}gb([.]me)?$";
}
