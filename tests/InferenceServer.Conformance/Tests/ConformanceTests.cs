using InferenceServer.Conformance.Onnx;

namespace InferenceServer.Conformance.Tests;

/// <summary>The ONNX project's own backend tests: what ONNX Runtime passes alone passes through the server.</summary>
public sealed class ConformanceTests
{
    // Of Debian's 1072 cases; a runtime that passes fewer than these is not the one that is meant.
    private const int FewestAsked = 940;

    [Fact]
    public async Task Passes_every_case_that_onnx_runtime_passes_by_every_way_in()
    {
        var report = await OnnxConformance.RunAsync();

        report.Failures.Should().BeEmpty();
        report.Results.Should().HaveCountGreaterThan(1000);
        foreach (var way in report.Ways)
            report.Passed(way).Should().BeGreaterThan(FewestAsked, way);
        report.Refused.Should().NotBeEmpty("some cases have sequences, which the protocol does not carry");
    }
}
