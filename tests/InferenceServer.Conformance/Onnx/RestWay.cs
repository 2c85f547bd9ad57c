using System.Globalization;
using System.Text;
using System.Text.Json;

namespace InferenceServer.Conformance.Onnx;

/// <summary>REST: all tensors as JSON, or all raw behind the JSON.</summary>
internal sealed class RestWay(HttpClient http, bool binary) : IWayIn
{
    private const string JsonLength = "Inference-Header-Content-Length";

    public string Name => binary ? "REST binary" : "REST JSON";

    public bool Carries(IReadOnlyList<Tensor> inputs) => true;

    public async Task<IReadOnlyList<Tensor>> AskAsync(string model, IReadOnlyList<Tensor> inputs)
    {
        var json = Encoding.UTF8.GetBytes(
            $$"""{"parameters":{"binary_data_output":{{(binary ? "true" : "false")}}},"inputs":[{{string.Join(',', inputs.Select(Describe))}}]}""");
        using var content = new ByteArrayContent(binary ? [.. json, .. inputs.SelectMany(input => input.Raw())] : json);
        if (binary)
            content.Headers.Add(JsonLength, json.Length.ToString(CultureInfo.InvariantCulture));
        using var response = await http.PostAsync($"v2/models/{model}/infer", content);
        var body = await response.Content.ReadAsByteArrayAsync();
        if (!response.IsSuccessStatusCode)
            throw new RefusedException(((int)response.StatusCode).ToString(CultureInfo.InvariantCulture), Error(body));
        var length = response.Headers.TryGetValues(JsonLength, out var values) ? int.Parse(values.Single(), CultureInfo.InvariantCulture) : body.Length;
        return Outputs(body, length);
    }

    /// <summary>The message of an error body.</summary>
    public static string Error(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("error").GetString()!;
    }

    private string Describe(Tensor input)
    {
        var head = $"\"name\":{JsonSerializer.Serialize(input.Name)},\"datatype\":\"{input.Datatype}\",\"shape\":[{string.Join(',', input.Shape)}]";
        return binary ? $"{{{head},\"parameters\":{{\"binary_data_size\":{input.Raw().Length}}}}}" : $"{{{head},\"data\":[{string.Join(',', Data(input))}]}}";
    }

    private static IEnumerable<string> Data(Tensor input)
    {
        if (input.Datatype == "BYTES")
            return input.Strings.Select(text => JsonSerializer.Serialize(Encoding.UTF8.GetString(text)));
        var size = Elements.Size(input.Datatype);
        return Enumerable.Range(0, input.Bytes.Length / size).Select(index => Elements.Json(input.Datatype, input.Bytes.AsSpan(index * size)));
    }

    private static List<Tensor> Outputs(byte[] body, int jsonLength)
    {
        using var json = JsonDocument.Parse(body.AsMemory(0, jsonLength));
        var tensors = new List<Tensor>();
        var position = jsonLength;
        foreach (var output in json.RootElement.GetProperty("outputs").EnumerateArray())
        {
            var (name, datatype) = (output.GetProperty("name").GetString()!, output.GetProperty("datatype").GetString()!);
            long[] shape = [.. output.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            if (output.TryGetProperty("data", out var data))
            {
                tensors.Add(datatype == "BYTES"
                    ? new Tensor(name, datatype, shape, [], [.. data.EnumerateArray().Select(text => Encoding.UTF8.GetBytes(text.GetString()!))])
                    : new Tensor(name, datatype, shape, [.. data.EnumerateArray().SelectMany(element => Bytes(datatype, element))], []));
                continue;
            }

            var size = output.GetProperty("parameters").GetProperty("binary_data_size").GetInt32();
            tensors.Add(Tensor.FromRaw(name, datatype, shape, body[position..(position + size)]));
            position += size;
        }

        return position == body.Length ? tensors : throw new InvalidDataException($"{body.Length - position} bytes of the answer belong to no output");
    }

    private static byte[] Bytes(string datatype, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => [1],
        JsonValueKind.False => [0],
        JsonValueKind.String => Elements.FromFloat(datatype, double.Parse(element.GetString()!, CultureInfo.InvariantCulture)),
        _ when Elements.IsFloat(datatype) => Elements.FromFloat(datatype, datatype == "FP64" ? element.GetDouble() : element.GetSingle()),
        _ => Elements.FromWhole(datatype, Int128.Parse(element.GetRawText(), CultureInfo.InvariantCulture)),
    };
}
