using System.Text;

namespace InferenceServer.Tests.Optimisation.Support;

/// <summary>Writes what NumPy's save writes.</summary>
public static class NpyWriter
{
    public static byte[] Write(string type, string shape, byte[] elements, bool fortran = false, byte version = 1)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}";
        var begin = version == 1 ? 10 : 12;
        header = header.PadRight((begin + header.Length + 64) / 64 * 64 - begin - 1) + "\n";
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)header.Length) : BitConverter.GetBytes((uint)header.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. elements];
    }

    public static byte[] Floats(string shape, params float[] values) => Write("<f4", shape, [.. values.SelectMany(BitConverter.GetBytes)]);
}
