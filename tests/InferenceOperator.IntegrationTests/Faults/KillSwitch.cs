using Microsoft.AspNetCore.Http;

namespace InferenceOperator.IntegrationTests.Faults;

/// <summary>Ends what an operator can do after so many of its writes, as kill -9 does: no request of it reaches the API server any more.</summary>
internal sealed class KillSwitch
{
    private readonly ApiProxy _proxy;
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _afterItIsDone;
    private int _left;

    private KillSwitch(ApiProxy proxy, int write, bool afterItIsDone) => (_proxy, _left, _afterItIsDone) = (proxy, write, afterItIsDone);

    /// <summary>Completes when the operator is dead.</summary>
    public Task Died => _died.Task;

    /// <summary>Arms it. Only one is armed at a time.</summary>
    /// <param name="proxy">Between the operator and the API server.</param>
    /// <param name="write">It dies at this write, counted from 1; Events do not count.</param>
    /// <param name="afterItIsDone">The API server has done that write, and the operator does not learn it; else it does not arrive.</param>
    public static KillSwitch Arm(ApiProxy proxy, int write, bool afterItIsDone)
    {
        var kill = new KillSwitch(proxy, write, afterItIsDone);
        proxy.Intercept = kill.InterceptAsync;
        proxy.LosesAnswer = kill.LosesAnswer;
        return kill;
    }

    /// <summary>The next operator may do everything.</summary>
    public void Disarm()
    {
        _proxy.Intercept = _ => Task.FromResult(false);
        _proxy.LosesAnswer = _ => false;
    }

    /// <summary>Whether a request writes anything but an Event.</summary>
    public static bool IsWrite(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !request.Path.Value!.Contains("/events", StringComparison.Ordinal);

    private Task<bool> InterceptAsync(HttpContext context)
    {
        if (!Died.IsCompleted && IsWrite(context.Request) && Interlocked.Decrement(ref _left) is var left)
        {
            if (left == 0 && !_afterItIsDone) _died.TrySetResult();
            context.Items[this] = left == 0;
            // Two writes at once: the second is after the end.
            if (left < 0) { context.Abort(); return Task.FromResult(true); }
        }

        if (Died.IsCompleted) context.Abort();
        return Task.FromResult(Died.IsCompleted);
    }

    private bool LosesAnswer(HttpContext context)
    {
        if (context.Items.TryGetValue(this, out var last) && last is true) _died.TrySetResult();
        return Died.IsCompleted;
    }
}
