namespace InferenceServer.Models;

/// <summary>Says of files that are no model what they are: ONNX Runtime's words are "Protobuf parsing failed" for all of them.</summary>
internal static class ModelFileCheck
{
    private static ReadOnlySpan<byte> LargeFilePointer => "version https://git-lfs."u8;

    /// <summary>Requires that a file may be a model.</summary>
    /// <exception cref="ModelLoadException">It cannot be read, is empty, a page, or a pointer to a file elsewhere.</exception>
    public static void Require(string file)
    {
        ReadOnlySpan<byte> start = Start(file);
        if (start.IsEmpty)
            throw new ModelLoadException($"cannot load {file}: it is empty; copy the model again");
        if (start.StartsWith(LargeFilePointer))
            throw new ModelLoadException($"cannot load {file}: it is a pointer of Git LFS and not the model; fetch the file itself, as 'git lfs pull' does");
        if (start[0] == (byte)'<')
            throw new ModelLoadException($"cannot load {file}: it is a page of HTML or XML and not a model; look at the address that it came from");
    }

    private static byte[] Start(string file)
    {
        var start = new byte[LargeFilePointer.Length];
        try
        {
            using var stream = File.OpenRead(file);
            return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new ModelLoadException($"{file} cannot be read by user {Environment.UserName}: {exception.Message}", exception);
        }
    }
}
