using System.Security.Cryptography;

namespace InferenceOperator.LocalClusters.Pki;

/// <summary>The key material of one cluster as PEM files in a folder, and kubeconfigs for its identities.</summary>
public sealed class ClusterPki : IDisposable
{
    private readonly CertificateAuthority _cluster = new("kubernetes-ca");
    private readonly CertificateAuthority _frontProxy = new("front-proxy-ca");
    private readonly string _folder;

    public ClusterPki(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        WriteFile("ca.crt", _cluster.CertificatePem);
        WriteFile("ca.key", _cluster.KeyPem);
        WriteFile("front-proxy-ca.crt", _frontProxy.CertificatePem);
        Write("front-proxy-client", _frontProxy.Issue("CN=front-proxy-client", CertificateRole.Client));
        using var serviceAccounts = RSA.Create(2048);
        WriteFile("sa.key", serviceAccounts.ExportRSAPrivateKeyPem());
        WriteFile("sa.pub", serviceAccounts.ExportSubjectPublicKeyInfoPem());
    }

    /// <summary>The certificate that clients trust the API server by.</summary>
    public string AuthorityPem => _cluster.CertificatePem;

    /// <summary>The path of a file in the folder, for instance <c>ca.crt</c>, <c>sa.key</c>, <c>admin.key</c>.</summary>
    public string this[string file] => Path.Combine(_folder, file);

    /// <summary>Issues a pair by the cluster's authority and writes <c>NAME.crt</c> and <c>NAME.key</c>.</summary>
    public PemPair Issue(string name, string subject, CertificateRole role, params IEnumerable<string> hosts)
    {
        var pair = _cluster.Issue(subject, role, hosts);
        Write(name, pair);
        return pair;
    }

    /// <summary>Issues a client pair and writes <c>NAME.kubeconfig</c> for it.</summary>
    /// <returns>The kubeconfig's path.</returns>
    public string IssueKubeconfig(string name, string subject, Uri server, params IEnumerable<string> hosts)
    {
        var hostList = hosts.ToArray();
        var role = hostList.Length > 0 ? CertificateRole.Client | CertificateRole.Server : CertificateRole.Client;
        var text = Kubeconfig.Write(server, AuthorityPem, name, Issue(name, subject, role, hostList));
        WriteFile($"{name}.kubeconfig", text);
        return this[$"{name}.kubeconfig"];
    }

    public void Dispose()
    {
        _cluster.Dispose();
        _frontProxy.Dispose();
    }

    private void Write(string name, PemPair pair)
    {
        WriteFile($"{name}.crt", pair.Certificate);
        WriteFile($"{name}.key", pair.Key);
    }

    private void WriteFile(string file, string text)
    {
        File.WriteAllText(this[file], text + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(this[file], UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
