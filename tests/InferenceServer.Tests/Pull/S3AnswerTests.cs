using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using InferenceServer.Tests.Pull.Support;
using InferenceServer.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace InferenceServer.Tests.Pull;

/// <summary>What stores answer that a store for tests does not: other regions, redirects, replaced objects, keys that climb, and what signatures hold.</summary>
public sealed class S3AnswerTests : IDisposable
{
    private const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private readonly PullRun _run = new();
    private readonly List<string> _asked = [];

    public S3AnswerTests()
    {
        _run.Secret("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        _run.Secret("AWS_SECRET_ACCESS_KEY", SecretKey);
        _run.Secret("AWS_SESSION_TOKEN", "session-token");
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Signs_by_the_secrets_keys_for_its_region()
    {
        var signed = new List<bool>();
        await using var store = await StoreAsync(context =>
        {
            signed.Add(IsSigned(context.Request, "eu-central-1"));
            return AnswerAsync(context, [1, 2, 3], "\"v1\"");
        });
        _run.Secret("AWS_REGION", "eu-central-1");

        await _run.PullAsync("s3://models/ocr/rec.onnx");

        signed.Should().Equal([true, true], "a HEAD and a GET");
        _asked.Should().Equal("HEAD /models/ocr/rec.onnx", "GET /models/ocr/rec.onnx");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Goes_to_the_buckets_region_unless_another_was_written(bool written)
    {
        await using var store = await StoreAsync(context =>
        {
            if (IsSigned(context.Request, "eu-west-3"))
                return AnswerAsync(context, [1, 2, 3], "\"v1\"");
            context.Response.Headers["x-amz-bucket-region"] = "eu-west-3";
            return ErrorAsync(context, 301, "PermanentRedirect");
        });
        if (written)
            _run.Secret("AWS_REGION", "us-west-2");

        if (written)
            (await _run.FailAsync("s3://models/rec.onnx")).Message.Should().Contain("the bucket lies in the region eu-west-3; write AWS_REGION=eu-west-3");
        else
            await _run.PullAsync("s3://models/rec.onnx");
    }

    [Fact]
    public async Task Follows_no_redirect_to_the_private_network()
    {
        await using var store = await StoreAsync(context =>
        {
            context.Response.Redirect("http://169.254.169.254/latest/");
            return Task.CompletedTask;
        });

        (await _run.FailAsync("s3://models/rec.onnx")).Message.Should().StartWith("s3://models/rec.onnx: ").And.Contain("169.254.169.254:80, a private address");
        _asked.Should().ContainSingle("that is for good");
    }

    [Fact]
    public async Task Sends_neither_signature_nor_session_to_another_host()
    {
        var headers = new List<string>();
        await using var other = await FileSite.StartAsync(context =>
        {
            headers.AddRange(context.Request.Headers.Select(header => header.Key.ToLowerInvariant()));
            return AnswerAsync(context, [1, 2, 3], "\"v1\"");
        }, tls: false);
        await using var store = await StoreAsync(context =>
        {
            context.Response.Redirect($"{other.Address}{context.Request.Path}", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });

        await _run.PullAsync("s3://models/rec.onnx", options => options with { AllowPrivateRedirects = true });

        headers.Should().NotBeEmpty().And.NotContain("authorization").And.NotContain(name => name.StartsWith("x-amz-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Begins_again_when_the_object_is_replaced_meanwhile()
    {
        var version = "\"v1\"";
        var content = new byte[100_000];
        await using var store = await StoreAsync(async context =>
        {
            if (context.Request.Headers.IfMatch.ToString() is { Length: > 0 } expected && expected != version)
            {
                await ErrorAsync(context, 412, "PreconditionFailed");
                return;
            }

            await AnswerAsync(context, content, version, context.Request.Method == "GET" && version == "\"v1\"" ? 50_000 : null);
            if (context.Request.Method == "GET")
                (version, content) = ("\"v2\"", [.. Enumerable.Repeat((byte)7, 80_000)]);
        });

        (await File.ReadAllBytesAsync(await _run.PullAsync("s3://models/rec.onnx"))).Should().Equal(content);

        _run.Lines.Should().Contain("trying again", "the first version broke off");
    }

    [Theory]
    [InlineData("ocr/../../etc/passwd")]
    [InlineData("ocr//model.onnx")]
    [InlineData("ocr/./model.onnx")]
    public async Task Takes_no_key_that_is_no_path(string key)
    {
        await using var store = await StoreAsync(context => ListingAsync(context, key, "ocr/fine.onnx"));

        (await _run.FailAsync("s3://models/ocr/")).Message.Should().Contain("is no path inside a directory");

        _run.Left.Should().BeEmpty();
    }

    [Fact]
    public async Task Says_that_two_keys_cannot_lie_on_one_volume()
    {
        await using var store = await StoreAsync(context => ListingAsync(context, "ocr/a", "ocr/a/b"));

        (await _run.FailAsync("s3://models/ocr/")).Message.Should().Contain("a is a file of the model and a directory of a/b");
    }

    [Theory]
    [InlineData(403, "SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY is not the one of AWS_ACCESS_KEY_ID")]
    [InlineData(400, "ExpiredToken", "AWS_SESSION_TOKEN is no longer")]
    [InlineData(403, "AccessDenied", "s3:ListBucket")]
    public async Task Says_what_a_store_refuses_and_no_secret(int status, string code, string expected)
    {
        await using var store = await StoreAsync(context => ErrorAsync(context, status, code));

        var failure = await _run.FailAsync("s3://models/ocr/");

        failure.ExitCode.Should().Be(4);
        failure.Message.Should().Contain(expected).And.NotContain("AKIDEXAMPLE").And.NotContain(SecretKey).And.NotContain("session-token");
        _asked.Should().ContainSingle("asking again would not help");
    }

    [Fact]
    public async Task Asks_a_busy_store_again_by_its_own_count_of_attempts()
    {
        await using var store = await StoreAsync(context => ErrorAsync(context, 503, "SlowDown"));

        (await _run.FailAsync("s3://models/ocr/", options => options with { Attempts = 3 })).ExitCode.Should().Be(7);

        _asked.Should().HaveCount(3);
    }

    private async Task<FileSite> StoreAsync(RequestDelegate handler)
    {
        var site = await FileSite.StartAsync(context =>
        {
            _asked.Add($"{context.Request.Method} {context.Request.Path}");
            return handler(context);
        }, tls: false);
        _run.Secret("AWS_ENDPOINT_URL", site.Address);
        return site;
    }

    private static async Task AnswerAsync(HttpContext context, byte[] content, string version, int? cutAfter = null)
    {
        var range = context.Request.GetTypedHeaders().Range?.Ranges.Single();
        var from = (int)(range?.From ?? 0);
        var end = (int)Math.Min(range?.To + 1 ?? content.Length, content.Length);
        context.Response.Headers.ETag = version;
        context.Response.Headers.LastModified = "Tue, 01 Sep 2026 00:00:00 GMT";
        context.Response.ContentLength = end - from;
        if (range is not null)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {from}-{end - 1}/{content.Length}";
        }

        if (context.Request.Method == "HEAD")
            return;
        await context.Response.Body.WriteAsync(content.AsMemory(from, (cutAfter ?? end) - from));
        await context.Response.Body.FlushAsync();
        if (cutAfter is not null)
            context.Abort();
    }

    private static Task ErrorAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        return context.Request.Method == "HEAD" ? Task.CompletedTask : context.Response.WriteAsync($"<Error><Code>{code}</Code><Message>AKIDEXAMPLE says no</Message></Error>");
    }

    private static Task ListingAsync(HttpContext context, params string[] keys)
    {
        context.Response.ContentType = "application/xml";
        var contents = string.Concat(keys.Select(key => $"<Contents><Key>{key}</Key><LastModified>2026-09-01T00:00:00.000Z</LastModified><ETag>&quot;v&quot;</ETag><Size>1</Size></Contents>"));
        return context.Response.WriteAsync($"<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>models</Name><IsTruncated>false</IsTruncated>{contents}</ListBucketResult>");
    }

    /// <summary>Whether a request is signed as AWS Signature Version 4 says (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html).</summary>
    private static bool IsSigned(HttpRequest request, string region)
    {
        var authorization = request.Headers.Authorization.ToString();
        var parts = authorization[(authorization.IndexOf(' ') + 1)..].Split(',', StringSplitOptions.TrimEntries).ToDictionary(part => part[..part.IndexOf('=')], part => part[(part.IndexOf('=') + 1)..]);
        var date = request.Headers["X-Amz-Date"].ToString();
        var scope = $"{date[..8]}/{region}/s3/aws4_request";
        if (parts["Credential"] != $"AKIDEXAMPLE/{scope}" || !parts["SignedHeaders"].Contains("x-amz-security-token"))
            return false;
        var query = string.Join('&', request.Query.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value.ToString())}"));
        var headers = string.Concat(parts["SignedHeaders"].Split(';').Select(name => string.Create(CultureInfo.InvariantCulture, $"{name}:{request.Headers[name].ToString().Trim()}\n")));
        var canonical = $"{request.Method}\n{request.Path.Value}\n{query}\n{headers}\n{parts["SignedHeaders"]}\n{request.Headers["X-Amz-Content-SHA256"]}";
        var text = $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes($"AWS4{SecretKey}"), (current, step) => HMACSHA256.HashData(current, Encoding.UTF8.GetBytes(step)));
        return parts["Signature"] == Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }
}
