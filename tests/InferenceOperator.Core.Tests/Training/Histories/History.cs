using CsCheck;
using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Tests.Training.Histories;

/// <summary>A cluster and what happens to it, made up.</summary>
/// <param name="Seed">Who is slow, and when.</param>
/// <param name="Nodes">Their kinds.</param>
/// <param name="Jobs">Workers, fewest workers in percent, ask, most preemptions (0: never to be taken), grace period in seconds.</param>
/// <param name="Models">Replicas, fewest replicas, ask, priority.</param>
/// <param name="Events">What, and to whom.</param>
internal sealed record History(
    int Seed, int[] Nodes, (int Workers, int Percent, int Ask, int Preemptions, int Grace)[] Jobs, (int Replicas, int Fewest, int Ask, int Priority)[] Models, (int What, int Whom)[] Events)
{
    /// <summary>Histories of asks for one GPU, or of any.</summary>
    public static Gen<History> Of(int asks = 5) => Gen.Select(
        Gen.Int[0, 1_000_000],
        Gen.Int[0, Hardware.Kinds - 1].Array[1, 5],
        Gen.Select(Gen.Int[1, 5], OneOf(100, 100, 50, 25), Gen.Int[0, asks - 1], OneOf(5, 5, 100, 0), OneOf(30, 120, 120, 600)).Array[0, 6],
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 2], Gen.Int[0, asks - 1], Gen.Int[0, 2]).Array[0, 4],
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 11]).Array[0, 12],
        (seed, nodes, jobs, models, events) => new History(seed, nodes, jobs, models, events));

    private static Gen<int> OneOf(params int[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    /// <summary>The cluster at its beginning: nobody runs yet.</summary>
    /// <param name="wastePerHour">The limit of each pool.</param>
    /// <param name="foreign">Every second job is another controller's: it goes and comes whole, and may complete when it has gone.</param>
    public HistoryWorld Begin(double? wastePerHour = null, bool foreign = false)
    {
        var world = new HistoryWorld(Seed, Nodes);
        world.Pools.AddRange(new[] { "A100", "H100" }.Select(product => Hardware.Pool(product) with { MaxWastedGpuSecondsPerHour = wastePerHour }));
        for (var index = 0; index < Jobs.Length; index++)
        {
            var (workers, percent, ask, preemptions, grace) = Jobs[index];
            world.AddJob(new TrainingDemand
            {
                Name = HistoryWorld.Name($"job-{index}"), Workers = workers, IsForeign = foreign && index % 2 == 1, MinWorkers = foreign && index % 2 == 1 ? workers : Math.Max(1, workers * percent / 100), Ask = Hardware.Asks[ask],
                MaxPreemptions = preemptions, GracePeriod = TimeSpan.FromSeconds(grace),
            });
        }

        world.Plan();
        return world;
    }

    /// <summary>Lets the models come and the events happen; between them some time.</summary>
    public void Happen(HistoryWorld world, Action? check = null)
    {
        Run(world, 6, check);
        for (var index = 0; index < Models.Length; index++) world.Want(Model(index));
        foreach (var (what, whom) in Events)
        {
            Happen(world, what, whom);
            Run(world, 1 + (whom % 4), check);
        }
    }

    /// <summary>Everybody acts until long nothing changes.</summary>
    public static void Settle(HistoryWorld world, Action? check = null)
    {
        for (var step = 0; step < 40; step++)
        {
            world.Step(TimeSpan.FromSeconds(step < 25 ? 45 : 700), everybody: true);
            check?.Invoke();
        }
    }

    private static void Run(HistoryWorld world, int steps, Action? check)
    {
        for (var step = 0; step < steps; step++)
        {
            world.Step(TimeSpan.FromSeconds(20 + (40 * (step % 3))), everybody: false);
            check?.Invoke();
        }
    }

    private void Happen(HistoryWorld world, int what, int whom)
    {
        switch (what)
        {
            case 0: world.Lose(whom % Nodes.Length, lost: true); break;
            case 1: world.Lose(whom % Nodes.Length, lost: false); break;
            case 2: world.Cordon(whom % Nodes.Length, cordoned: whom % 2 == 0); break;
            case 3: world.Stranger(whom % Nodes.Length, 1); break;
            case 4: world.Forget(); break;
            default:
                if (Models.Length > 0) world.Want(Model(whom % Models.Length) with { WantedReplicas = (what + whom) % 6 });
                break;
        }
    }

    private ModelDemand Model(int index)
    {
        var (replicas, fewest, ask, priority) = Models[index];
        return new ModelDemand
        {
            Name = HistoryWorld.Name($"model-{index}"), WantedReplicas = replicas, MinReplicas = fewest, Ask = Hardware.Asks[ask], Priority = (ModelPriority)priority,
        };
    }
}
