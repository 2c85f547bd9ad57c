using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using InferenceOperator.LocalClusters.Stores;
using InferenceServer.Tests.Pull.Support;

namespace InferenceServer.Tests.Pull;

/// <summary>Models from a real object store, over a network that is good or bad.</summary>
public sealed class S3PullTests(ObjectStoreFixture fixture) : IClassFixture<ObjectStoreFixture>, IAsyncLifetime, IDisposable
{
    private static readonly byte[] Model = RandomNumberGenerator.GetBytes(3_000_000);
    private readonly PullRun _run = new();
    private readonly LocalObjectStore _store = fixture.Store;
    private readonly string _bucket = $"models-{Guid.NewGuid():N}";

    public async Task InitializeAsync()
    {
        using var client = Client();
        await client.PutBucketAsync(_bucket);
        _run.Secret("AWS_ENDPOINT_URL", _store.Address.ToString());
        _run.Secret("AWS_ACCESS_KEY_ID", LocalObjectStore.Key);
        _run.Secret("AWS_SECRET_ACCESS_KEY", $"{LocalObjectStore.Key}\n");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Brings_an_object_checked()
    {
        await PutAsync("ocr/rec.onnx", Model);

        var path = await _run.PullAsync($"s3://{_bucket}/ocr/rec.onnx", options => options with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(Model)) });

        path.Should().Be(_run["rec.onnx"]);
        (await File.ReadAllBytesAsync(path)).Should().Equal(Model);
        _run.Left.Should().Equal("rec.onnx");
    }

    [Fact]
    public async Task Brings_an_object_whose_key_has_signs_that_addresses_escape()
    {
        await PutAsync("a b/50%+1.onnx", Model);

        (await File.ReadAllBytesAsync(await _run.PullAsync($"s3://{_bucket}/a b/50%+1.onnx"))).Should().Equal(Model);
    }

    [Fact]
    public async Task Brings_an_empty_object()
    {
        await PutAsync("empty.onnx", []);

        new FileInfo(await _run.PullAsync($"s3://{_bucket}/empty.onnx")).Length.Should().Be(0);
    }

    [Fact]
    public async Task Brings_all_objects_under_a_prefix_without_hidden_ones_and_markers_of_directories()
    {
        await PutAsync("ocr/1/model.onnx", Model);
        await PutAsync("ocr/1/model.onnx.data", [1, 2]);
        await PutAsync("ocr/config.yaml", [3]);
        await PutAsync("ocr/.cache/x", [4]);
        await PutAsync("ocr/1/", []);
        await PutAsync("ocrs/other.onnx", [5]);

        (await _run.PullAsync($"s3://{_bucket}/ocr/")).Should().Be(_run["ocr"]);

        _run.ShouldHold("ocr", new Dictionary<string, byte[]> { ["1/model.onnx"] = Model, ["1/model.onnx.data"] = [1, 2], ["config.yaml"] = [3] });
        _run.Left.Should().Equal("ocr");
    }

    [Fact]
    public async Task Brings_a_bucket_that_fills_many_pages_of_a_listing()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 1100), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => await PutAsync($"parts/{i:D4}", [(byte)i]));

        await _run.PullAsync($"s3://{_bucket}/");

        _run.Files(_bucket).Should().HaveCount(1100);
    }

    [Fact]
    public async Task Continues_over_a_network_that_breaks_off()
    {
        await PutAsync("rec.onnx", Model);
        await using var relay = new FaultyRelay(_store.Address) { Every = 700_000 };
        _run.Secret("AWS_ENDPOINT_URL", relay.Address.ToString());

        (await File.ReadAllBytesAsync(await _run.PullAsync($"s3://{_bucket}/rec.onnx"))).Should().Equal(Model);

        relay.Faults.Should().BeInRange(3, 10, "each attempt goes on where the last one ended");
    }

    [Fact]
    public async Task Goes_on_when_the_store_stands_still()
    {
        await PutAsync("rec.onnx", Model);
        await using var relay = new FaultyRelay(_store.Address) { Every = 1_000_000, MostFaults = 1, StandsStill = true };
        _run.Secret("AWS_ENDPOINT_URL", relay.Address.ToString());

        var path = await _run.PullAsync($"s3://{_bucket}/rec.onnx", options => options with { StallTimeout = TimeSpan.FromMilliseconds(300) });

        (await File.ReadAllBytesAsync(path)).Should().Equal(Model);
        _run.Lines.Should().Contain("the transfer stands still for 0.3 s");
    }

    [Fact]
    public async Task Continues_what_an_earlier_pull_left_if_the_object_is_still_the_same()
    {
        await PutAsync("rec.onnx", Model);
        await using (var relay = new FaultyRelay(_store.Address) { Every = 1_000_000 })
        {
            _run.Secret("AWS_ENDPOINT_URL", relay.Address.ToString());
            (await _run.FailAsync($"s3://{_bucket}/rec.onnx", options => options with { Attempts = 1 })).ExitCode.Should().Be(7);
        }

        _run.Left.Should().Equal(".rec.onnx.partial", ".rec.onnx.partial.note");
        var here = new FileInfo(_run[".rec.onnx.partial"]).Length;
        here.Should().BeGreaterThan(500_000);

        // No more can pass than what is missing.
        await using var rest = new FaultyRelay(_store.Address) { Every = Model.Length - here + 20_000 };
        _run.Secret("AWS_ENDPOINT_URL", rest.Address.ToString());
        var path = await _run.PullAsync($"s3://{_bucket}/rec.onnx", options => options with { Attempts = 1 });

        (await File.ReadAllBytesAsync(path)).Should().Equal(Model);
        rest.Faults.Should().Be(0);
        _run.Left.Should().Equal("rec.onnx");
    }

    [Fact]
    public async Task Begins_again_when_the_object_was_replaced_since_an_earlier_pull()
    {
        await PutAsync("rec.onnx", new byte[Model.Length]);
        await using (var relay = new FaultyRelay(_store.Address) { Every = 1_000_000 })
        {
            _run.Secret("AWS_ENDPOINT_URL", relay.Address.ToString());
            await _run.FailAsync($"s3://{_bucket}/rec.onnx", options => options with { Attempts = 1 });
        }

        _run.Secret("AWS_ENDPOINT_URL", _store.Address.ToString());
        await PutAsync("rec.onnx", Model);

        (await File.ReadAllBytesAsync(await _run.PullAsync($"s3://{_bucket}/rec.onnx"))).Should().Equal(Model);
    }

    [Fact]
    public async Task Brings_of_a_prefix_only_what_an_earlier_pull_did_not()
    {
        await PutAsync("ocr/a.onnx", Model);
        await PutAsync("ocr/b.onnx", Model);
        await using (var relay = new FaultyRelay(_store.Address) { Every = Model.Length + 500_000 })
        {
            _run.Secret("AWS_ENDPOINT_URL", relay.Address.ToString());
            await _run.FailAsync($"s3://{_bucket}/ocr/", options => options with { Attempts = 1 });
        }

        await using var rest = new FaultyRelay(_store.Address) { Every = Model.Length };
        _run.Secret("AWS_ENDPOINT_URL", rest.Address.ToString());
        await _run.PullAsync($"s3://{_bucket}/ocr/", options => options with { Attempts = 1 });

        _run.ShouldHold("ocr", new Dictionary<string, byte[]> { ["a.onnx"] = Model, ["b.onnx"] = Model });
        rest.Faults.Should().Be(0, "one file and a half were here");
        _run.Left.Should().Equal("ocr");
    }

    [Fact]
    public async Task Says_that_the_store_does_not_know_the_key()
    {
        _run.Secret("AWS_ACCESS_KEY_ID", "STRANGER");

        var failure = await _run.FailAsync($"s3://{_bucket}/");

        failure.ExitCode.Should().Be(4);
        failure.Message.Should().Contain("it does not know AWS_ACCESS_KEY_ID").And.NotContain("STRANGER");
    }

    [Theory]
    [InlineData("none.onnx", "there is no such object")]
    [InlineData("none/", "no object's key begins with")]
    public async Task Says_what_is_not_there(string key, string expected)
    {
        var failure = await _run.FailAsync($"s3://{_bucket}/{key}");

        failure.ExitCode.Should().Be(4);
        failure.Message.Should().Contain(expected);
    }

    [Fact]
    public async Task Says_that_there_is_no_such_bucket() =>
        (await _run.FailAsync("s3://elsewhere/ocr/")).Message.Should().Contain("there is no such bucket at this store");

    [Fact]
    public async Task Reads_without_keys_what_everybody_may_read()
    {
        await PutAsync("rec.onnx", Model);
        using var run = new PullRun();
        run.Secret("AWS_ENDPOINT_URL", _store.Address.ToString());

        (await File.ReadAllBytesAsync(await run.PullAsync($"s3://{_bucket}/rec.onnx"))).Should().Equal(Model);
    }

    private async Task PutAsync(string key, byte[] content)
    {
        using var client = Client();
        await client.PutObjectAsync(new PutObjectRequest { BucketName = _bucket, Key = key, InputStream = new MemoryStream(content), UseChunkEncoding = false });
    }

    private AmazonS3Client Client() => new(new BasicAWSCredentials(LocalObjectStore.Key, LocalObjectStore.Key), new AmazonS3Config
    {
        ServiceURL = _store.Address.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1", RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
    });
}
