namespace InferenceOperator.LocalClusters.Pki;

/// <summary>What a certificate may be used for.</summary>
[Flags]
public enum CertificateRole
{
    None = 0,
    Server = 1,
    Client = 2,
}
