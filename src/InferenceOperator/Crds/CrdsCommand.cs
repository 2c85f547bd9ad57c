using System.CommandLine;

namespace InferenceOperator.Crds;

/// <summary><c>crds</c>: writes the CustomResourceDefinitions, one file a kind, and the reference page.</summary>
public static class CrdsCommand
{
    private const string StandardOutput = "-";

    /// <summary>Makes the subcommand.</summary>
    public static Command Create()
    {
        var output = new Option<string[]>("--output")
        {
            Description = "Folder of the files, - for standard output; may be repeated",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => ["crds"],
        };
        var reference = new Option<FileInfo?>("--reference") { Description = "File of the API reference in Markdown", HelpName = "FILE" };
        var command = new Command("crds", "Write the CustomResourceDefinitions as YAML") { output, reference };
        command.SetAction(arguments => Write(arguments.GetValue(output)!, arguments.GetValue(reference), arguments.InvocationConfiguration.Output));
        return command;
    }

    private static void Write(string[] folders, FileInfo? reference, TextWriter console)
    {
        foreach (var folder in folders)
        {
            if (folder == StandardOutput)
                WriteAll(console);
            else
                WriteAll(Directory.CreateDirectory(folder));
        }

        if (reference is null)
            return;
        reference.Directory?.Create();
        File.WriteAllText(reference.FullName, ApiReference.Render(CrdCatalog.All));
    }

    private static void WriteAll(TextWriter console)
    {
        foreach (var definition in CrdCatalog.All)
            console.Write("---\n" + definition.Yaml);
    }

    private static void WriteAll(DirectoryInfo folder)
    {
        foreach (var definition in CrdCatalog.All)
            File.WriteAllText(Path.Combine(folder.FullName, definition.FileName), definition.Yaml);
    }
}
