using System.Globalization;
using System.Text;
using Grpc.Core;

namespace InferenceServer.Rpc;

/// <summary>A call's status: which code an HTTP status becomes, and how it is written.</summary>
internal static class GrpcStatus
{
    private const string StatusTrailer = "grpc-status";
    private const string MessageTrailer = "grpc-message";

    // Status messages travel as headers, of which clients take 8 KiB. A message quotes what it was asked for, which may be as long as a message.
    private const int LongestMessage = 2000;
    private const int LongestEncoded = 6000;

    /// <summary>The code of a refusal that is stated in HTTP's terms.</summary>
    public static StatusCode CodeOf(int httpStatus) => httpStatus switch
    {
        StatusCodes.Status403Forbidden => StatusCode.PermissionDenied,
        StatusCodes.Status404NotFound => StatusCode.NotFound,
        StatusCodes.Status413PayloadTooLarge or StatusCodes.Status429TooManyRequests => StatusCode.ResourceExhausted,
        StatusCodes.Status415UnsupportedMediaType => StatusCode.Unimplemented,
        StatusCodes.Status503ServiceUnavailable => StatusCode.Unavailable,
        >= StatusCodes.Status500InternalServerError => StatusCode.Internal,
        _ => StatusCode.InvalidArgument,
    };

    /// <summary>Ends a call whose answer was written.</summary>
    public static void WriteOk(HttpResponse response) => response.AppendTrailer(StatusTrailer, "0");

    /// <summary>Ends a call with an error, unless its answer has begun: then the stream is reset, so that nobody takes a part for the whole.</summary>
    public static void WriteError(HttpContext context, StatusCode code, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        // Without an answer, status and message travel in the headers.
        context.Response.ContentLength = null;
        context.Response.Headers[StatusTrailer] = ((int)code).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers[MessageTrailer] = PercentEncode(Cut(message));
    }

    /// <summary>The message, or its beginning.</summary>
    public static string Cut(string message) => message.Length <= LongestMessage ? message : message[..LongestMessage] + "…";

    /// <summary>The form in which a status message travels: UTF-8, all but printable ASCII as <c>%XX</c>, and the percent sign itself.</summary>
    public static string PercentEncode(string message)
    {
        var encoded = new StringBuilder(message.Length);
        foreach (var part in Encoding.UTF8.GetBytes(message))
        {
            // Ends where a character does.
            if (encoded.Length > LongestEncoded && (part & 0xC0) != 0x80)
                break;
            if (part is >= 0x20 and <= 0x7E and not (byte)'%')
                encoded.Append((char)part);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{part:X2}");
        }

        return encoded.ToString();
    }
}
