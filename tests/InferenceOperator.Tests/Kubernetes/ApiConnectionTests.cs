using InferenceOperator.Kubernetes;
using InferenceOperator.LocalClusters.Files;

namespace InferenceOperator.Tests.Kubernetes;

/// <summary>Alone, as the environment is everybody's.</summary>
[Collection(nameof(ApiConnectionTests))]
[CollectionDefinition(nameof(ApiConnectionTests), DisableParallelization = true)]
public sealed class ApiConnectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.Create();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_option_comes_before_the_variable() => HostWith(File("variable"), File("option")).Should().Be("https://option.example.com/");

    [Fact]
    public void The_variable_names_the_file() => HostWith(File("variable")).Should().Be("https://variable.example.com/");

    [Fact]
    public void Of_several_files_the_first_says_which_cluster() => HostWith($"{File("first")}:{File("second")}").Should().Be("https://first.example.com/");

    private static string HostWith(string variable, string? option = null)
    {
        var before = Environment.GetEnvironmentVariable("KUBECONFIG");
        Environment.SetEnvironmentVariable("KUBECONFIG", variable);
        try
        {
            return ApiConnection.Configuration(new KubernetesOperatorOptions { KubeconfigPath = option }).Host;
        }
        finally
        {
            Environment.SetEnvironmentVariable("KUBECONFIG", before);
        }
    }

    private string File(string name)
    {
        var path = _folder.Combine(name);
        System.IO.File.WriteAllText(path, $$"""
            apiVersion: v1
            kind: Config
            current-context: {{name}}
            clusters: [{name: {{name}}, cluster: {server: "https://{{name}}.example.com/"} }]
            contexts: [{name: {{name}}, context: {cluster: {{name}}, user: {{name}} } }]
            users: [{name: {{name}}, user: {token: t} }]
            """);
        return path;
    }
}
