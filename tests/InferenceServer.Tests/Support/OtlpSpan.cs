using Google.Protobuf;

namespace InferenceServer.Tests.Support;

/// <summary>A span as it goes over the wire, read by the field numbers of OTLP's trace.proto.</summary>
internal sealed record OtlpSpan
{
    public string TraceId { get; private set; } = "";

    public string SpanId { get; private set; } = "";

    public string ParentId { get; private set; } = "";

    public string TraceState { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>1 internal, 2 server.</summary>
    public int Kind { get; private set; }

    /// <summary>Nanoseconds since 1970.</summary>
    public ulong Start { get; private set; }

    /// <summary>Nanoseconds since 1970.</summary>
    public ulong End { get; private set; }

    /// <summary>0 unset, 2 error.</summary>
    public int Status { get; private set; }

    public Dictionary<string, string> Attributes { get; } = [];

    public Dictionary<string, string> Resource { get; private init; } = [];

    /// <summary>The spans of an ExportTraceServiceRequest.</summary>
    public static IReadOnlyList<OtlpSpan> ReadAll(byte[] request)
    {
        var spans = new List<OtlpSpan>();
        foreach (var (_, resourceSpans) in Messages(request, 1))
        {
            var resource = new Dictionary<string, string>();
            foreach (var (field, part) in Messages(resourceSpans, 1, 2))
            {
                if (field == 1)
                    Messages(part, 1).ForEach(attribute => ReadAttribute(attribute.Bytes, resource));
                else
                    spans.AddRange(Messages(part, 2).Select(span => Read(span.Bytes, resource)));
            }
        }

        return spans;
    }

    private static OtlpSpan Read(byte[] bytes, Dictionary<string, string> resource)
    {
        var span = new OtlpSpan { Resource = resource };
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is > 0 and var tag)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1: span.TraceId = Hex(input); break;
                case 2: span.SpanId = Hex(input); break;
                case 3: span.TraceState = input.ReadString(); break;
                case 4: span.ParentId = Hex(input); break;
                case 5: span.Name = input.ReadString(); break;
                case 6: span.Kind = input.ReadEnum(); break;
                case 7: span.Start = input.ReadFixed64(); break;
                case 8: span.End = input.ReadFixed64(); break;
                case 9: ReadAttribute(input.ReadBytes().ToByteArray(), span.Attributes); break;
                case 15: span.Status = ReadStatus(input.ReadBytes().ToByteArray()); break;
                default: input.SkipLastField(); break;
            }
        }

        return span;
    }

    private static string Hex(CodedInputStream input) => Convert.ToHexStringLower(input.ReadBytes().Span);

    private static void ReadAttribute(byte[] bytes, Dictionary<string, string> attributes)
    {
        var (name, value) = ("", "");
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is > 0 and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) == 1)
                name = input.ReadString();
            else
                value = ReadValue(input.ReadBytes().ToByteArray());
        }

        attributes[name] = value;
    }

    private static string ReadValue(byte[] bytes)
    {
        var input = new CodedInputStream(bytes);
        var tag = input.ReadTag();
        return WireFormat.GetTagFieldNumber(tag) switch
        {
            1 => input.ReadString(),
            3 => input.ReadInt64().ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => "?",
        };
    }

    private static int ReadStatus(byte[] bytes)
    {
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is > 0 and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) == 3)
                return input.ReadEnum();
            input.SkipLastField();
        }

        return 0;
    }

    private static List<(int Field, byte[] Bytes)> Messages(byte[] bytes, params int[] fields)
    {
        var found = new List<(int, byte[])>();
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is > 0 and var tag)
        {
            if (fields.Contains(WireFormat.GetTagFieldNumber(tag)))
                found.Add((WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray()));
            else
                input.SkipLastField();
        }

        return found;
    }
}
