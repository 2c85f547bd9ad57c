using InferenceServer.Hosting;
using InferenceServer.Models;
using InferenceServer.Protocol;
using InferenceServer.Rpc.Messages;

namespace InferenceServer.Rpc;

/// <summary>The protocol's methods but <c>ModelInfer</c>, which <see cref="GrpcInferEndpoint"/> answers; <see cref="GrpcMethods"/> carries them. What they refuse is a <see cref="ProtocolException"/>.</summary>
internal sealed class InferenceService(ModelRegistry models, ModelRepository repository, ServerState state) 
{
    /// <summary>Whether the process answers.</summary>
    public static Task<ServerLiveResponse> ServerLive(ServerLiveRequest request) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    /// <summary>Whether every model is loaded and the server is not draining.</summary>
    public Task<ServerReadyResponse> ServerReady(ServerReadyRequest request) =>
        Task.FromResult(new ServerReadyResponse { Ready = state.IsReady });

    /// <summary>Whether one model answers.</summary>
    public Task<ModelReadyResponse> ModelReady(ModelReadyRequest request)
    {
        if (!models.IsKnown(request.Name, Version(request.Version)))
            throw MetadataEndpoints.NotFound(request.Name, Version(request.Version));
        return Task.FromResult(new ModelReadyResponse { Ready = state.IsModelReady(request.Name, Version(request.Version)) });
    }

    /// <summary>Name, version, extensions.</summary>
    public static Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request)
    {
        var answer = new ServerMetadataResponse { Name = MetadataEndpoints.ServerName, Version = MetadataEndpoints.ServerVersion };
        answer.Extensions.Add(MetadataEndpoints.Extensions);
        return Task.FromResult(answer);
    }

    /// <summary>A model's inputs and outputs.</summary>
    public Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request)
    {
        var model = MetadataEndpoints.Resolve(models, request.Name, Version(request.Version));
        var answer = new ModelMetadataResponse { Name = model.Source.Name, Versions = { MetadataEndpoints.Versions(models, model) }, Platform = MetadataEndpoints.Platform };
        answer.Inputs.Add(model.Signature.Inputs.Select(Describe));
        answer.Outputs.Add(model.Signature.Outputs.Select(Describe));
        return Task.FromResult(answer);
    }

    /// <summary>The models of the repository.</summary>
    public Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request)
    {
        RequireOnlyRepository(request.RepositoryName);
        var answer = new RepositoryIndexResponse();
        answer.Models.Add(repository.Index().Where(entry => !request.Ready || entry.State == RepositoryState.Ready)
            .Select(entry => new RepositoryIndexResponse.Types.ModelIndex { Name = entry.Name, Version = entry.Version, State = entry.State, Reason = entry.Reason }));
        return Task.FromResult(answer);
    }

    /// <summary>Loads a model, or replaces it.</summary>
    public async Task<RepositoryModelLoadResponse> RepositoryModelLoad(RepositoryModelLoadRequest request)
    {
        RequireOnlyRepository(request.RepositoryName);
        RepositoryEndpoints.RequireNoFiles(request.Parameters.Keys);
        await repository.LoadAsync(request.ModelName);
        return new RepositoryModelLoadResponse();
    }

    /// <summary>Takes a model out.</summary>
    public async Task<RepositoryModelUnloadResponse> RepositoryModelUnload(RepositoryModelUnloadRequest request)
    {
        RequireOnlyRepository(request.RepositoryName);
        await repository.UnloadAsync(request.ModelName);
        return new RepositoryModelUnloadResponse();
    }

    private static void RequireOnlyRepository(string name)
    {
        if (name.Length > 0)
            throw ProtocolException.Invalid($"there is no repository '{name}': the server has one, without a name; leave repository_name empty");
    }

    private static ModelMetadataResponse.Types.TensorMetadata Describe(TensorSpec tensor) =>
        new() { Name = tensor.Name, Datatype = tensor.Datatype.Name, Shape = { tensor.Shape } };

    private static string? Version(string text) => text.Length == 0 ? null : text;
}
