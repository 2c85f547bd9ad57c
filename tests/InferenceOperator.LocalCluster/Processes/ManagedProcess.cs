using System.Diagnostics;

namespace InferenceOperator.LocalClusters.Processes;

/// <summary>
/// A program in a session of its own with a log file. It can be stopped, killed and started again; it dies with this
/// process, whatever ends this one, unless it is detached.
/// </summary>
public sealed class ManagedProcess(ProcessSpec spec) : IAsyncDisposable
{
    private Process? _process;
    private IDisposable? _lastResort;

    public string Name => spec.Name;

    public string LogFile => spec.LogFile;

    /// <summary>The id of the running process, also the id of its group; null while it is not running.</summary>
    public int? Id => _process is { HasExited: false } running ? running.Id : null;

    public bool IsRunning => Id is not null;

    /// <summary>Starts and waits until it is ready.</summary>
    /// <exception cref="ProcessFailedException">It ended or was not ready in time; holds the end of its log.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await LaunchAsync();
        await WaitReadyAsync(cancellationToken);
    }

    /// <summary>Starts without waiting until it is ready.</summary>
    public async Task LaunchAsync()
    {
        if (IsRunning) return;
        Directory.CreateDirectory(Path.GetDirectoryName(spec.LogFile)!);
        // $0 is the log file, "$@" the program: sh only opens the log and gives way (exec) to the rest.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = spec.WorkingDirectory ?? "" };
        List<string> arguments = ["-c", """exec "$@" >>"$0" 2>&1 </dev/null""", spec.LogFile, "setsid"];
        if (!spec.Detached) arguments.AddRange(["setpriv", "--pdeathsig", "KILL", "--"]);
        foreach (var argument in (IEnumerable<string>)[.. arguments, spec.FileName, .. spec.Arguments]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in spec.Environment) start.Environment[name] = value;

        _process?.Dispose();
        _process = await ProcessLauncher.StartAsync(start);
        var id = _process.Id;
        if (!spec.Detached) _lastResort = LastResort.Register(() => UnixSignal.SendToGroup(id, UnixSignal.Kill));
    }

    public async Task WaitReadyAsync(CancellationToken cancellationToken = default)
    {
        if (spec.Ready is not { } ready) return;
        var ok = await Waiting.UntilAsync(
            async token => !IsRunning || await ready(token), spec.ReadyTimeout, TimeSpan.FromMilliseconds(50), cancellationToken);
        if (!IsRunning) throw new ProcessFailedException($"{Name} ended with exit code {_process?.ExitCode}", LogFile);
        if (!ok) throw new ProcessFailedException($"{Name} was not ready after {spec.ReadyTimeout.TotalSeconds:F0} s", LogFile);
    }

    /// <summary>SIGTERM, then SIGKILL after the stop timeout; returns once it has ended.</summary>
    public async Task StopAsync()
    {
        if (spec.StopTimeout > TimeSpan.Zero && Id is { } id)
        {
            UnixSignal.Send(id, UnixSignal.Terminate);
            using var patience = new CancellationTokenSource(spec.StopTimeout);
            await _process!.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await KillAsync();
    }

    /// <summary>SIGKILL to the process and its group; returns once it has ended.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) UnixSignal.SendToGroup(_process.Id, UnixSignal.Kill);
        await _process.WaitForExitAsync();
        _lastResort?.Dispose();
        _lastResort = null;
    }

    /// <summary>Completes when the process ends by itself or is ended.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken = default) =>
        _process?.WaitForExitAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (!spec.Detached) await StopAsync();
        _process?.Dispose();
        _process = null;
    }
}
