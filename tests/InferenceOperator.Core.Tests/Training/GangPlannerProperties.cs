using CsCheck;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training;

public sealed class GangPlannerProperties
{
    private const int Workers = 3;
    private static readonly Gen<(int Kind, int Number)[]> Histories = Gen.Select(Gen.Int[0, 13], Gen.Int[0, 3]).Array[0, 40];

    [Fact]
    public void After_any_history_of_crashes_and_faults_the_gang_runs_whole() => Histories.Sample(
        history =>
        {
            var world = Live(history);
            world.UserSuspended = false;
            world.Give(Workers);
            world.Settle();

            world.Broken.Should().BeEmpty();
            if (!world.Facts.Finished)
                world.Pods.Should().HaveCount(Workers).And.OnlyContain(pod => pod.Running && pod.Attempt == world.Facts.Attempt);
        }, iter: 2000);

    [Fact]
    public void After_any_history_a_gang_without_a_grant_of_workers_holds_nothing() => Histories.Sample(
        history =>
        {
            var world = Live(history);
            world.Give(0, GrantKind.Suspend);
            world.Settle();

            world.Broken.Should().BeEmpty();
            world.Pods.Should().NotContain(pod => !pod.Ended);
        }, iter: 2000);

    private static GangWorld Live((int Kind, int Number)[] history)
    {
        var world = new GangWorld(Workers);
        world.Give(Workers);
        foreach (var (kind, number) in history)
        {
            Happen(world, kind, number);
            world.Pass(TimeSpan.FromSeconds(7));
        }

        return world;
    }

    private static void Happen(GangWorld world, int kind, int number)
    {
        switch (kind)
        {
            case 0 or 1 or 2: world.Reconcile(); break;
            case 3: world.Reconcile(crashAfter: number); break;
            case 4 or 5: world.StartAll(); break;
            case 6: world.ObeyAll(0); break;
            case 7: world.ObeyAll(1); break;
            case 8: world.FailOne(number); break;
            case 9: world.DeleteOne(number); break;
            case 10: world.Give(number, number == 0 ? GrantKind.Suspend : number < Workers ? GrantKind.Shrink : GrantKind.Run); break;
            case 12: world.DisruptOne(number, number == 0 ? null : number - 1); break;
            case 11: world.UserSuspended = !world.UserSuspended; break;
            default: world.CompleteAll(); break;
        }
    }
}
