using InferenceOperator.Kubernetes;
using Prometheus;

namespace InferenceOperator.Hosting;

/// <summary>/healthz, /readyz and /metrics.</summary>
internal static class Endpoints
{
    /// <summary>Maps the endpoints.</summary>
    /// <param name="app">The host.</param>
    public static void Map(WebApplication app)
    {
        app.MapGet("/healthz", () => Results.Text("ok"));
        app.MapGet("/readyz", (OperatorState state, CrdPresence crds) => state.StoresSynced
            ? Results.Text(state.IsLeader ? "ok: leading" : "ok: standing by")
            : Results.Text(WaitsFor(crds), statusCode: StatusCodes.Status503ServiceUnavailable));
        app.MapMetrics();
    }

    private static string WaitsFor(CrdPresence crds) => crds.Missing is { Count: > 0 } missing
        ? $"waits for {string.Join(", ", missing)}: is the API server there, are the CRDs installed?"
        : "the caches are not filled yet: may the operator list and watch every kind?";
}
