using System.Buffers.Binary;
using System.Text;

namespace InferenceOperator.LocalClusters.Prometheus;

/// <summary>
/// A page of metrics in the delimited form of io.prometheus.client.MetricFamily
/// (https://github.com/prometheus/client_model/blob/master/io/prometheus/client/metrics.proto): as much of it as tests need.
/// </summary>
public sealed class ProtobufPage
{
    private const int CounterType = 0, GaugeType = 1, HistogramType = 4;
    private readonly List<byte> _page = [];

    /// <summary>The page.</summary>
    public byte[] ToArray() => [.. _page];

    public ProtobufPage Counter(string name, double value) => Family(name, CounterType, Message(3, Double(1, value)));

    public ProtobufPage Gauge(string name, double value) => Family(name, GaugeType, Message(2, Double(1, value)));

    /// <summary>A native histogram with all observations in one bucket of schema 3, from 2^((index-1)/8) to 2^(index/8).</summary>
    /// <param name="name">Name of the metric.</param>
    /// <param name="count">Observations.</param>
    /// <param name="sum">Their sum.</param>
    /// <param name="index">The bucket.</param>
    public ProtobufPage NativeHistogram(string name, long count, double sum, int index) => Family(name, HistogramType, Message(7,
        [
            .. Varint(1, (ulong)count), .. Double(2, sum), .. Varint(5, ZigZag(3)), .. Double(6, 1e-128), .. Varint(7, 0),
            .. Message(12, [.. Varint(1, ZigZag(index)), .. Varint(2, 1)]), .. Varint(13, ZigZag(count)),
        ]));

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static byte[] Varint(int field, ulong value) => [.. Raw((ulong)field << 3), .. Raw(value)];

    private static byte[] Double(int field, double value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return [.. Raw(((ulong)field << 3) | 1), .. bytes];
    }

    private static byte[] Message(int field, byte[] content) => [.. Raw(((ulong)field << 3) | 2), .. Raw((ulong)content.Length), .. content];

    private static IEnumerable<byte> Raw(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)(value | 0x80);
        yield return (byte)value;
    }

    private ProtobufPage Family(string name, ulong type, byte[] value)
    {
        byte[] family = [.. Message(1, Encoding.UTF8.GetBytes(name)), .. Varint(3, type), .. Message(4, value)];
        _page.AddRange([.. Raw((ulong)family.Length), .. family]);
        return this;
    }
}
