using Grpc.Core;
using InferenceServer.Hosting;
using InferenceServer.Models;
using InferenceServer.Protocol;
using InferenceServer.Rpc.Messages;

namespace InferenceServer.Rpc;

/// <summary>The protocol's methods but <c>ModelInfer</c>, which <see cref="GrpcInferEndpoint"/> answers.</summary>
internal sealed class InferenceService(ModelRegistry models, ServerState state) : GRPCInferenceService.GRPCInferenceServiceBase
{
    /// <inheritdoc />
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    /// <inheritdoc />
    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = state.IsReady });

    /// <inheritdoc />
    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context)
    {
        if (!models.IsKnown(request.Name, Version(request.Version)))
            throw Error(MetadataEndpoints.NotFound(request.Name, Version(request.Version)));
        return Task.FromResult(new ModelReadyResponse { Ready = state.IsModelReady(request.Name, Version(request.Version)) });
    }

    /// <inheritdoc />
    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context)
    {
        var answer = new ServerMetadataResponse { Name = MetadataEndpoints.ServerName, Version = MetadataEndpoints.ServerVersion };
        answer.Extensions.Add(MetadataEndpoints.Extensions);
        return Task.FromResult(answer);
    }

    /// <inheritdoc />
    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context)
    {
        var model = Resolve(request.Name, Version(request.Version));
        var answer = new ModelMetadataResponse { Name = model.Source.Name, Versions = { model.Source.Version }, Platform = MetadataEndpoints.Platform };
        answer.Inputs.Add(model.Signature.Inputs.Select(Describe));
        answer.Outputs.Add(model.Signature.Outputs.Select(Describe));
        return Task.FromResult(answer);
    }

    private static ModelMetadataResponse.Types.TensorMetadata Describe(TensorSpec tensor) =>
        new() { Name = tensor.Name, Datatype = tensor.Datatype.Name, Shape = { tensor.Shape } };

    private static string? Version(string text) => text.Length == 0 ? null : text;

    private static RpcException Error(ProtocolException exception) => new(new Status(GrpcStatus.CodeOf(exception.Status), exception.Message));

    private ServedModel Resolve(string name, string? version)
    {
        try
        {
            return MetadataEndpoints.Resolve(models, name, version);
        }
        catch (ProtocolException exception)
        {
            throw Error(exception);
        }
    }
}
