using System.CommandLine;

namespace InferenceOperator.Crds;

/// <summary><c>crds</c>: writes the CustomResourceDefinitions, one file a kind, and the reference page.</summary>
public static class CrdsCommand
{
    /// <summary>Makes the subcommand.</summary>
    public static Command Create()
    {
        var output = new Option<DirectoryInfo?>("--output") { Description = "Folder of the files; without it all of them go to standard output" };
        var reference = new Option<FileInfo?>("--reference") { Description = "File of the API reference in Markdown" };
        var command = new Command("crds", "Write the CustomResourceDefinitions as YAML") { output, reference };
        command.SetAction(arguments => Write(arguments.GetValue(output), arguments.GetValue(reference), arguments.InvocationConfiguration.Output));
        return command;
    }

    private static void Write(DirectoryInfo? folder, FileInfo? reference, TextWriter console)
    {
        folder?.Create();
        foreach (var definition in CrdCatalog.All)
        {
            if (folder is null)
                console.Write("---\n" + definition.Yaml);
            else
                File.WriteAllText(Path.Combine(folder.FullName, definition.FileName), definition.Yaml);
        }

        if (reference is null)
            return;
        reference.Directory?.Create();
        File.WriteAllText(reference.FullName, ApiReference.Render(CrdCatalog.All));
    }
}
