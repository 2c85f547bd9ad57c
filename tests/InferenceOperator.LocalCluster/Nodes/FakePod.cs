using System.Threading.Channels;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace InferenceOperator.LocalClusters.Nodes;

/// <summary>
/// Plays the kubelet for one pod: one step at a time over the newest version of the pod, woken by changes and by timers.
/// </summary>
internal sealed class FakePod : IDisposable
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaximumBackoff = TimeSpan.FromSeconds(5);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _end;
    private readonly FakeKubelet _kubelet;
    private readonly FakeNode _node;
    private volatile V1Pod _pod;
    private DateTime? _startAt;
    private DateTime? _terminateAt;
    private ContainerExit? _termination;
    private bool _started;
    private bool _reportedEnd;
    private bool _removed;
    private bool? _steeredReady;
    private int _crashes;
    private DateTime? _restartAt;

    public FakePod(FakeKubelet kubelet, FakeNode node, V1Pod pod, CancellationToken cancellationToken)
    {
        (_kubelet, _node, _pod) = (kubelet, node, pod);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Wake();
        _ = RunAsync(_end.Token);
    }

    public FakeNode Node => _node;

    public void Observe(V1Pod pod)
    {
        _pod = pod;
        Wake();
    }

    public void Wake() => _wake.Writer.TryWrite(true);

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var backoff = FirstBackoff;
        try
        {
            await foreach (var _ in _wake.Reader.ReadAllAsync(cancellationToken))
            {
                try
                {
                    if (_node.Alive) await StepAsync(_pod, cancellationToken);
                    backoff = FirstBackoff;
                }
                catch (HttpOperationException e) when ((int)e.Response.StatusCode is 404 or 409)
                {
                    // Gone, or another pod has the name now: the watch tells.
                }
                catch (Exception) when (!cancellationToken.IsCancellationRequested)
                {
                    WakeAfter(backoff, cancellationToken);
                    backoff = backoff * 2 < MaximumBackoff ? backoff * 2 : MaximumBackoff;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The pod has gone or the nodes stop.
        }
    }

    private async Task StepAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var steering = PodSteering.Of(pod);
        if (pod.Metadata.DeletionTimestamp is not null) await TerminateAsync(pod, cancellationToken);
        else if (pod.Status?.Phase is null or "Pending") await StartAsync(pod, steering, cancellationToken);
        else if (pod.Status.Phase == "Running") await KeepRunningAsync(pod, steering, cancellationToken);
    }

    private async Task StartAsync(V1Pod pod, PodSteering steering, CancellationToken cancellationToken)
    {
        if (_started || !IsDue(_startAt ??= _kubelet.Now + steering.StartDelay, cancellationToken)) return;
        await _kubelet.StartAsync(pod, _node, steering, cancellationToken);
        _started = true;
        _steeredReady = steering.Ready;
    }

    private async Task KeepRunningAsync(V1Pod pod, PodSteering steering, CancellationToken cancellationToken)
    {
        if (_restartAt is { } restartAt)
        {
            if (!IsDue(restartAt, cancellationToken)) return;
            await _kubelet.PatchAsync(pod, PodStatuses.Restarted(pod, steering.Ready, _kubelet.Now), cancellationToken);
            _restartAt = null;
            return;
        }

        // Only a changed annotation speaks: what a test set by hand stays.
        if (_steeredReady is { } before && before != steering.Ready)
            await _kubelet.PatchAsync(pod, PodStatuses.Ready(pod, steering.Ready, null, _kubelet.Now), cancellationToken);
        _steeredReady = steering.Ready;
        if (steering.ExitAfter is { } after) await ExitAsync(pod, after, new ContainerExit(steering.ExitCode), cancellationToken);
    }

    private async Task ExitAsync(V1Pod pod, TimeSpan after, ContainerExit exit, CancellationToken cancellationToken)
    {
        // Without a running container, this pod version is older than what was written last: the next event brings the newer.
        var running = pod.Status.ContainerStatuses?.Any(status => status.State?.Running is not null) == true;
        if (!running || !IsDue((PodStatuses.StartOf(pod) ?? _kubelet.Now) + after, cancellationToken)) return;
        if (PodStatuses.EndsPod(pod, exit))
        {
            if (!_reportedEnd) await _kubelet.PatchAsync(pod, PodStatuses.Ended(pod, exit, _kubelet.Now), cancellationToken);
            _reportedEnd = true;
            return;
        }

        await _kubelet.PatchAsync(pod, PodStatuses.CrashLoop(pod, exit, null, _kubelet.Now), cancellationToken);
        _restartAt = _kubelet.Now + FakeKubelet.RestartDelay(_crashes++);
    }

    private async Task TerminateAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var ended = pod.Status?.Phase is not "Running";
        if (_termination is null)
        {
            var (delay, exit) = PodSteering.Termination(pod, _kubelet.TerminationDelay);
            _termination = exit;
            _terminateAt = _kubelet.Now + delay;
        }

        // A second deletion may shorten the grace period; zero is "now".
        if (!ended && pod.Metadata.DeletionGracePeriodSeconds > 0 && !IsDue(_terminateAt!.Value, cancellationToken)) return;
        if (!ended && !_reportedEnd)
        {
            await _kubelet.PatchAsync(pod, PodStatuses.Ended(pod, _termination, _kubelet.Now), cancellationToken);
            _reportedEnd = true;
        }

        // Once, as a kubelet does: where somebody's finalizer holds the pod, it has nothing more to say.
        if (_removed) return;
        await _kubelet.RemoveAsync(pod, cancellationToken);
        _removed = true;
    }

    private bool IsDue(DateTime at, CancellationToken cancellationToken)
    {
        var left = at - _kubelet.Now;
        if (left <= TimeSpan.Zero) return true;
        WakeAfter(left, cancellationToken);
        return false;
    }

    private void WakeAfter(TimeSpan delay, CancellationToken cancellationToken) => _ = Task.Run(
        async () =>
        {
            await _kubelet.DelayAsync(delay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Wake();
        },
        CancellationToken.None);
}
