using InferenceOperator.Trainer;

namespace InferenceOperator.Tests.Trainer;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void Loads_what_was_saved_last()
    {
        var store = new CheckpointStore(_folder, rank: 1);
        store.Save(new Checkpoint(9, 0.5, [1.5, -2]));
        store.Save(new Checkpoint(10, 0.25, [1.0 / 3, 2]));

        var loaded = new CheckpointStore(_folder, rank: 1).Load()!;

        loaded.Should().BeEquivalentTo(new Checkpoint(10, 0.25, [1.0 / 3, 2]));
    }

    [Fact]
    public void Has_nothing_to_load_in_a_new_folder() => new CheckpointStore(Path.Combine(_folder, "new"), 0).Load().Should().BeNull();

    [Fact]
    public void Skips_a_damaged_checkpoint_and_one_cut_off_while_it_was_written()
    {
        var store = new CheckpointStore(_folder, 0);
        var good = store.Save(new Checkpoint(1, 0.5, [1]));
        File.WriteAllText(good.Replace("000000001", "000000002", StringComparison.Ordinal), """{"Step": 2, "Wei""");
        File.WriteAllText(good.Replace("000000001", "000000003", StringComparison.Ordinal) + ".tmp", "");

        store.Load()!.Step.Should().Be(1);
    }

    [Fact]
    public void A_rank_without_a_checkpoint_starts_from_rank_0()
    {
        new CheckpointStore(_folder, 0).Save(new Checkpoint(7, 0.5, [1]));

        new CheckpointStore(_folder, 5).Load()!.Step.Should().Be(7);
    }

    [Fact]
    public void Keeps_the_newest_few()
    {
        var store = new CheckpointStore(_folder, 0, keep: 2);
        foreach (var step in (int[])[1, 2, 3]) store.Save(new Checkpoint(step, 0.5, [1]));

        Directory.GetFiles(Path.Combine(_folder, "rank-0")).Should().HaveCount(2);
        store.Load()!.Step.Should().Be(3);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
