using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace InferenceOperator.Demo.Ocr;

/// <summary>Asks a model over the Open Inference Protocol, REST with binary tensors.</summary>
internal sealed class InferenceClient(HttpClient http, Uri baseAddress, string model, string inputName) : IDisposable
{
    private const string HeaderLength = "Inference-Header-Content-Length";

    private readonly Uri _infer = new(baseAddress, $"v2/models/{Uri.EscapeDataString(model)}/infer");

    /// <summary>Sends one tensor and returns the answer's first output.</summary>
    public async Task<Tensor> InferAsync(Tensor input, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _infer) { Content = Content(input) };
        using var response = await http.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{(int)response.StatusCode}: {Encoding.UTF8.GetString(body)}", null, response.StatusCode);
        var jsonLength = int.Parse(response.Headers.GetValues(HeaderLength).First(), CultureInfo.InvariantCulture);
        var output = JsonNode.Parse(body.AsSpan(0, jsonLength))!["outputs"]![0]!;
        return new Tensor(
            [.. output["shape"]!.AsArray().Select(size => size!.GetValue<long>())],
            MemoryMarshal.Cast<byte, float>(body.AsSpan(jsonLength)).ToArray());
    }

    public void Dispose() => http.Dispose();

    private ByteArrayContent Content(Tensor input)
    {
        var raw = MemoryMarshal.AsBytes(input.Values.AsSpan());
        var header = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["inputs"] = new JsonArray(new JsonObject
            {
                ["name"] = inputName,
                ["datatype"] = "FP32",
                ["shape"] = new JsonArray([.. input.Shape.Select(size => (JsonNode)size)]),
                ["parameters"] = new JsonObject { ["binary_data_size"] = raw.Length },
            }),
            ["parameters"] = new JsonObject { ["binary_data_output"] = true },
        }.ToJsonString());
        var content = new ByteArrayContent([.. header, .. raw]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Headers.Add(HeaderLength, header.Length.ToString(CultureInfo.InvariantCulture));
        return content;
    }
}
