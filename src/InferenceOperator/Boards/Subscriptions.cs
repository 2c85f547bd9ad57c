using System.Collections.Immutable;

namespace InferenceOperator.Boards;

/// <summary>Callbacks that come and go while others are being called.</summary>
/// <typeparam name="T">What they are told.</typeparam>
internal sealed class Subscriptions<T>
{
    private ImmutableList<Action<T>> _callbacks = [];

    /// <summary>Adds a callback.</summary>
    /// <param name="callback">The callback.</param>
    /// <returns>Removes it when disposed.</returns>
    public IDisposable Add(Action<T> callback)
    {
        ImmutableInterlocked.Update(ref _callbacks, list => list.Add(callback));
        return new Removal(() => ImmutableInterlocked.Update(ref _callbacks, list => list.Remove(callback)));
    }

    /// <summary>Calls every callback.</summary>
    /// <param name="news">What to tell.</param>
    public void Notify(T news)
    {
        foreach (var callback in _callbacks)
            callback(news);
    }

    private sealed class Removal(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
