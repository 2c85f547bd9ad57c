using InferenceOperator.Tests.Charts;

namespace InferenceOperator.Tests.Validation;

public sealed class SampleTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Repository.PathOf("docs/samples")).Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_sample_is_valid(string file) =>
        Chart.Read(File.ReadAllText(Repository.PathOf($"docs/samples/{file}"))).SelectMany(ObjectReader.Validate).Should().BeEmpty();
}
