using System.Globalization;
using System.Text;

namespace InferenceServer.Conformance.Fuzzing;

/// <summary>Makes REST requests: a right one, broken in its JSON, its raw tensors, its path, its headers, or its framing.</summary>
internal static class RestFuzz
{
    private static readonly string[] Methods = ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "post", "BREW"];
    private static readonly string[] HeaderNames =
        ["Inference-Header-Content-Length", "Content-Encoding", "Content-Type", "Inference-Priority", "Accept", "Expect", "X-Any", "Cookie", "Origin", "Range", "If-Match", "Upgrade", "Connection", "Transfer-Encoding", "Content-Length", "Host"];

    /// <summary>One request.</summary>
    /// <param name="random">What decides.</param>
    /// <param name="isRight">Break nothing.</param>
    public static FuzzRequest Make(FuzzRandom random, bool isRight)
    {
        var model = random.Pick(FuzzModel.All);
        var raw = random.OnceIn(3);
        var tokens = Json(model, raw, random);
        var payload = raw ? model.Inputs.SelectMany(input => input.Raw).ToArray() : [];
        var (method, path) = ("POST", $"/v2/models/{model.Name}/infer");
        var headers = new List<(string Name, string Value)>();
        if (!isRight)
        {
            // Often the JSON stays whole, so that what else is wrong is reached.
            var whole = random.OnceIn(3);
            for (var times = whole ? 0 : 1 + random.Next(3); times > 0; times--)
                JsonDamage.Break(tokens, random);
            if (random.OnceIn(6) || whole && raw)
                payload = ByteDamage.Break(payload, random);
            else if (random.OnceIn(8) || whole && random.OnceIn(2))
                (method, path) = Elsewhere(random);
            else if (random.OnceIn(6) || whole)
                headers.Add((random.Pick(HeaderNames), random.Pick(Nasty.HeaderValues)));
        }

        var json = Encoding.Latin1.GetBytes(string.Concat(tokens));
        if (!isRight && random.OnceIn(5))
            json = ByteDamage.Break(json, random);
        if (raw || !isRight && random.OnceIn(20))
            headers.Add((HeaderNames[0], JsonLength(json.Length, random, isRight)));
        return Frame(method, path, headers, [.. json, .. payload], random, isRight);
    }

    private static List<string> Json(FuzzModel model, bool raw, FuzzRandom random)
    {
        var tokens = new List<string> { "{" };
        if (random.OnceIn(3))
            tokens.AddRange(["\"id\"", ":", "\"i\"", ","]);
        if (raw || random.OnceIn(4))
            tokens.AddRange(["\"parameters\"", ":", "{", "\"binary_data_output\"", ":", raw ? "true" : "false", "}", ","]);
        tokens.AddRange(["\"inputs\"", ":", "["]);
        foreach (var (name, datatype, shape, elements, bytes) in model.Inputs)
        {
            if (tokens[^1] == "}")
                tokens.Add(",");
            tokens.AddRange(["{", "\"name\"", ":", $"\"{name}\"", ",", "\"datatype\"", ":", $"\"{datatype}\"", ",", "\"shape\"", ":", "["]);
            Separated(tokens, shape.Select(size => size.ToString(CultureInfo.InvariantCulture)));
            tokens.AddRange(["]", ","]);
            if (raw)
            {
                tokens.AddRange(["\"parameters\"", ":", "{", "\"binary_data_size\"", ":", bytes.Length.ToString(CultureInfo.InvariantCulture), "}"]);
            }
            else
            {
                tokens.AddRange(["\"data\"", ":", "["]);
                Separated(tokens, elements);
                tokens.Add("]");
            }

            tokens.Add("}");
        }

        tokens.AddRange(["]", "}"]);
        return tokens;
    }

    private static void Separated(List<string> tokens, IEnumerable<string> values)
    {
        var first = true;
        foreach (var value in values)
        {
            if (!first)
                tokens.Add(",");
            tokens.Add(value);
            first = false;
        }
    }

    private static (string Method, string Path) Elsewhere(FuzzRandom random)
    {
        var name = random.OnceIn(3) ? random.Pick(FuzzModel.All).Name : random.Pick(Nasty.Names);
        var path = random.Next(7) switch
        {
            0 => $"/v2/models/{name}",
            1 => $"/v2/models/{name}/ready",
            2 => $"/v2/models/{name}/versions/{random.Pick(Nasty.Names)}/infer",
            3 => "/v2/repository/index",
            // A model that is asked for must stay ("add/versions/.." is add).
            4 => $"/v2/repository/models/{random.Pick(Nasty.Names).Replace("add", "spare", StringComparison.Ordinal)}/{(random.OnceIn(2) ? "load" : "unload")}",
            5 => $"/{name}",
            _ => $"/v2/models/{name}/infer",
        };
        return (random.OnceIn(2) ? random.Pick(Methods) : "POST", path);
    }

    private static string JsonLength(int length, FuzzRandom random, bool isRight) => isRight || !random.OnceIn(4)
        ? length.ToString(CultureInfo.InvariantCulture)
        : random.OnceIn(2) ? (length + random.Next(20) - 10).ToString(CultureInfo.InvariantCulture) : random.Pick(Nasty.HeaderValues);

    private static FuzzRequest Frame(string method, string path, List<(string Name, string Value)> headers, byte[] body, FuzzRandom random, bool isRight)
    {
        var framing = isRight ? 99 : random.Next(40);
        var length = framing == 0 ? random.Pick(Nasty.HeaderValues) : (framing == 1 ? body.Length + random.Next(9) - 4 : body.Length).ToString(CultureInfo.InvariantCulture);
        var head = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
        foreach (var (name, value) in headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        var framed = framing > 4 && !headers.Exists(header => header.Name is "Transfer-Encoding" or "Content-Length" or "Expect" or "Upgrade" or "Connection" or "Host");
        if (framing is 2 or 5)
        {
            head.Append("Transfer-Encoding: chunked\r\n\r\n");
            byte[] chunked = [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. body.Length > 0 ? "\r\n0\r\n\r\n"u8 : "\r\n"u8];
            return new FuzzRequest([.. Encoding.Latin1.GetBytes(head.ToString()), .. framing == 2 ? ByteDamage.Break(chunked, random) : chunked], framed, false);
        }

        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n\r\n");
        byte[] all = [.. Encoding.Latin1.GetBytes(head.ToString()), .. body];
        return new FuzzRequest(framing is 3 or 4 ? ByteDamage.Break(all, random) : all, framed, isRight);
    }
}
