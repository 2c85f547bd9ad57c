using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;
using k8s.Models;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class RuntimeChooserTests
{
    private static readonly InferenceRuntime[] Runtimes =
    [
        Given.Runtime("triton", spec => spec.Formats = [new() { Name = "onnx", Priority = 10 }, new() { Name = "plan", Priority = 10 }]),
        Given.Runtime("b-onnx", spec => spec.Formats = [new() { Name = "onnx", Priority = 100 }]),
        Given.Runtime("a-onnx", spec => spec.Formats = [new() { Name = "onnx", Priority = 100 }]),
        Given.Runtime("cpu", spec => (spec.Formats, spec.GpuSupport) = ([new() { Name = "onnx", Priority = 200 }], GpuSupports.None)),
        Given.Runtime("broken", spec => (spec.Formats, spec.Image) = ([new() { Name = "onnx", Priority = 300 }], "")),
    ];

    [Fact]
    public void Takes_the_highest_priority_that_fits_and_is_valid_then_the_first_name() =>
        Choose(_ => { }).Runtime!.Metadata.Name.Should().Be("a-onnx");

    [Fact]
    public void Takes_a_cpu_runtime_for_a_model_without_gpus() =>
        Choose(spec => spec.Gpu.Count = 0).Runtime!.Metadata.Name.Should().Be("cpu");

    [Fact]
    public void Takes_the_format_that_is_given_over_the_files_ending() =>
        Choose(spec => spec.Model.Format = "Plan").Runtime!.Metadata.Name.Should().Be("triton");

    [Fact]
    public void Takes_the_runtime_that_is_named() =>
        Choose(spec => spec.Runtime = "triton").Runtime!.Metadata.Name.Should().Be("triton");

    [Fact]
    public void Says_what_exists_when_the_named_one_does_not() =>
        Says(spec => spec.Runtime = "vllm", ConditionReasons.RuntimeNotFound, "\"vllm\", which does not exist; there are: a-onnx (onnx), ");

    [Fact]
    public void Says_what_exists_when_nobody_lists_the_format() =>
        Says(spec => spec.Model.Uri = "https://h/m.gguf", ConditionReasons.RuntimeNotFound, "lists the format \"gguf\"");

    [Fact]
    public void Asks_for_a_format_when_the_address_has_no_ending() =>
        Says(spec => spec.Model.Uri = "hf://owner/name", ConditionReasons.RuntimeNotFound, "write spec.model.format or spec.runtime");

    [Fact]
    public void Does_not_repeat_the_signature_of_an_address() =>
        Choose(spec => spec.Model.Uri = "https://host/model?X-Amz-Signature=5ec2e7").Message.Should().Contain("\"https://host/model?…\"").And.NotContain("5ec2e7");

    [Fact]
    public void Refuses_a_named_cpu_runtime_for_a_model_with_gpus() =>
        Says(spec => spec.Runtime = "cpu", ConditionReasons.InvalidSpec, "spec.gpu.count");

    [Fact]
    public void Refuses_a_named_runtime_that_is_invalid() =>
        Says(spec => spec.Runtime = "broken", ConditionReasons.RuntimeInvalid, "spec.image");

    [Fact]
    public void Says_so_when_there_are_none() =>
        RuntimeChooser.Choose(Given.Model(), [], null).Message.Should().EndWith("there are no InferenceRuntimes");

    [Theory]
    [InlineData("broken", ConditionReasons.RuntimeInvalid, "spec.image")]
    [InlineData("gone", ConditionReasons.RuntimeNotFound, "bring it back, or name another in spec.runtime")]
    public void What_runs_stays_on_its_runtime_while_that_is_broken_or_gone(string serving, string reason, string message)
    {
        var model = Given.Model();
        model.Status = new ModelDeploymentStatus { Runtime = serving };

        var choice = RuntimeChooser.Choose(model, Runtimes, Deployment("a-onnx"));

        (choice.Runtime, choice.Reason).Should().Be((null, reason));
        choice.Message.Should().Contain($"\"{serving}\"").And.Contain(message);
        RuntimeChooser.Choose(model, Runtimes, null).Runtime!.Metadata.Name.Should().Be("a-onnx", "nothing runs yet");
    }

    [Fact]
    public void What_runs_is_known_by_its_label_before_the_first_status() =>
        RuntimeChooser.Choose(Given.Model(), Runtimes, Deployment("gone")).Reason.Should().Be(ConditionReasons.RuntimeNotFound);

    [Fact]
    public void What_runs_goes_to_another_runtime_when_it_no_longer_fits()
    {
        var model = Given.Model();
        model.Status = new ModelDeploymentStatus { Runtime = "cpu" };

        RuntimeChooser.Choose(model, Runtimes, Deployment("cpu")).Runtime!.Metadata.Name.Should().Be("a-onnx");
    }

    private static V1Deployment Deployment(string runtime) => new() { Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string> { [Labels.Name] = runtime } } };

    private static RuntimeChoice Choose(Action<ModelDeploymentSpec> change) => RuntimeChooser.Choose(Given.Model(change), Runtimes, null);

    private static void Says(Action<ModelDeploymentSpec> change, string reason, string message)
    {
        var choice = Choose(change);
        choice.Runtime.Should().BeNull();
        choice.Reason.Should().Be(reason);
        choice.Message.Should().Contain(message);
    }
}
