using System.Net;
using k8s;
using k8s.Autorest;

namespace InferenceOperator.IntegrationTests;

/// <summary>Waits for a state of the world; a failed wait shows what was seen last.</summary>
public static class Eventually
{
    /// <summary>Generous: a machine under load is no failure.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads until the value is as wanted; "not found" and conflicts count as not yet.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> read, Func<T, bool> wanted, TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? Timeout);
        object? last = null;
        while (!limit.IsCancellationRequested)
        {
            try
            {
                var value = await read();
                if (wanted(value)) return value;
                last = value;
            }
            catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
            {
                last = e.Response.Content;
            }

            await Task.Delay(Interval, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Records of our own hold NaN and infinities, which the API's JSON does not know.
        var seen = last as string ?? (last is IKubernetesObject or null ? KubernetesJson.Serialize(last ?? "nothing") : last.ToString());
        throw new TimeoutException($"not as wanted after {(timeout ?? Timeout).TotalSeconds:F0} s; last seen: {seen}");
    }

    /// <summary>Reads until the object is not found.</summary>
    public static async Task GoneAsync<T>(Func<Task<T>> read, TimeSpan? timeout = null) => await GetAsync(
        async () =>
        {
            try
            {
                return (Gone: false, Last: await read());
            }
            catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
            {
                return (Gone: true, Last: default!);
            }
        },
        seen => seen.Gone,
        timeout);
}
