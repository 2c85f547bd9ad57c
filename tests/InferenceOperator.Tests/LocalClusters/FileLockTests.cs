using InferenceOperator.LocalClusters.Files;

namespace InferenceOperator.Tests.LocalClusters;

public sealed class FileLockTests
{
    [Fact]
    public async Task The_second_waits_until_the_first_has_given_it_back()
    {
        using var folder = TemporaryFolder.Create();
        var waits = new TaskCompletionSource();
        var first = await FileLock.TakeAsync(folder.Combine("lock"), () => { }, default);

        var second = FileLock.TakeAsync(folder.Combine("lock"), waits.SetResult, default);
        await waits.Task;
        second.IsCompleted.Should().BeFalse();
        await first.DisposeAsync();

        await (await second).DisposeAsync();
    }
}
