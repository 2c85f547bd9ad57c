using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.IntegrationTests.LocalClusters;

/// <summary>The machine's own mirror is used, whatever its sources call it.</summary>
public sealed class AptMirrorTests
{
    [Fact]
    public void The_mirror_is_read_from_what_an_update_would_fetch()
    {
        const string Uris = """
            'https://mirror.example.com/debian-security/dists/bookworm-security/InRelease' mirror.example.com_debian-security_InRelease 0
            'https://mirror.example.com/pub/debian/dists/bookworm/InRelease' mirror.example.com_pub_debian_dists_bookworm_InRelease 0

            """;

        AptRepository.MirrorIn(Uris).Should().Be("https://mirror.example.com/pub/debian");
    }

    [Theory]
    [InlineData("")]
    [InlineData("'https://mirror.example.com/ubuntu/dists/noble/InRelease' mirror.example.com_ubuntu 0\n")]
    [InlineData("E: something went wrong\n")]
    public void Without_a_mirror_of_Debian_there_is_none(string uris) => AptRepository.MirrorIn(uris).Should().BeNull();
}
