using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Kubernetes;

/// <summary>
/// Takes the Lease, keeps it while the work runs, gives it back at the end. A holder is judged by this process's own clock
/// alone (how long its record has not changed), so clocks that differ between machines do no harm.
/// </summary>
internal sealed partial class LeaderElector
{
    private readonly LeaseRecord _lease;
    private readonly LeaderElectionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action _exit;

    public LeaderElector(IResourceClient client, ApiConnection connection, IOptions<KubernetesOperatorOptions> options, TimeProvider time, ILogger<LeaderElector> logger)
        : this(client, connection.Namespace, options.Value.LeaderElection, time, logger)
    {
    }

    internal LeaderElector(IResourceClient client, string homeNamespace, LeaderElectionOptions options, TimeProvider time, ILogger logger, Action? exit = null)
    {
        (_options, _time, _logger, _exit) = (options, time, logger, exit ?? (() => Environment.Exit(1)));
        var identity = options.Identity ?? $"{Environment.MachineName}_{Guid.NewGuid():N}";
        var key = new ObjectKey(options.LeaseNamespace ?? homeNamespace, options.LeaseName);
        _lease = new LeaseRecord(client, key, identity, options.LeaseDuration, time);
    }

    /// <summary>Runs the work while leading.</summary>
    /// <returns>
    /// True when the leadership was lost; false when the work ended or the process stops: the Lease is then released, unless it was lost meanwhile.
    /// </returns>
    public async Task<bool> RunAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        await AcquireAsync(stoppingToken);
        LogLeading(_lease.Identity, _lease.Key);
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        // Not linked: the lease is renewed until the last piece of work has stopped, for only then may another one act.
        using var renewal = new CancellationTokenSource();
        var working = work(leading.Token);
        var renewing = RenewAsync(renewal.Token);
        if (await Task.WhenAny(working, renewing) == renewing)
        {
            await leading.CancelAsync();
            await EndAsync(working);
            return !stoppingToken.IsCancellationRequested;
        }

        await renewal.CancelAsync();
        await renewing;
        await ReleaseAsync();
        await working;
        return false;
    }

    /// <summary>Work that does not end before another one may lead is ended with the process.</summary>
    private async Task EndAsync(Task working)
    {
        try
        {
            await working.WaitAsync(_options.LeaseDuration - _options.RenewDeadline, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (TimeoutException)
        {
            LogWorkGoesOn();
        }

        if (!working.IsCompleted) _exit();
        await working;
    }

    private async Task AcquireAsync(CancellationToken cancellationToken)
    {
        string? announced = null;
        while (true)
        {
            try
            {
                if (await _lease.TryTakeAsync(cancellationToken)) return;
                if (_lease.Holder != announced) LogWaiting(announced = _lease.Holder, _lease.Key);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogAttemptFailed(_lease.Key, e.Message);
            }

            await Task.Delay(_options.RetryPeriod * (1 + (Random.Shared.NextDouble() / 5)), _time, cancellationToken);
        }
    }

    /// <summary>Ends when the lease could not be renewed in time, or is another's, or the token fires.</summary>
    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var renewed = _time.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            var rest = _options.RenewDeadline - _time.GetElapsedTime(renewed);
            if (rest <= TimeSpan.Zero) return;
            await Task.Delay(rest < _options.RetryPeriod ? rest : _options.RetryPeriod, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested) return;
            var left = _options.RenewDeadline - _time.GetElapsedTime(renewed);
            if (left <= TimeSpan.Zero) return;
            // Half of the time at most for one attempt: a request that hangs must leave room for another.
            using var limit = new CancellationTokenSource(left < _options.RenewDeadline / 2 ? left : _options.RenewDeadline / 2, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            try
            {
                // The time counts from before the request: the server may have stored it at once and answered late.
                var asked = _time.GetTimestamp();
                if (await _lease.TryTakeAsync(either.Token)) renewed = asked;
                else if (_lease.Holder != _lease.Identity) return;
            }
            catch (Exception e)
            {
                if (!cancellationToken.IsCancellationRequested) LogAttemptFailed(_lease.Key, e.Message);
            }
        }
    }

    private async Task ReleaseAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3), _time);
        try
        {
            await _lease.ReleaseAsync(limit.Token);
            LogReleased(_lease.Key);
        }
        catch (Exception e)
        {
            LogAttemptFailed(_lease.Key, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The leadership is lost and its work does not end: the process is ended")]
    private partial void LogWorkGoesOn();

    [LoggerMessage(Level = LogLevel.Information, Message = "{Identity} leads: it holds Lease {Key}")]
    private partial void LogLeading(string identity, ObjectKey key);

    [LoggerMessage(Level = LogLevel.Information, Message = "Standing by: {Holder} holds Lease {Key}")]
    private partial void LogWaiting(string? holder, ObjectKey key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lease {Key} could not be written: {Error}")]
    private partial void LogAttemptFailed(ObjectKey key, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Lease {Key} is released")]
    private partial void LogReleased(ObjectKey key);
}
