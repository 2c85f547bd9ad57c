namespace InferenceOperator.Tests.Charts;

public sealed class ChartSecurityTests
{
    private static readonly string[] Everything =
        ["--set", "replicas=2,metrics.serviceMonitor.enabled=true,runtimes.triton.enabled=true,runtimes.triton.image=triton,runtimes.vllm.enabled=true,defaultGpuPool.create=true"];

    public static TheoryData<string> Scopes => ["", "team-a"];

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task No_role_has_a_wildcard_or_reads_secrets(string watchNamespace)
    {
        var documents = await Chart.RenderAsync([.. Everything, "--set", $"watchNamespace={watchNamespace}"]);

        var rules = documents.Where(document => document.Text("kind") is "ClusterRole" or "Role").SelectMany(role => role.Items("rules")).ToList();
        rules.Should().NotBeEmpty();
        rules.SelectMany(rule => rule.Items("verbs").Concat(rule.Items("resources")).Concat(rule.Items("apiGroups")))
            .Select(word => word.ToString()).Should().NotContain(["*", "secrets", "escalate", "bind", "impersonate"]);
    }

    [Fact]
    public async Task The_operator_runs_restricted()
    {
        var documents = await Chart.RenderAsync();

        var pod = documents.OfKind("Deployment").Single().At("spec", "template", "spec")!;
        pod.Text("securityContext", "runAsNonRoot").Should().Be("true");
        pod.Text("securityContext", "seccompProfile", "type").Should().Be("RuntimeDefault");
        var container = pod.Items("containers").Should().ContainSingle().Subject;
        container.Text("securityContext", "allowPrivilegeEscalation").Should().Be("false");
        container.Text("securityContext", "readOnlyRootFilesystem").Should().Be("true");
        container.Items("securityContext", "capabilities", "drop").Select(item => item.ToString()).Should().Equal("ALL");
        container.At("livenessProbe").Should().NotBeNull();
        container.At("readinessProbe").Should().NotBeNull();
        container.Text("resources", "limits", "memory").Should().NotBeEmpty();
    }

    [Fact]
    public async Task With_a_namespace_to_watch_workloads_are_written_there_alone()
    {
        var documents = await Chart.RenderAsync("--set", "watchNamespace=team-a");

        documents.OfKind("ClusterRoleBinding").Select(binding => binding.Text("metadata", "name")).Should().Equal("op-inference-operator-cluster");
        documents.OfKind("RoleBinding").Should().Contain(binding =>
            binding.Text("metadata", "namespace") == "team-a" && binding.Text("roleRef", "name") == "op-inference-operator-workloads");
    }
}
