using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using k8s.Models;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class PodTemplateTests
{
    [Fact]
    public void Runs_restricted()
    {
        var pod = Given.PodSpec(Given.Inputs());

        pod.AutomountServiceAccountToken.Should().BeFalse();
        pod.SecurityContext.RunAsNonRoot.Should().BeTrue();
        pod.SecurityContext.RunAsUser.Should().Be(65532);
        pod.SecurityContext.FsGroup.Should().Be(65532);
        pod.SecurityContext.SeccompProfile.Type.Should().Be("RuntimeDefault");
        pod.Containers.Concat(pod.InitContainers).Should().HaveCount(2).And.AllSatisfy(container =>
        {
            container.SecurityContext.AllowPrivilegeEscalation.Should().BeFalse();
            container.SecurityContext.ReadOnlyRootFilesystem.Should().BeTrue();
            container.SecurityContext.Capabilities.Drop.Should().Equal("ALL");
        });
    }

    [Fact]
    public void Tells_the_server_its_model_before_any_other_variable()
    {
        var container = Given.PodSpec(Given.Inputs(
            model => model.Template = new PodAdditions { Env = [new V1EnvVar { Name = "LEVEL", Value = "owner" }, new V1EnvVar { Name = "MODEL_PATH", Value = "/etc/passwd" }] },
            runtime => runtime.Env = [new V1EnvVar { Name = "LEVEL", Value = "runtime" }, new V1EnvVar { Name = "ADDRESS", Value = ":$(HTTP_PORT)" }])).Containers.Single();

        container.Env.Select(variable => $"{variable.Name}={variable.Value}").Should().Equal(
            "MODEL_PATH=/models/rec.onnx", "MODEL_NAME=ocr", "HTTP_PORT=8080", "LEVEL=owner", "ADDRESS=:$(HTTP_PORT)");
    }

    [Fact]
    public void Sees_no_gpu_when_it_asked_for_none_unless_somebody_says_so()
    {
        static string? Visible(WorkloadInputs inputs) => Given.PodSpec(inputs).Containers.Single().Env.SingleOrDefault(variable => variable.Name == "NVIDIA_VISIBLE_DEVICES")?.Value;

        Visible(Given.Inputs(model => model.Gpu.Count = 0)).Should().Be("void");
        Visible(Given.Inputs(model => model.Gpu.Count = 1) with { UseCpu = true }).Should().Be("void");
        Visible(Given.Inputs(model => model.Gpu.Count = 1)).Should().BeNull("the device plugin says which");
        Visible(Given.Inputs(model => (model.Gpu.Count, model.Template) = (0, new PodAdditions { Env = [new V1EnvVar { Name = "NVIDIA_VISIBLE_DEVICES", Value = "all" }] })))
            .Should().Be("all");
    }

    [Theory]
    [InlineData(null, "512Mi")]
    [InlineData("256Mi", "512Mi")]
    [InlineData("4Gi", "4Gi")]
    public void Gives_the_pull_the_memory_that_the_server_may_use(string? server, string pull)
    {
        var pod = Given.PodSpec(Given.Inputs(model => model.Resources = server is null ? null : new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new(server) } }));

        pod.InitContainers.Single().Resources.Limits["memory"].ToString().Should().Be(pull);
    }

    [Fact]
    public void Pulls_with_the_checksum_and_gives_credentials_to_the_pull_alone()
    {
        var inputs = Given.Inputs(model => (model.Model.Sha256, model.Model.SecretRef) = (new string('a', 64), new SecretReference { Name = "read" }));
        var pod = Given.PodSpec(inputs with { PullImagePullPolicy = "Always" });

        var pull = pod.InitContainers.Single();
        (pull.Image, pull.ImagePullPolicy).Should().Be(("pull:1", "Always"));
        pull.Args.Should().Equal("pull", "https://models.example/ocr/rec.onnx", "/models", "--name", "rec.onnx", "--secret-dir", "/var/run/secrets/inferenceoperator.io/model", "--sha256", new string('a', 64));
        pull.VolumeMounts.Should().ContainSingle(mount => mount.MountPath == "/var/run/secrets/inferenceoperator.io/model" && mount.ReadOnlyProperty == true);
        pull.EnvFrom.Single().SecretRef.Name.Should().Be("read");
        pull.TerminationMessagePolicy.Should().Be("FallbackToLogsOnError");
        var server = pod.Containers.Single();
        server.EnvFrom.Should().BeNull();
        server.VolumeMounts.Should().NotContain(mount => mount.Name == "model-credentials");
        server.VolumeMounts.Should().ContainSingle(mount => mount.MountPath == "/models" && mount.ReadOnlyProperty == true);
    }

    [Fact]
    public void Never_expands_variables_inside_a_model_address() =>
        Given.PodSpec(Given.Inputs(model => model.Model.Uri = "https://h/$(AWS_SECRET_ACCESS_KEY)/m.onnx"))
            .InitContainers.Single().Args[1].Should().Be("https://h/$$(AWS_SECRET_ACCESS_KEY)/m.onnx");

    [Fact]
    public void Mounts_a_claim_read_only_without_a_copy()
    {
        var pod = Given.PodSpec(Given.Inputs(model => model.Model.Uri = "pvc://claim/rec.onnx"));

        pod.InitContainers.Should().BeNull();
        pod.Volumes.Should().ContainSingle(volume => volume.PersistentVolumeClaim != null).Which.PersistentVolumeClaim.ClaimName.Should().Be("claim");
        pod.Containers.Single().VolumeMounts.Should().ContainSingle(mount => mount.MountPath == "/models" && mount.ReadOnlyProperty == true);
    }

    [Fact]
    public void Copies_from_a_claim_when_the_checksum_is_to_be_checked()
    {
        var pod = Given.PodSpec(Given.Inputs(model => (model.Model.Uri, model.Model.Sha256) = ("pvc://claim/rec.onnx", new string('a', 64))));

        pod.InitContainers.Single().Args.Should().Equal(
            "pull", "pvc://claim/rec.onnx", "/models", "--name", "rec.onnx", "--pvc-root", "/mnt/claim", "--sha256", new string('a', 64));
        pod.InitContainers.Single().VolumeMounts.Should().ContainSingle(mount => mount.MountPath == "/mnt/claim" && mount.ReadOnlyProperty == true);
        pod.Containers.Single().VolumeMounts.Should().NotContain(mount => mount.Name == "claim");
    }

    [Theory]
    [InlineData(ModelPriorities.Critical, ScalingModes.Slo, PriorityClasses.Critical)]
    [InlineData(ModelPriorities.Standard, ScalingModes.Manual, PriorityClasses.Standard)]
    [InlineData(ModelPriorities.Batch, ScalingModes.Slo, PriorityClasses.Batch)]
    [InlineData(ModelPriorities.Critical, ScalingModes.External, PriorityClasses.External)]
    public void Takes_its_priority_class_from_priority_and_mode(string priority, string mode, string expected) =>
        Given.PodSpec(Given.Inputs(model => (model.Priority, model.Scaling.Mode) = (priority, mode))).PriorityClassName.Should().Be(expected);

    [Theory]
    [InlineData("onnx", "--tls-cert", null, true)]
    [InlineData("onnx", "--tls-cert=/tls/tls.crt", null, true)]
    [InlineData("onnx", "--tls-cert:/tls/tls.crt", null, true)]
    [InlineData("onnx", null, "/tls/tls.crt", true)]
    [InlineData("onnx", null, "", false)]
    [InlineData("onnx", "--tls-certain", null, false)]
    [InlineData("onnx", null, null, false)]
    [InlineData("vllm", "--tls-cert", "/tls/tls.crt", false)]
    public void Probes_and_scrapes_by_https_where_its_own_server_speaks_tls(string preset, string? argument, string? variable, bool expected)
    {
        var template = PodTemplateBuilder.Build(Given.Inputs(
            model => model.Template = variable is null ? null : new PodAdditions { Env = [new V1EnvVar { Name = "INFERENCE_TLS_CERT", Value = variable }] },
            runtime => (runtime.Metrics.Preset, runtime.Args) = (preset, argument is null ? ["serve"] : ["serve", argument, "/tls/tls.crt"])));

        var container = template.Spec.Containers.Single();
        new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe }.Select(probe => probe.HttpGet.Scheme)
            .Should().AllBe(expected ? "HTTPS" : null);
        template.Metadata.Annotations.ContainsKey("prometheus.io/scheme").Should().Be(expected);
    }

    [Fact]
    public void A_runtimes_own_probes_stay_as_they_are_with_tls()
    {
        var own = new V1Probe { HttpGet = new V1HTTPGetAction { Path = "/up", Port = 8443 } };
        var container = Given.PodSpec(Given.Inputs(runtime: runtime =>
            (runtime.Metrics.Preset, runtime.Args, runtime.Probes) = ("onnx", ["serve", "--tls-cert=/tls/tls.crt"], new RuntimeProbes { Readiness = own }))).Containers.Single();

        container.ReadinessProbe.Should().BeSameAs(own);
        container.LivenessProbe.HttpGet.Scheme.Should().Be("HTTPS");
    }

    [Theory]
    [InlineData(RuntimeProtocols.OpenInferenceV2, "/v2/health/ready", "/v2/health/live")]
    [InlineData(RuntimeProtocols.OpenAI, "/health", "/health")]
    [InlineData(RuntimeProtocols.Custom, null, null)]
    public void Probes_by_protocol(string protocol, string? ready, string? live)
    {
        var container = Given.PodSpec(Given.Inputs(runtime: runtime => runtime.Protocol = protocol)).Containers.Single();

        container.StartupProbe.HttpGet?.Path.Should().Be(ready);
        container.ReadinessProbe.HttpGet?.Path.Should().Be(ready);
        container.LivenessProbe.HttpGet?.Path.Should().Be(live);
        (container.ReadinessProbe.TcpSocket is null).Should().Be(ready is not null);
        (container.StartupProbe.FailureThreshold * container.StartupProbe.PeriodSeconds).Should().BeGreaterThanOrEqualTo(1800);
    }

    [Fact]
    public void Takes_the_runtimes_own_probes_where_given()
    {
        var probe = new V1Probe { HttpGet = new V1HTTPGetAction { Path = "/up", Port = "http" } };
        Given.PodSpec(Given.Inputs(runtime: runtime => runtime.Probes = new RuntimeProbes { Readiness = probe })).Containers.Single()
            .ReadinessProbe.Should().BeSameAs(probe);
    }

    [Theory]
    [InlineData("onnx", true, false)]
    [InlineData("vllm", true, true)]
    [InlineData("vllm", false, false)]
    public void Holds_sigterm_back_for_servers_that_do_not_drain_themselves_where_kubernetes_can(string preset, bool nativeSleep, bool expected) =>
        (Given.PodSpec(Given.Inputs(runtime: runtime => runtime.Metrics.Preset = preset) with { NativeSleep = nativeSleep }).Containers.Single().Lifecycle is not null)
            .Should().Be(expected);

    [Fact]
    public void Keeps_its_own_labels_and_scrape_annotations_over_the_owners()
    {
        var metadata = PodTemplateBuilder.Build(Given.Inputs(
            model => model.Template = new PodAdditions
            {
                Labels = new() { ["team"] = "vision", [Labels.Model] = "other" },
                Annotations = new() { ["note"] = "x", ["prometheus.io/port"] = "1" },
            },
            runtime => runtime.Ports = [new RuntimePort { Name = "http", ContainerPort = 9000 }, new RuntimePort { Name = "metrics", ContainerPort = 9002 }])).Metadata;

        metadata.Labels.Should().Contain("team", "vision").And.Contain(Labels.Model, "ocr").And.Contain(Labels.Name, "onnx").And.Contain(Labels.Instance, "ocr");
        metadata.Annotations.Should().Contain("note", "x").And.Contain("prometheus.io/port", "9002").And.Contain("prometheus.io/scrape", "true");
    }

    [Fact]
    public void Gives_the_runtime_its_writable_folders()
    {
        var pod = Given.PodSpec(Given.Inputs(runtime: runtime => runtime.WritablePaths = ["/cache", "/tmp", "/root/.triton"]));

        pod.Containers.Single().VolumeMounts.Where(mount => mount.ReadOnlyProperty != true).Select(mount => mount.MountPath)
            .Should().Equal("/tmp", "/cache", "/root/.triton");
        pod.Volumes.Select(volume => volume.Name).Should().OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData(null, 60)]
    [InlineData(300L, 300)]
    public void Leaves_time_to_drain(long? asked, long expected) =>
        Given.PodSpec(Given.Inputs(model => model.Template = new PodAdditions { TerminationGracePeriodSeconds = asked })).TerminationGracePeriodSeconds.Should().Be(expected);
}
