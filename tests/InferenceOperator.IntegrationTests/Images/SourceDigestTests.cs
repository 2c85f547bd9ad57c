using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Images;

namespace InferenceOperator.IntegrationTests.Images;

public sealed class SourceDigestTests : IDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.Create();

    public SourceDigestTests()
    {
        Write("app/app.csproj", """<Project><ItemGroup><ProjectReference Include="../lib/lib.csproj" /></ItemGroup></Project>""");
        Write("lib/lib.csproj", "<Project />");
        Write("lib/code.cs", "class C;");
        Write("other/other.csproj", "<Project />");
        Write("Directory.Packages.props", "<Project />");
    }

    [Theory]
    [InlineData("app/new.cs")]
    [InlineData("lib/code.cs")]
    [InlineData("Directory.Packages.props")]
    public void Changes_with_the_sources_of_the_project_and_of_those_it_refers_to(string file)
    {
        var before = Digest();
        Write(file, "<Project>changed</Project>");
        Digest().Should().NotBe(before);
    }

    [Theory]
    [InlineData("app/obj/new.cs")]
    [InlineData("lib/bin/lib.dll")]
    [InlineData("other/code.cs")]
    public void Stays_when_results_or_other_projects_change(string file)
    {
        var before = Digest();
        Write(file, "changed");
        Digest().Should().Be(before);
    }

    public void Dispose() => _folder.Dispose();

    private string Digest() => SourceDigest.Of(_folder.Combine("app", "app.csproj"), _folder.Path);

    private void Write(string file, string text)
    {
        var path = _folder.Combine(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
