using InferenceOperator.Hosting;
using YamlDotNet.RepresentationModel;

namespace InferenceOperator.Tests.Charts;

public sealed class ChartPrometheusTests
{
    [Fact]
    public async Task Credentials_come_from_a_secret_as_files()
    {
        var pod = await PodAsync("prometheus.url=https://p", "prometheus.secret.name=prom", "prometheus.secret.tokenKey=token", "prometheus.secret.caKey=ca.crt");

        Arguments(pod).Should().Contain("--prometheus-bearer-token-file=/etc/prometheus-credentials/token").And.Contain("--prometheus-ca-file=/etc/prometheus-credentials/ca.crt");
        pod.Items("volumes").Select(volume => volume.Text("secret", "secretName")).Should().Contain("prom");
        Container(pod).Items("volumeMounts").Select(mount => mount.Text("mountPath")).Should().Contain("/etc/prometheus-credentials");
    }

    [Fact]
    public async Task A_client_certificate_comes_from_the_secret_too() =>
        Arguments(await PodAsync("prometheus.url=https://p", "prometheus.secret.name=prom", "prometheus.secret.clientCertificateKey=tls.crt", "prometheus.secret.clientKeyKey=tls.key"))
            .Should().Contain("--prometheus-client-certificate-file=/etc/prometheus-credentials/tls.crt").And.Contain("--prometheus-client-key-file=/etc/prometheus-credentials/tls.key");

    [Fact]
    public async Task What_the_secret_holds_may_change_since_it_is_mounted_whole() =>
        Container(await PodAsync("prometheus.url=https://p", "prometheus.secret.name=prom", "prometheus.secret.tokenKey=token")).Items("volumeMounts")
            .Should().OnlyContain(mount => mount.Text("subPath") == "", "a file mounted by a subPath never changes");

    [Fact]
    public async Task Query_parameters_are_handed_on() =>
        Arguments(await PodAsync("prometheus.url=http://p", "prometheus.queryParameters.partial_response=false", "prometheus.queryParameters.dedup=true"))
            .Should().Contain("--prometheus-query-parameters=dedup=true,partial_response=false");

    [Fact]
    public async Task A_query_parameter_of_the_operators_own_is_refused() =>
        await FluentActions.Awaiting(() => PodAsync("prometheus.url=http://p", "prometheus.queryParameters.time=1")).Should().ThrowAsync<Exception>();

    [Fact]
    public async Task Without_a_secret_nothing_is_mounted() =>
        (await PodAsync("prometheus.url=http://p")).Items("volumes").Select(volume => volume.Text("name")).Should().Equal("tmp");

    [Fact]
    public async Task Every_option_is_one_that_the_operator_knows()
    {
        var pod = await PodAsync(
            "prometheus.url=http://p", "prometheus.scrapeInterval=1s", "prometheus.rateWindow=10s", "prometheus.matchers=cluster=\"eu\"", "prometheus.headers.X-Scope-OrgID=a",
            "prometheus.secret.name=prom", "prometheus.secret.username=u", "prometheus.secret.passwordKey=password", "prometheus.secret.caKey=ca.crt",
            "prometheus.secret.clientCertificateKey=tls.crt", "prometheus.secret.clientKeyKey=tls.key", "prometheus.queryParameters.partial_response=false", "prometheus.queryParameters.dedup=true",
            "prometheus.timeout=5s");

        var known = RunCommand.Create();
        known.Parse(Arguments(pod).Skip(1).ToArray()).Errors.Select(error => error.Message).Should().BeEmpty();
    }

    private static async Task<YamlNode> PodAsync(params string[] values)
    {
        var documents = await Chart.RenderAsync([.. values.SelectMany(value => new[] { "--set-string", value })]);
        return documents.OfKind("Deployment").Single().At("spec", "template", "spec")!;
    }

    private static YamlNode Container(YamlNode pod) => pod.Items("containers").Single();

    private static List<string> Arguments(YamlNode pod) => [.. Container(pod).Items("args").Select(item => item.ToString())];
}
