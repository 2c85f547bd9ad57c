using System.Text.Json;
using InferenceServer.Hosting;

namespace InferenceServer.Protocol;

/// <summary>The model repository extension: index, load, unload.</summary>
internal sealed class RepositoryEndpoints(ModelRepository repository)
{
    private const int LargestBody = 64 * 1024;

    /// <summary>Maps the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/repository/index", IndexAsync);
        routes.MapPost("/v2/repository/models/{model}/load", async context =>
        {
            RequireNoFiles((IEnumerable<string>?)(await ReadAsync(context)).Parameters?.Keys ?? []);
            await repository.LoadAsync((string)context.Request.RouteValues["model"]!);
        });
        routes.MapPost("/v2/repository/models/{model}/unload", async context =>
        {
            await ReadAsync(context);
            await repository.UnloadAsync((string)context.Request.RouteValues["model"]!);
        });
    }

    /// <summary>Refuses what would make a load another one than that of the repository's files.</summary>
    /// <exception cref="ProtocolException">A parameter that brings a configuration or files.</exception>
    public static void RequireNoFiles(IEnumerable<string> parameters)
    {
        foreach (var name in parameters)
        {
            if (name == "config" || name.StartsWith("file:", StringComparison.Ordinal))
                throw ProtocolException.Invalid($"the parameter '{name}' is not supported: models are loaded from the repository's own files; put {Models.ModelConfigFile.Name} beside the model's versions");
        }
    }

    private async Task IndexAsync(HttpContext context)
    {
        var onlyReady = (await ReadAsync(context)).Ready ?? false;
        var entries = repository.Index().Where(entry => !onlyReady || entry.State == RepositoryState.Ready).ToList();
        await context.Response.WriteAsJsonAsync(entries, ProtocolJson.Readable.ListRepositoryState, cancellationToken: context.RequestAborted);
    }

    private static async Task<RepositoryRequest> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > LargestBody)
            throw new ProtocolException(StatusCodes.Status413PayloadTooLarge, $"the body is larger than {LargestBody} bytes");
        using var body = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > LargestBody)
                throw new ProtocolException(StatusCodes.Status413PayloadTooLarge, $"the body is larger than {LargestBody} bytes");
        }

        try
        {
            return body.Length == 0 ? new RepositoryRequest(null, null) : JsonSerializer.Deserialize(body.ToArray(), ProtocolJson.Readable.RepositoryRequest) ?? new RepositoryRequest(null, null);
        }
        catch (JsonException exception)
        {
            throw ProtocolException.Invalid($"the request is not valid JSON: {exception.Message}");
        }
    }
}
