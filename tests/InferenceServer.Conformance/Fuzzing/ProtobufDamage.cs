using System.Text;

namespace InferenceServer.Conformance.Fuzzing;

/// <summary>Breaks a protobuf message by its fields.</summary>
internal static class ProtobufDamage
{
    private static readonly int[] WireTypes = [0, 1, 2, 3, 4, 5, 6, 7];

    /// <summary>Breaks it once.</summary>
    public static void Break(List<ProtobufNode> message, FuzzRandom random)
    {
        // Down to any field of any message in it.
        var siblings = message;
        while (siblings.Count > 0 && siblings[random.Next(siblings.Count)].Children is { Count: > 0 } deeper && !random.OnceIn(4))
            siblings = deeper;
        if (siblings.Count == 0)
            return;
        var at = random.Next(siblings.Count);
        var node = siblings[at];
        switch (random.Next(12))
        {
            case 0 or 1:
                (node.Value, node.Content) = (random.Pick(Nasty.Varints), Varints(random));
                break;
            case 2:
                (node.Children, node.Content) = (null, Encoding.Latin1.GetBytes(random.Pick(Nasty.Strings).Trim('"')));
                break;
            case 3:
                (node.Children, node.Content) = (null, random.Bytes(random.Next(40)));
                break;
            case 4:
                node.Field = random.OnceIn(3) ? random.Pick(Nasty.Varints) : (ulong)random.Next(12);
                break;
            case 5:
                node.Wire = random.Pick(WireTypes);
                break;
            case 6:
                siblings.Insert(random.Next(siblings.Count + 1), node.Copy());
                break;
            case 7:
                siblings.RemoveAt(at);
                break;
            case 8:
                var other = random.Next(siblings.Count);
                (siblings[at], siblings[other]) = (siblings[other], siblings[at]);
                break;
            case 9:
                node.LengthError = random.OnceIn(2) ? random.Next(16) - 8 : (long)random.Pick(Nasty.Varints);
                break;
            case 10:
                node.Long = true;
                break;
            default:
                // A message in a message, and so on.
                var nested = node.Copy();
                for (var depth = random.Next(random.OnceIn(20) ? 400 : 20); depth > 0; depth--)
                    nested = ProtobufNode.Message(node.Field, nested);
                siblings[at] = nested;
                break;
        }
    }

    private static byte[] Varints(FuzzRandom random) =>
        ProtobufNode.Write(Enumerable.Range(0, random.Next(4)).Select(_ => ProtobufNode.Number(0, random.Pick(Nasty.Varints))));
}
