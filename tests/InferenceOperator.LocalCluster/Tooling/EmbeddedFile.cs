namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>Sources that are built by other languages' compilers; they travel inside this assembly.</summary>
internal static class EmbeddedFile
{
    /// <param name="name">The path below <c>Resources/</c>.</param>
    public static string Read(string name)
    {
        using var stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"no embedded file {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static void Write(string name, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Read(name));
    }
}
