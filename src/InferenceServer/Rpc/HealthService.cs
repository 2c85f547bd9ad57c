using Grpc.Core;
using Grpc.Health.V1;
using InferenceServer.Hosting;
using InferenceServer.Rpc.Messages;

namespace InferenceServer.Rpc;

/// <summary>
/// <c>grpc.health.v1</c>, which kubelets, load balancers and clients ask: the server as a whole (the empty name) and its inference service are
/// serving when the server is ready, and not any more from the moment it drains.
/// </summary>
internal sealed class HealthService(ServerState state, IHostApplicationLifetime application) : Health.HealthBase
{
    /// <inheritdoc />
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) => IsKnown(request.Service)
        ? Task.FromResult(new HealthCheckResponse { Status = Status(request.Service) })
        : throw new RpcException(new Status(StatusCode.NotFound, GrpcStatus.Cut($"only '{GRPCInferenceService.Descriptor.FullName}' and '', the server, can be asked for, and not '{request.Service}'")));

    /// <inheritdoc />
    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        // A server that ends does not wait for those who only watch it.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, application.ApplicationStopping);
        HealthCheckResponse.Types.ServingStatus? told = null;
        while (true)
        {
            // Before the status is read: what changes in between is seen in the next turn.
            var change = state.Changed;
            if (Status(request.Service) is var status && status != told)
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
            told = status;
            await change.WaitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested)
                throw new RpcException(new Status(StatusCode.Unavailable, "the server is ending"));
        }
    }

    private static bool IsKnown(string service) => service.Length == 0 || service == GRPCInferenceService.Descriptor.FullName;

    private HealthCheckResponse.Types.ServingStatus Status(string service)
    {
        if (!IsKnown(service))
            return HealthCheckResponse.Types.ServingStatus.ServiceUnknown;
        return state.IsReady ? HealthCheckResponse.Types.ServingStatus.Serving : HealthCheckResponse.Types.ServingStatus.NotServing;
    }
}
