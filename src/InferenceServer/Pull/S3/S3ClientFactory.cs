using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using InferenceServer.CommandLine;

namespace InferenceServer.Pull.S3;

/// <summary>Makes clients of object stores from the keys of the model's Secret alone: neither profiles nor instance roles are asked.</summary>
internal static partial class S3ClientFactory
{
    private const string AnyRegion = "us-east-1";

    /// <summary>Makes a client.</summary>
    /// <param name="context">Whose Secret it is.</param>
    /// <param name="region">The region that a store named; null: the Secret's AWS_REGION.</param>
    /// <exception cref="PullException">A key is malformed.</exception>
    public static AmazonS3Client Create(PullContext context, string? region)
    {
        region ??= Region(context.Credentials) ?? AnyRegion;
        if (!RegionForm().IsMatch(region))
            throw new PullException(ExitCodes.Usage, "AWS_REGION must be a region's name such as eu-central-1");
        var config = new AmazonS3Config
        {
            HttpClientFactory = new SharedClient(context.Client),
            // Attempts, pauses and time limits are the pull's own, and so are redirects.
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            AllowAutoRedirect = false,
            ThrottleRetries = false,
            IgnoreConfiguredEndpointUrls = true,
            DefaultConfigurationMode = DefaultConfigurationMode.Standard,
            // Stores other than Amazon's know no checksums in trailers.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (Endpoint(context.Credentials) is { } endpoint)
        {
            config.ServiceURL = context.RequireEndpoint(endpoint, "AWS_ENDPOINT_URL").AbsoluteUri;
            config.AuthenticationRegion = region;
            config.ForcePathStyle = true;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return new AmazonS3Client(Keys(context.Credentials), config);
    }

    /// <summary>The region that the Secret names; null when it names none.</summary>
    public static string? Region(Credentials credentials) => credentials.Find("AWS_REGION") ?? credentials.Find("AWS_DEFAULT_REGION");

    /// <summary>Whether there is a key pair to sign with.</summary>
    public static bool IsAnonymous(Credentials credentials) => credentials.Find("AWS_ACCESS_KEY_ID") is null;

    private static string? Endpoint(Credentials credentials) => credentials.Find("AWS_ENDPOINT_URL_S3") ?? credentials.Find("AWS_ENDPOINT_URL");

    private static AWSCredentials Keys(Credentials credentials)
    {
        if (credentials.Find("AWS_ACCESS_KEY_ID") is not { } id)
            return new AnonymousAWSCredentials();
        var secret = credentials.Find("AWS_SECRET_ACCESS_KEY")
            ?? throw new PullException(ExitCodes.Usage, "the model's Secret has AWS_ACCESS_KEY_ID and no AWS_SECRET_ACCESS_KEY");
        return credentials.Find("AWS_SESSION_TOKEN") is { } token ? new SessionAWSCredentials(id, secret, token) : new BasicAWSCredentials(id, secret);
    }

    [GeneratedRegex("^[a-z0-9-]{2,40}$")]
    private static partial Regex RegionForm();

    private sealed class SharedClient(HttpClient client) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
