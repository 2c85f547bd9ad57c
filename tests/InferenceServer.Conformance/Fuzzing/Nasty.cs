namespace InferenceServer.Conformance.Fuzzing;

/// <summary>Values that parsers have been broken with. Texts are bytes, one a character (Latin 1), so that they may be no UTF-8.</summary>
internal static class Nasty
{
    /// <summary>Numbers as JSON might have them, and as it must not.</summary>
    public static readonly string[] Numbers =
    [
        "0", "-1", "-0", "1e999", "-1e999", "1e-999", "NaN", "Infinity", "-Infinity", "+1", "01", "1.", ".5", "0x10", "1e", "1e5", "1.5", "2147483647", "2147483648", "-2147483648",
        "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615", "18446744073709551616", "4611686018427387904",
        "3.5e38", "65536", "256", "300", "1073741824", new string('9', 400), "0." + new string('0', 400) + "1", "1" + new string('0', 30) + "e-30",
    ];

    /// <summary>Literals and small values.</summary>
    public static readonly string[] Literals = ["null", "true", "false", "{}", "[]", "\"\"", "nul", "True", "undefined", "[[]]", "{\"\":{}}", ",", ":", "]", "}", "[", "{", "\"", "//x\n", "/*x*/", "\0", "\u00ef\u00bb\u00bf"];

    /// <summary>Strings, in quotes.</summary>
    public static readonly string[] Strings =
    [
        "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\x\"", "\"\\u12\"", "\"\u00ff\u00fe\"", "\"\u00c0\u00ae\"", "\"\u00ed\u00a0\u0080\"", "\"\n\"", "\"../../../etc/passwd\"", "\"..\"", "\"/\"", "\"name\"",
        "\"inputs\"", "\"data\"", "\"shape\"", "\"datatype\"", "\"binary_data_size\"", "\"binary_data\"", "\"binary_data_output\"", "\"classification\"", "\"shared_memory_region\"", "\"parameters\"", "\"id\"", "\"FP32\"",
        "\"FP64\"", "\"BYTES\"", "\"BOOL\"", "\"UINT8\"", "\"INT8\"", "\"fp32\"", "\"FP128\"", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "\"\\u006eame\"", "\"%s%n%x\"", "\"{0}\"", "\"" + new string('x', 3000) + "\"",
    ];

    /// <summary>Names of models and versions, as they may stand in a path.</summary>
    public static readonly string[] Names =
    [
        "", ".", "..", "%2e%2e", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..%5cwindows", "%00", "add%00", "%ff%fe", "%c0%ae%c0%ae", "%", "%2", "%zz", "add%20", "ADD", "add/..", "add/versions/..",
        "add/versions/-1", "add/versions/99999999999999999999", "add/versions/1%2f..", "add/versions/", "add?x=1", "add#x", "\u00c3\u00a9", "~root", "{model}", ".hidden", "spare", new string('a', 3000), "add;x=1", "*", "add%0d%0aX:%20y",
    ];

    /// <summary>Values of headers.</summary>
    public static readonly string[] HeaderValues =
        ["", "0", "-1", "x", "99999999999999999999", "2147483647", "2147483648", "1,2", " 5 ", "0x5", "1e3", "gzip", "identity", "identity, gzip", "chunked", "high", "urgent", "\u00ff", new string('h', 3000), "application/grpc", "application/json", "\t"];

    /// <summary>Varints and fixed numbers of protobuf.</summary>
    public static readonly ulong[] Varints = [0, 1, 2, 127, 128, 255, 256, 65535, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, long.MaxValue, 1UL << 63, ulong.MaxValue, ulong.MaxValue - 1, 1UL << 62, 3_000_000_000];
}
