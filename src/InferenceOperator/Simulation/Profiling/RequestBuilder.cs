using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace InferenceOperator.Simulation;

/// <summary>Makes a request up from a model's inputs.</summary>
internal static class RequestBuilder
{
    private const long MostElements = 64 * 1024 * 1024;
    private static readonly JsonSerializerOptions Names = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>Makes it.</summary>
    /// <param name="inputs">The model's inputs; optional ones are left out.</param>
    /// <param name="shapes">Shapes by input; dimensions that are free and not given here are 1.</param>
    /// <param name="raw">The server takes raw tensors, which cost it less than JSON.</param>
    /// <returns>The request.</returns>
    /// <exception cref="InputException">A shape does not fit, or a datatype is not known.</exception>
    public static RequestBody Build(IReadOnlyList<ModelInput> inputs, IReadOnlyDictionary<string, long[]> shapes, bool raw)
    {
        foreach (var (name, _) in shapes)
        {
            if (inputs.All(input => input.Name != name))
                throw new InputException($"--shape {name}: the model has no such input; write one of {string.Join(", ", inputs.Select(Describe))}");
        }

        var (json, tensors) = (new StringBuilder(), new MemoryStream());
        json.Append("{\"inputs\":[");
        foreach (var input in inputs.Where(input => input.Optional != true || shapes.ContainsKey(input.Name)))
        {
            var shape = ShapeOf(input, shapes);
            json.Append(json[^1] == '[' ? "" : ",")
                .Append("{\"name\":").Append(JsonSerializer.Serialize(input.Name, Names)).Append(",\"datatype\":\"").Append(input.Datatype).Append("\",\"shape\":[").AppendJoin(',', shape).Append("],");
            var count = Count(input, shape);
            if (raw)
                AppendRaw(json, tensors, input.Datatype, count);
            else
                json.Append("\"data\":[").AppendJoin(',', Enumerable.Range(0, (int)count).Select(index => TensorElements.Json(input.Datatype, index))).Append("]}");
        }

        json.Append(raw ? "],\"parameters\":{\"binary_data_output\":true}}" : "]}");
        var text = Encoding.UTF8.GetBytes(json.ToString());
        return raw ? new([.. text, .. tensors.ToArray()], text.Length) : new(text);
    }

    private static void AppendRaw(StringBuilder json, MemoryStream tensors, string datatype, long count)
    {
        var size = TensorElements.Size(datatype);
        json.Append("\"parameters\":{\"binary_data_size\":").Append(count * size).Append("}}");
        Span<byte> element = stackalloc byte[size];
        for (var index = 0; index < count; index++)
        {
            element.Clear();
            TensorElements.Raw(datatype, index, element);
            tensors.Write(element);
        }
    }

    private static long[] ShapeOf(ModelInput input, IReadOnlyDictionary<string, long[]> shapes)
    {
        if (!shapes.TryGetValue(input.Name, out var shape))
            return [.. input.Shape.Select(size => size < 0 ? 1 : size)];
        var fits = shape.Length == input.Shape.Count && input.Shape.Zip(shape).All(pair => pair.First < 0 || pair.First == pair.Second);
        return fits ? shape : throw new InputException($"--shape {input.Name}={string.Join(',', shape)}: the model takes {Describe(input)}; write sizes that fit, -1 is any");
    }

    private static long Count(ModelInput input, long[] shape)
    {
        if (TensorElements.Json(input.Datatype, 0) is null)
            throw new InputException($"input {input.Name} has the datatype \"{Shown.Short(input.Datatype)}\", which cannot be made up: give a ready request with --input FILE");
        var count = shape.Aggregate(1.0, (product, size) => product * size);
        return count <= MostElements ? (long)count : throw new InputException($"input {input.Name} of shape {string.Join(',', shape)} has more than {MostElements} elements: write a smaller one with --shape {input.Name}=…");
    }

    private static string Describe(ModelInput input) => $"{input.Name} {input.Datatype}[{string.Join(',', input.Shape)}]";
}
