using InferenceServer.Buffers;
using InferenceServer.Models;
using InferenceServer.Protocol;
using InferenceServer.Batching;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Optimisation.Accuracy;

/// <summary>
/// Inputs that the model's owner gave: a <c>.json</c> file is one request of the Open Inference Protocol; a <c>.npy</c> file the input of a model
/// that has one; a directory holds such files, and directories with one <c>&lt;input&gt;.npy</c> for each input.
/// </summary>
/// <param name="path">The file or directory.</param>
/// <param name="signature">The model's signature.</param>
internal sealed class GivenInputs(string path, ModelSignature signature)
{
    private readonly List<string> _sets = Find(path);

    /// <summary>How many sets there are.</summary>
    public int Count => _sets.Count;

    /// <summary>Reads the sets, one after the other.</summary>
    /// <exception cref="OptimisationException">One does not fit the model; the message names the file.</exception>
    public IEnumerable<ModelInputs> Read()
    {
        foreach (var set in _sets)
            yield return Read(set);
    }

    private static List<string> Find(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw Wrong(path, "there is no such file or directory");
        var found = Directory.GetFiles(path).Where(IsInput).Concat(Directory.GetDirectories(path).Where(inner => Directory.GetFiles(inner).Any(IsInput)))
            .Order(StringComparer.Ordinal).ToList();
        return found.Count > 0 ? found : throw Wrong(path, "it holds no .json and no .npy file");
    }

    private static bool IsInput(string file) => Path.GetExtension(file) is ".json" or ".npy";

    private ModelInputs Read(string set)
    {
        try
        {
            if (Directory.Exists(set))
                return FromArrays(Directory.GetFiles(set, "*.npy").ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => file));
            if (Path.GetExtension(set) != ".npy")
                return FromRequest(set);
            var required = signature.Inputs.Where(input => !input.Optional).ToList();
            return required is [var only]
                ? FromArrays(new Dictionary<string, string> { [only.Name] = set })
                : throw new FormatException($"the model has {required.Count} inputs: put one .npy file for each, under its name, into a directory of its own");
        }
        catch (Exception exception) when (exception is FormatException or ProtocolException or IOException or UnauthorizedAccessException)
        {
            throw Wrong(set, exception.Message);
        }
    }

    private ModelInputs FromArrays(Dictionary<string, string> files)
    {
        if (signature.Inputs.FirstOrDefault(input => !input.Optional && !files.ContainsKey(input.Name)) is { } missing)
            throw new FormatException($"there is no {missing.Name}.npy; the model is {signature}");
        var values = new List<OrtValue>();
        try
        {
            foreach (var (name, file) in files)
                values.Add(FromArray(name, NpyFile.Read(file)));
            return new ModelInputs([.. files.Keys], values);
        }
        catch
        {
            values.ForEach(value => value.Dispose());
            throw;
        }
    }

    private OrtValue FromArray(string name, NpyFile array)
    {
        var index = signature.InputIndex(name);
        if (index < 0)
            throw new FormatException($"the model has no input '{name}'; it is {signature}");
        var spec = signature.Inputs[index];
        if (spec.Datatype.Name != array.Datatype || !spec.Accepts(array.Shape))
            throw new FormatException($"'{name}' is {array.Datatype}[{string.Join(',', array.Shape)}]; expected {spec}");
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, spec.Datatype.ElementType, array.Shape);
        array.Elements.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private ModelInputs FromRequest(string file)
    {
        var request = new InferRequest(new AlignedBufferPool(0), new MemoryBudget(long.MaxValue));
        try
        {
            var json = File.ReadAllBytes(file);
            var buffer = request.Rent(json.Length);
            json.CopyTo(buffer.Span);
            InferRequestParser.Parse(request, Path.GetFileName(file), signature, new InferBody(buffer, 0, json.Length, json.Length));
            var inputs = request.ToInputs(RequestPriority.Normal);
            return new ModelInputs(inputs.Names, inputs.Values, request);
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private static OptimisationException Wrong(string file, string message) =>
        new(CommandLine.ExitCodes.Usage, $"--calibration {file}: {message}");
}
