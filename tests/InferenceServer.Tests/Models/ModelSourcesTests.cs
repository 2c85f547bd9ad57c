using InferenceServer.Models;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Models;

/// <summary>Which files of a directory are models.</summary>
public sealed class ModelSourcesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _skipped = [];

    [Fact]
    public void Serves_the_highest_version_that_has_a_model()
    {
        Write("ocr/2/model.onnx", "ocr/10/rec.onnx", "ocr/11/readme.txt");

        ModelSources.Locate("ocr", _folder["ocr"]).Should().Be(new ModelSource("ocr", "10", _folder["ocr/10/rec.onnx"]));
    }

    [Fact]
    public void Does_not_look_into_what_lies_beside_the_versions()
    {
        Write("ocr/1/model.onnx", "ocr/drafts/a.onnx", "ocr/drafts/b.onnx", "ocr/old-a.onnx", "ocr/old-b.onnx");

        ModelSources.Locate("ocr", _folder["ocr"]).File.Should().Be(_folder["ocr/1/model.onnx"]);
    }

    [Fact]
    public void Does_not_choose_among_several_files()
    {
        Write("ocr/a.onnx", "ocr/b.onnx");

        this.Invoking(test => ModelSources.Locate("ocr", test._folder["ocr"])).Should().Throw<ModelLoadException>().WithMessage("*several .onnx files*");
    }

    [Fact]
    public void Takes_all_models_of_a_repository_and_names_the_directories_without_one()
    {
        Write("ocr/1/model.onnx", "vad/model.onnx", "docs/readme.txt", "lost+found/x", ".git/config");

        ModelSources.Scan(_folder.Path, _skipped.Add).Select(model => model.Name).Should().Equal("ocr", "vad");

        _skipped.Should().Equal(_folder["docs"]);
    }

    [Fact]
    public void Says_what_it_cannot_read()
    {
        Write("ocr/1/model.onnx", "vad/1/model.onnx");
        // Root reads everything: then there is nothing to say.
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
            return;
        File.SetUnixFileMode(_folder["vad"], UnixFileMode.None);
        try
        {
            this.Invoking(test => ModelSources.Scan(test._folder.Path, _ => { })).Should().Throw<ModelLoadException>().WithMessage($"{_folder["vad"]} cannot be read*");
        }
        finally
        {
            File.SetUnixFileMode(_folder["vad"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Write(params string[] files)
    {
        foreach (var file in files)
            _folder.Write(file, [1]);
    }
}
