using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Models;

/// <summary>The sessions of a model beyond its first, warmed up like it; freed again where the model is not kept.</summary>
internal sealed class Instances : IDisposable
{
    private readonly List<InferenceSession> _sessions = [];
    private bool _kept;

    /// <summary>Creates as many as the settings ask for.</summary>
    /// <exception cref="ModelLoadException">The provider made the first session and does not make another.</exception>
    public Instances(SessionFactory factory, ModelSource source, string provider, ModelSignature signature, IReadOnlyDictionary<string, long[]> warmUpShapes)
    {
        try
        {
            for (var index = 1; index < factory.Instances(source); index++)
            {
                var session = factory.TryCreate(source, provider, out var unavailable)
                    ?? throw new ModelLoadException($"model {source.Name}: no instance {index + 1} of {factory.Instances(source)}: {unavailable}");
                _sessions.Add(session);
                WarmUp.Run(session, signature, warmUpShapes);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The sessions.</summary>
    public IReadOnlyList<InferenceSession> Sessions => _sessions;

    /// <summary>They have another owner now.</summary>
    public void Keep() => _kept = true;

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_kept)
            _sessions.ForEach(session => session.Dispose());
    }
}
