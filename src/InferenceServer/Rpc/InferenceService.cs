using Grpc.Core;
using InferenceServer.Hosting;
using InferenceServer.Models;
using InferenceServer.Protocol;
using InferenceServer.Rpc.Messages;

namespace InferenceServer.Rpc;

/// <summary>The protocol's methods but <c>ModelInfer</c>, which <see cref="GrpcInferEndpoint"/> answers.</summary>
internal sealed class InferenceService(ModelRegistry models, ModelRepository repository, ServerState state) : GRPCInferenceService.GRPCInferenceServiceBase
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
        var answer = new ModelMetadataResponse { Name = model.Source.Name, Versions = { MetadataEndpoints.Versions(models, model) }, Platform = MetadataEndpoints.Platform };
        answer.Inputs.Add(model.Signature.Inputs.Select(Describe));
        answer.Outputs.Add(model.Signature.Outputs.Select(Describe));
        return Task.FromResult(answer);
    }

    /// <inheritdoc />
    public override Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request, ServerCallContext context)
    {
        RequireOnlyRepository(request.RepositoryName);
        var answer = new RepositoryIndexResponse();
        answer.Models.Add(repository.Index().Where(entry => !request.Ready || entry.State == RepositoryState.Ready)
            .Select(entry => new RepositoryIndexResponse.Types.ModelIndex { Name = entry.Name, Version = entry.Version, State = entry.State, Reason = entry.Reason }));
        return Task.FromResult(answer);
    }

    /// <inheritdoc />
    public override async Task<RepositoryModelLoadResponse> RepositoryModelLoad(RepositoryModelLoadRequest request, ServerCallContext context)
    {
        RequireOnlyRepository(request.RepositoryName);
        try
        {
            RepositoryEndpoints.RequireNoFiles(request.Parameters.Keys);
            await repository.LoadAsync(request.ModelName);
        }
        catch (ProtocolException exception)
        {
            throw Error(exception);
        }

        return new RepositoryModelLoadResponse();
    }

    /// <inheritdoc />
    public override async Task<RepositoryModelUnloadResponse> RepositoryModelUnload(RepositoryModelUnloadRequest request, ServerCallContext context)
    {
        RequireOnlyRepository(request.RepositoryName);
        try
        {
            await repository.UnloadAsync(request.ModelName);
        }
        catch (ProtocolException exception)
        {
            throw Error(exception);
        }

        return new RepositoryModelUnloadResponse();
    }

    private static void RequireOnlyRepository(string name)
    {
        if (name.Length > 0)
            throw Error(ProtocolException.Invalid($"there is no repository '{name}': the server has one, without a name; leave repository_name empty"));
    }

    private static ModelMetadataResponse.Types.TensorMetadata Describe(TensorSpec tensor) =>
        new() { Name = tensor.Name, Datatype = tensor.Datatype.Name, Shape = { tensor.Shape } };

    private static string? Version(string text) => text.Length == 0 ? null : text;

    private static RpcException Error(ProtocolException exception) => new(new Status(GrpcStatus.CodeOf(exception.Status), GrpcStatus.Cut(exception.Message)));

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
