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
            : Results.Text(crds.WaitsFor, statusCode: StatusCodes.Status503ServiceUnavailable));
        app.MapMetrics();
    }
}
