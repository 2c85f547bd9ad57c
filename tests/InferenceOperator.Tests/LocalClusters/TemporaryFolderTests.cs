using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.Tests.LocalClusters;

public sealed class TemporaryFolderTests
{
    [Fact]
    public void A_folder_whose_process_was_killed_is_removed_and_one_in_use_stays()
    {
        using var parent = TemporaryFolder.Create();
        using var inUse = TemporaryFolder.Create(parent.Path);
        var killed = Directory.CreateDirectory(parent.Combine(TemporaryFolder.Prefix + "killed")).FullName;
        File.WriteAllText(Path.Combine(killed, ".owner"), ProcessIdentity.Gone.ToString());
        var others = Directory.CreateDirectory(parent.Combine("others")).FullName;

        TemporaryFolder.RemoveAbandoned(parent.Path);

        Directory.EnumerateDirectories(parent.Path).Should().BeEquivalentTo(inUse.Path, others);
    }
}
