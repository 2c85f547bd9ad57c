using InferenceOperator.Crds;

namespace InferenceOperator.Tests.Crds;

public sealed class GeneratedFilesTests
{
    private const string Because = "the files are generated: dotnet run --project src/InferenceOperator -- crds (make crds)";

    [Theory]
    [InlineData("crds")]
    [InlineData("charts/inference-operator/crds")]
    public void The_definitions_in_the_repository_are_the_generated_ones(string folder)
    {
        var files = Directory.GetFiles(Repository.PathOf(folder)).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);

        files.Should().BeEquivalentTo(CrdCatalog.All.ToDictionary(definition => definition.FileName, definition => definition.Yaml), Because);
    }

    [Fact]
    public void The_reference_page_is_the_generated_one() =>
        File.ReadAllText(Repository.PathOf("docs/reference/api.md")).Should().Be(ApiReference.Render(CrdCatalog.All), Because);
}
