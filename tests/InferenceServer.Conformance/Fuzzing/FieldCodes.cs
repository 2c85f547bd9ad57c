using System.Text;

namespace InferenceServer.Conformance.Fuzzing;

/// <summary>Header fields of HTTP/2 (HPACK, RFC 7541) without a table of their own and without Huffman codes.</summary>
internal static class FieldCodes
{
    // The table that the RFC gives (appendix A), as far as answers use it.
    private const int FirstStatus = 8;
    private static readonly string[] Statuses = ["200", "204", "206", "304", "400", "404", "500"];

    /// <summary>Adds a field.</summary>
    public static void Write(List<byte> fields, string name, string value)
    {
        fields.Add(0);
        foreach (var text in (string[])[name, value])
        {
            var bytes = Encoding.Latin1.GetBytes(text);
            Number(fields, bytes.Length);
            fields.AddRange(bytes);
        }
    }

    /// <summary>Reads fields; those whose names stand in the table, but for the status, have none.</summary>
    public static List<(string Name, string Value)> Read(byte[] fields)
    {
        var all = new List<(string, string)>();
        for (var at = 0; at < fields.Length;)
        {
            var first = fields[at];
            if (first >= 0x80)
            {
                var index = Number(fields, ref at, 7);
                if (index is >= FirstStatus and < FirstStatus + 7)
                    all.Add((":status", Statuses[index - FirstStatus]));
            }
            else if ((first & 0xE0) == 0x20)
            {
                // The table's new size.
                Number(fields, ref at, 5);
            }
            else
            {
                var index = Number(fields, ref at, first >= 0x40 ? 6 : 4);
                var name = index == 0 ? Text(fields, ref at) : index is >= FirstStatus and < FirstStatus + 7 ? ":status" : "";
                all.Add((name, Text(fields, ref at)));
            }
        }

        return all;
    }

    private static string Text(byte[] fields, ref int at)
    {
        var length = Number(fields, ref at, 7);
        at += length;
        return Encoding.Latin1.GetString(fields, at - length, length);
    }

    private static int Number(byte[] fields, ref int at, int bits)
    {
        var most = (1 << bits) - 1;
        var value = fields[at++] & most;
        if (value < most)
            return value;
        for (var shift = 0; ; shift += 7)
        {
            var part = fields[at++];
            value += (part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }

    private static void Number(List<byte> fields, int value)
    {
        if (value < 0x7F)
        {
            fields.Add((byte)value);
            return;
        }

        fields.Add(0x7F);
        for (value -= 0x7F; value >= 0x80; value >>= 7)
            fields.Add((byte)(value | 0x80));
        fields.Add((byte)value);
    }
}
