using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace InferenceServer.Tests.Support;

/// <summary>A client of the protocol that shares no code with the server.</summary>
internal static class OipClient
{
    public static async Task<(HttpStatusCode Status, JsonObject Body)> InferJsonAsync(this HttpClient http, string model, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync($"v2/models/{model}/infer", content);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    public static async Task<string> InferErrorAsync(this HttpClient http, string model, string json, HttpStatusCode expected = HttpStatusCode.BadRequest)
    {
        var (status, body) = await http.InferJsonAsync(model, json);
        status.Should().Be(expected, body.ToJsonString());
        body.Should().ContainSingle().Which.Key.Should().Be("error");
        return (string)body["error"]!;
    }

    /// <summary>Inputs and outputs as raw bytes.</summary>
    public static async Task<IReadOnlyList<TensorData>> InferBinaryAsync(this HttpClient http, string model, params TensorData[] inputs)
    {
        using var response = await http.PostAsync($"v2/models/{model}/infer", BinaryContent(inputs));
        var body = await response.Content.ReadAsByteArrayAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, Encoding.UTF8.GetString(body));
        return ReadBinary(response, body);
    }

    public static ByteArrayContent BinaryContent(params TensorData[] inputs)
    {
        var json = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["parameters"] = new JsonObject { ["binary_data_output"] = true },
            ["inputs"] = new JsonArray([.. inputs.Select(input => (JsonNode)new JsonObject
            {
                ["name"] = input.Name,
                ["datatype"] = input.Datatype,
                ["shape"] = new JsonArray([.. input.Shape.Select(size => (JsonNode)size)]),
                ["parameters"] = new JsonObject { ["binary_data_size"] = input.Bytes.Length },
            })]),
        }.ToJsonString());
        var content = new ByteArrayContent([.. json, .. inputs.SelectMany(input => input.Bytes)]);
        content.Headers.Add("Inference-Header-Content-Length", $"{json.Length}");
        return content;
    }

    public static IReadOnlyList<TensorData> ReadBinary(HttpResponseMessage response, byte[] body)
    {
        var jsonLength = int.Parse(response.Headers.GetValues("Inference-Header-Content-Length").Single(), System.Globalization.CultureInfo.InvariantCulture);
        var outputs = JsonNode.Parse(body.AsSpan(0, jsonLength))!["outputs"]!.AsArray();
        var position = jsonLength;
        var tensors = new List<TensorData>();
        foreach (var output in outputs)
        {
            var size = (int)output!["parameters"]!["binary_data_size"]!;
            tensors.Add(new TensorData((string)output["name"]!, (string)output["datatype"]!, [.. output["shape"]!.AsArray().Select(dimension => (long)dimension!)], body[position..(position + size)]));
            position += size;
        }

        position.Should().Be(body.Length);
        return tensors;
    }

    /// <summary>Inputs as JSON numbers, all outputs as JSON.</summary>
    public static async Task<JsonObject> InferFloatsAsJsonAsync(this HttpClient http, string model, params TensorData[] inputs)
    {
        var body = new JsonObject
        {
            ["inputs"] = new JsonArray([.. inputs.Select(input => (JsonNode)new JsonObject
            {
                ["name"] = input.Name,
                ["datatype"] = input.Datatype,
                ["shape"] = new JsonArray([.. input.Shape.Select(size => (JsonNode)size)]),
                ["data"] = input.Datatype == "INT64"
                    ? new JsonArray([.. input.AsLongs().Select(value => (JsonNode)value)])
                    : new JsonArray([.. input.AsFloats().Select(value => (JsonNode)value)]),
            })]),
        };
        var (status, answer) = await http.InferJsonAsync(model, body.ToJsonString());
        status.Should().Be(HttpStatusCode.OK, answer.ToJsonString());
        return answer;
    }
}
