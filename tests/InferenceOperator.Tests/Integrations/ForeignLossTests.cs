using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using InferenceOperator.Api;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;
using InferenceOperator.Integrations;
using k8s.Models;

namespace InferenceOperator.Tests.Integrations;

/// <summary>What suspensions of other controllers' objects lose is on the objects, and counts against the limits of pools.</summary>
public sealed class ForeignLossTests
{
    private static readonly DateTimeOffset Noon = ForeignWorld.Noon;
    private static readonly TrainingGrant Suspend = new(0, GrantKind.Suspend, "needed", new ObjectName("vision", "ocr"));
    private readonly ForeignWorld _world = new();

    [Fact]
    public async Task A_suspension_writes_down_what_it_loses_in_which_pool_and_when_the_work_began()
    {
        var (mark, history) = Read(await SuspendedAsync());

        // 8 GPUs, three of four in one pool, since 5 min, and 60 s to load.
        history.Losses.Should().Equal(new LossRecord(Noon, "a", 6 * 360), new LossRecord(Noon, "b", 2 * 360));
        mark.StartedAt.Should().Be(Noon.AddMinutes(-5));
    }

    [Fact]
    public async Task While_its_pods_stop_all_that_it_may_lose_counts_and_then_what_is_written_down()
    {
        Put(await SuspendedAsync());

        var stopping = (await _world.DemandAsync())!;
        (stopping.EndingWorkers, stopping.StartedAt, stopping.RecentLosses.Count).Should().Be((2, Noon.AddMinutes(-5), 0));

        _world.PodsGo();
        var gone = (await _world.DemandAsync())!;
        (gone.EndingWorkers, gone.RecentLosses.Sum(loss => loss.GpuSeconds)).Should().Be((0, 8 * 360));
        (await _world.LookAsync()).Losses.Should().BeEmpty("it counts once");
        _world.Snapshot().TrainingJobs.Single().RecentLosses.Should().BeEquivalentTo(gone.RecentLosses);
    }

    [Theory]
    [InlineData(59, 2)]
    [InlineData(60, 0)]
    public async Task A_pod_that_is_there_long_after_its_deadline_is_lost_with_its_node(int seconds, int ending)
    {
        Put(await SuspendedAsync());
        _world.ChangePods(pod => pod.Metadata.DeletionTimestamp = Noon.UtcDateTime);
        _world.Time.Advance(TimeSpan.FromSeconds(seconds));

        (await _world.DemandAsync())!.EndingWorkers.Should().Be(ending);
    }

    [Theory]
    [InlineData("""{"conditions":[{"type":"Complete","status":"True"}]}""", null)]
    [InlineData("{}", "team-a")]
    public async Task What_was_lost_stays_lost_when_it_completes_or_goes_to_somebody_else(string status, string? queue)
    {
        var patch = await SuspendedAsync();
        _world.PodsGo();
        var annotations = patch["metadata"]!["annotations"]!.DeepClone().AsObject();
        var labels = queue is null ? [] : new JsonObject { [IntegrationAnnotations.KueueQueue] = queue };

        _world.Add("JobSet", spec: """{"suspend":true}""", metadata: new JsonObject { ["annotations"] = annotations, ["labels"] = labels }, status: status);

        var view = await _world.LookAsync();
        view.Demands.Should().BeEmpty();
        view.Losses.Sum(loss => loss.GpuSeconds).Should().Be(8 * 360);
        _world.Snapshot().Losses.Should().Equal(view.Losses);
    }

    [Theory]
    [InlineData("""[null,{"at":"2026-03-01T12:00:00Z","gpuSeconds":5},{"at":"2026-03-01T12:00:00Z","pool":"a","gpuSeconds":-5},{"at":"2027-03-01T12:00:00Z","pool":"a","gpuSeconds":5},{"pool":"a","gpuSeconds":5}]""")]
    [InlineData("""{"a":5}""")]
    [InlineData("7")]
    public async Task What_somebody_broke_counts_for_nothing(string losses)
    {
        _world.Add("JobSet", metadata: new JsonObject { ["annotations"] = new JsonObject { [IntegrationAnnotations.Preemptions] = $$"""{"losses":{{losses}}}""" } });
        _world.Pod("JobSet-train");

        (await _world.DemandAsync())!.RecentLosses.Should().BeEmpty();
    }

    [Fact]
    public void Whatever_happens_to_it_the_last_hours_losses_are_those_of_suspensions_that_were_not_taken_back() => Gen.Select(Gen.Int[0, 3], Gen.Int[1, 25], Gen.Int[0, 900]).Array[0, 30].Sample(events =>
    {
        var (history, now) = (PreemptionHistory.Empty, Noon);
        var expected = new List<LossRecord>();
        foreach (var (what, minutes, lost) in events)
        {
            now += TimeSpan.FromMinutes(minutes);
            switch (what)
            {
                case 0:
                    history = history.Suspended(lost, new Dictionary<string, double> { ["a"] = 0.5, ["b"] = 0.5 }, now);
                    if (lost > 0) expected.AddRange([new LossRecord(now, "a", Math.Ceiling(lost / 2.0)), new LossRecord(now, "b", Math.Ceiling(lost / 2.0))]);
                    break;
                case 1: history = history.Resumed(null, now); break;
                case 2: history = history.LetGo(now); break;
                default:
                    if (history.Times is { Count: > 0 } times) expected.RemoveAll(loss => loss.At == times[^1]);
                    history = history.Withdrawn(now);
                    break;
            }

            history = AnnotationJson.Read<PreemptionHistory>(AnnotationJson.Write(history))!;
            history.LossesAt(now).Should().Equal(expected.Where(loss => loss.At > now - TimeSpan.FromHours(1)));
        }
    });

    /// <summary>What is written when it is suspended at noon: two pods, of 6 GPUs in one pool and of 2 in the other.</summary>
    private async Task<JsonObject> SuspendedAsync()
    {
        _world.Pool("a", "node-1");
        _world.Pool("b", "node-2");
        _world.Add("JobSet");
        _world.Pod("JobSet-train", "large", gpus: 6, pod => pod.Spec.NodeName = "node-1");
        _world.Pod("JobSet-train", "small", gpus: 2, pod => pod.Spec.NodeName = "node-2");
        var job = (await _world.LookAsync()).Jobs.Values.Single();
        return ForeignPatches.Suspend(job, Suspend, ForeignPatches.Lost(job, Noon), _world.WorkerPools.SharesOf([.. job.BoundPods]), Noon);
    }

    private void Put(JsonObject patch)
    {
        var annotations = patch["metadata"]!["annotations"]!.DeepClone();
        _world.Add("JobSet", spec: patch["spec"]!.ToJsonString(), metadata: new JsonObject { ["annotations"] = annotations });
        _world.ChangePods(pod => pod.Metadata.DeletionTimestamp = Noon.UtcDateTime.AddSeconds(30));
    }

    private static (SuspensionMark Mark, PreemptionHistory History) Read(JsonObject patch)
    {
        var annotations = patch["metadata"]!["annotations"]!.Deserialize<Dictionary<string, string>>()!;
        return (AnnotationJson.Read<SuspensionMark>(annotations[IntegrationAnnotations.Suspended])!, AnnotationJson.Read<PreemptionHistory>(annotations[IntegrationAnnotations.Preemptions])!);
    }
}
