using InferenceServer.Hosting;

namespace InferenceServer.Security;

/// <summary>Looks at the files of certificates and tokens from time to time: events of the file system do not tell of a mounted secret that changes by its link.</summary>
internal sealed partial class FileReloadService(IEnumerable<IWatchedFiles> files, ServeOptions options, TimeProvider time, ILogger<FileReloadService> logger) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.ReloadInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var watched in files)
                Report(watched.Check());
        }
    }

    private void Report(FileChange? change)
    {
        if (change is { Problem: null })
            LogReloaded(change.What);
        else if (change is not null)
            LogKept(change.What, change.Problem);
    }

    [LoggerMessage(1, LogLevel.Information, "{What} changed and is used from now on")]
    private partial void LogReloaded(string what);

    [LoggerMessage(2, LogLevel.Error, "{What} changed and what was read before is used further: {Problem}")]
    private partial void LogKept(string what, string problem);
}
