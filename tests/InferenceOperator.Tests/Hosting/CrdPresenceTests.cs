using InferenceOperator.Hosting;
using InferenceOperator.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceOperator.Tests.Hosting;

public sealed class CrdPresenceTests
{
    [Fact]
    public void An_API_server_that_has_not_answered_is_not_taken_for_one_without_CRDs()
    {
        using var presence = Presence();

        presence.Missing.Should().BeEmpty();
        presence.WaitsFor.Should().Be("waits for the API server: it has not answered yet");
    }

    [Fact]
    public void What_the_API_server_does_not_serve_is_missing()
    {
        using var presence = Presence("pods", "modeldeployments", "gpupools");

        presence.Missing.Should().Equal("trainingjobs.inferenceoperator.io", "inferenceruntimes.inferenceoperator.io");
        presence.WaitsFor.Should().StartWith("waits for trainingjobs.inferenceoperator.io, inferenceruntimes.inferenceoperator.io: ");
    }

    [Fact]
    public void With_every_kind_served_the_caches_are_what_is_waited_for()
    {
        using var presence = Presence("pods", "modeldeployments", "gpupools", "trainingjobs", "inferenceruntimes");

        presence.Missing.Should().BeEmpty();
        presence.WaitsFor.Should().StartWith("the caches are not filled yet");
    }

    private static CrdPresence Presence(params string[] served) =>
        new(new OperatorState(), new Served(served), TimeProvider.System, NullLogger<CrdPresence>.Instance);

    private sealed class Served(string[] plurals) : IApiDiscovery
    {
        public bool Serves(string groupVersion, string plural) => plurals.Contains(plural);
    }
}
