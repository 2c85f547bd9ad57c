using InferenceOperator.Metrics;

namespace InferenceOperator.Tests.Metrics;

public sealed class PrometheusOptionsTests
{
    [Theory]
    [InlineData("prometheus:9090", "http://HOST:PORT")]
    [InlineData("ftp://prometheus", "http://HOST:PORT")]
    [InlineData("http://user:secret@prometheus", "password file")]
    [InlineData("http://prometheus/?a=b", "base address")]
    public void Refuses_an_address_and_says_what_to_write(string url, string hint)
    {
        var result = Validate(new PrometheusOptions { Url = url });

        result.Should().ContainSingle().Which.Should().Contain(hint).And.NotContain("secret");
    }

    [Fact]
    public void Refuses_two_kinds_of_credentials() =>
        Validate(new PrometheusOptions { BearerTokenFile = "/dev/null", Username = "u", PasswordFile = "/dev/null" }).Should().ContainSingle();

    [Fact]
    public void Refuses_a_file_that_is_not_there() =>
        Validate(new PrometheusOptions { CaFile = "/nowhere/ca.pem" }).Should().ContainSingle().Which.Should().Contain("/nowhere/ca.pem");

    [Theory]
    [InlineData("")]
    [InlineData("not a certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void Refuses_a_CA_file_without_certificates(string content)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, content);

        Validate(new PrometheusOptions { CaFile = file }).Should().ContainSingle().Which.Should().Contain("PEM");
        File.Delete(file);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("Time")]
    [InlineData("timeout")]
    public void Refuses_a_query_parameter_that_is_the_operators_own(string name) =>
        Validate(new PrometheusOptions { QueryParameters = { [name] = "1" } }).Should().ContainSingle().Which.Should().Contain($"\"{name}\"");

    [Fact]
    public void Takes_the_query_parameters_of_other_servers() =>
        Validate(new PrometheusOptions { QueryParameters = { ["dedup"] = "true", ["partial_response"] = "false", ["nocache"] = "1" } }).Should().BeEmpty();

    [Fact]
    public void Refuses_a_client_certificate_without_its_key() =>
        Validate(new PrometheusOptions { ClientCertificateFile = "/dev/null" }).Should().ContainSingle().Which.Should().Contain("--prometheus-client-key-file");

    [Fact]
    public void Refuses_a_client_certificate_and_a_key_that_do_not_belong_together()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        using var authority = new TestAuthority("a");
        var (certificate, key) = (Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"));
        authority.WriteClient(certificate, key);
        var options = new PrometheusOptions { ClientCertificateFile = certificate, ClientKeyFile = key };
        Validate(options).Should().BeEmpty();

        authority.WriteClient(Path.Combine(folder, "other.crt"), key);

        Validate(options).Should().ContainSingle().Which.Should().Contain("do not go together");
        Directory.Delete(folder, true);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http://prometheus.monitoring:9090")]
    [InlineData("https://mimir.example/prometheus")]
    public void Accepts_an_address_or_none(string? url) => Validate(new PrometheusOptions { Url = url }).Should().BeEmpty();

    [Fact]
    public void Keeps_a_path_prefix() =>
        new PrometheusOptions { Url = "https://mimir.example/prometheus" }.BaseAddress.Should().Be(new Uri("https://mimir.example/prometheus/"));

    private static IEnumerable<string> Validate(PrometheusOptions options) => new PrometheusOptionsValidation().Validate(null, options).Failures ?? [];
}
