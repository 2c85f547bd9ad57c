using System.Net;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using InferenceServer.CommandLine;
using InferenceServer.Pull.Transfers;

namespace InferenceServer.Pull.S3;

/// <summary>Says in words what an object store refuses. The store's own texts are left out: they repeat what was sent.</summary>
internal static partial class S3Failures
{
    /// <summary>The region that an answer names as the bucket's; null when it names none.</summary>
    public static string? RegionOf(AmazonS3Exception exception)
    {
        var elsewhere = exception.StatusCode == HttpStatusCode.MovedPermanently || exception.ErrorCode is "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException";
        var region = Failures.Find<HttpErrorResponseException>(exception)?.Response.GetHeaderValue("x-amz-bucket-region")
            ?? (exception.ResponseBody is { } body && RegionElement().Match(body) is { Success: true } named ? named.Groups["region"].Value : null);
        return elsewhere && region is { Length: > 0 and <= 40 } && region.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-') ? region : null;
    }

    /// <summary>What a failure means: a <see cref="PullException"/>, or an <see cref="HttpRequestException"/> when another attempt may help.</summary>
    public static Exception Translate(S3Address address, Credentials credentials, Exception exception)
    {
        if (Failures.Find<PullException>(exception) is { } refused)
            return new PullException(refused.ExitCode, $"{address.Shown}: {refused.Message}", exception);
        if (exception is not AmazonServiceException { StatusCode: > 0 } answer)
            return new HttpRequestException(Failures.Describe(Innermost(exception)), exception);
        if (answer.StatusCode == HttpStatusCode.PreconditionFailed)
            return new ObjectChangedException();
        if (Answers.IsPassing(answer.StatusCode) || answer.ErrorCode is "SlowDown" or "RequestTimeout" or "InternalError")
            return new HttpRequestException($"the store answered {Shown(answer)}", exception);
        return new PullException(ExitCodes.NotFound, $"{address.Shown}: the store answered {Shown(answer)}{Advice(answer, credentials)}", exception);
    }

    private static string Advice(AmazonServiceException answer, Credentials credentials)
    {
        if (answer is AmazonS3Exception s3 && RegionOf(s3) is { } region)
            return $": the bucket lies in the region {region}; write AWS_REGION={region} into the model's Secret";
        return answer.ErrorCode switch
        {
            "NoSuchBucket" => ": there is no such bucket at this store; compare AWS_ENDPOINT_URL and AWS_REGION",
            "InvalidAccessKeyId" => ": it does not know AWS_ACCESS_KEY_ID",
            "SignatureDoesNotMatch" => ": AWS_SECRET_ACCESS_KEY is not the one of AWS_ACCESS_KEY_ID",
            "ExpiredToken" or "InvalidToken" => ": AWS_SESSION_TOKEN is no longer, or not, valid",
            "RequestTimeTooSkewed" => ": the clock of this node is wrong",
            _ when answer.StatusCode == HttpStatusCode.MovedPermanently => ": the bucket lies in another region; write AWS_REGION into the model's Secret",
            _ when answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => S3ClientFactory.IsAnonymous(credentials)
                ? ": put AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY into the model's Secret"
                : ": the key pair may not read it (s3:GetObject; s3:ListBucket for a prefix)",
            _ when answer.StatusCode == HttpStatusCode.NotFound => ": there is no such object; all objects under a prefix are asked for with a slash at the end",
            _ => "",
        };
    }

    private static string Shown(AmazonServiceException answer)
    {
        var code = answer.ErrorCode is { Length: > 0 and < 64 } text && text.All(char.IsAsciiLetterOrDigit) && text != answer.StatusCode.ToString() ? $" {text}" : "";
        return $"{(int)answer.StatusCode} {answer.StatusCode}{code}";
    }

    private static Exception Innermost(Exception exception) => Failures.Find<HttpRequestException>(exception) ?? exception;

    [GeneratedRegex("<Region>(?<region>[a-z0-9-]+)</Region>", RegexOptions.ExplicitCapture)]
    private static partial Regex RegionElement();
}
