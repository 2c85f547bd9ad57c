using System.Text.Json.Serialization.Metadata;
using InferenceServer.Hosting;
using InferenceServer.Models;
using InferenceServer.Optimisation;
using InferenceServer.Optimisation.Variants;
using InferenceServer.Security;

namespace InferenceServer.Protocol;

/// <summary>Health, readiness and metadata.</summary>
internal sealed class MetadataEndpoints(ModelRegistry models, ServerState state)
{
    /// <summary>The name in the server's metadata.</summary>
    public const string ServerName = "inference-server";

    /// <summary>A model's platform in its metadata.</summary>
    public const string Platform = "onnx_onnxv1";

    /// <summary>The protocol's extensions that the server has.</summary>
    public static readonly IReadOnlyList<string> Extensions = ["binary_tensor_data", "model_repository"];

    /// <summary>The server's version.</summary>
    public static string ServerVersion { get; } = typeof(MetadataEndpoints).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>Maps the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var server = new ServerMetadata(ServerName, ServerVersion, Extensions);
        routes.MapGet("/v2", context => Ok(context, server, ProtocolJson.Readable.ServerMetadata));
        routes.MapGet("/v2/health/live", context => Ok(context, new LiveBody(true), ProtocolJson.Readable.LiveBody)).WithMetadata(OpenToAll.Instance);
        routes.MapGet("/v2/health/ready", context => Ready(context, state.IsReady, new ReadyBody(state.IsReady), ProtocolJson.Readable.ReadyBody)).WithMetadata(OpenToAll.Instance);
        foreach (var prefix in (string[])["/v2/models/{model}", "/v2/models/{model}/versions/{version}"])
        {
            routes.MapGet(prefix, ModelMetadata);
            routes.MapGet(prefix + "/ready", ModelReady);
        }
    }

    /// <summary>The model that the route names.</summary>
    /// <exception cref="ProtocolException">404: no such model. 503: it is not loaded yet.</exception>
    public static ServedModel Resolve(ModelRegistry models, HttpContext context)
    {
        var (name, version) = Route(context);
        return Resolve(models, name, version);
    }

    /// <summary>The model that the route names, in use until <see cref="ServedModel.EndUse"/>.</summary>
    /// <exception cref="ProtocolException">404: no such model. 503: it is not loaded yet.</exception>
    public static ServedModel Use(ModelRegistry models, HttpContext context)
    {
        var (name, version) = Route(context);
        return Use(models, name, version);
    }

    /// <summary>The model of a name, and a version where one is given.</summary>
    /// <exception cref="ProtocolException">404: no such model. 503: it is not loaded yet.</exception>
    public static ServedModel Resolve(ModelRegistry models, string name, string? version)
    {
        if (models.TryGet(name, version, out var model))
            return model;
        throw models.IsKnown(name, version)
            ? new ProtocolException(StatusCodes.Status503ServiceUnavailable, $"model '{name}' is still being loaded")
            : NotFound(name, version);
    }

    private static (string Name, string? Version) Route(HttpContext context) =>
        ((string)context.Request.RouteValues["model"]!, (string?)context.Request.RouteValues["version"]);

    /// <summary>The model of a name, in use until <see cref="ServedModel.EndUse"/>.</summary>
    /// <exception cref="ProtocolException">As for <see cref="Resolve(ModelRegistry, string, string?)"/>.</exception>
    public static ServedModel Use(ModelRegistry models, string name, string? version)
    {
        while (true)
        {
            // One that was replaced since it was found is not found again.
            var model = Resolve(models, name, version);
            if (model.TryUse())
                return model;
        }
    }

    /// <summary>404: no such model, or no such version of it.</summary>
    public static ProtocolException NotFound(string name, string? version) =>
        new(StatusCodes.Status404NotFound, version is null ? $"there is no model '{name}'" : $"there is no version '{version}' of a model '{name}'");

    /// <summary>The versions of a model that answer, the highest first.</summary>
    public static IReadOnlyList<string> Versions(ModelRegistry models, ServedModel model) =>
        [.. models.Find(model.Source.Name)?.Loaded.Select(other => other.Source.Version) ?? [model.Source.Version]];

    private Task ModelReady(HttpContext context)
    {
        var (name, version) = Route(context);
        if (!models.IsKnown(name, version))
            throw NotFound(name, version);
        var ready = state.IsModelReady(name, version);
        return Ready(context, ready, new ModelReadyBody(name, ready), ProtocolJson.Readable.ModelReadyBody);
    }

    private Task ModelMetadata(HttpContext context)
    {
        var model = Resolve(models, context);
        var body = new ModelMetadataBody(
            model.Source.Name,
            Versions(models, model),
            Platform,
            [.. model.Signature.Inputs.Select(Describe)],
            [.. model.Signature.Outputs.Select(Describe)],
            Parameters(model));
        return Ok(context, body, ProtocolJson.Readable.ModelMetadataBody);
    }

    private static ModelParameters Parameters(ServedModel model)
    {
        var variant = model.Source.Variant;
        return new ModelParameters(
            model.Provider,
            model.WarmedUp,
            model.MemoryBytes,
            variant is { Level: not OptimisationLevel.None } ? VariantJson.NameOf(variant.Level) : null,
            variant is { Quantisation: not QuantisationKind.None } ? VariantJson.NameOf(variant.Quantisation) : null,
            variant?.Error?.Relative);
    }

    private static TensorMetadata Describe(TensorSpec tensor) =>
        new(tensor.Name, tensor.Datatype.Name, tensor.Shape, tensor.Optional ? true : null);

    private static Task Ready<T>(HttpContext context, bool ready, T body, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return Ok(context, body, type);
    }

    private static Task Ok<T>(HttpContext context, T body, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(body, type, cancellationToken: context.RequestAborted);
}
