using InferenceOperator.Trainer;

namespace InferenceOperator.Tests.Trainer;

public sealed class LogisticModelTests
{
    [Fact]
    public void A_model_that_knows_nothing_loses_ln_2() =>
        LogisticModel.Zero(Dataset.Features).Loss(Dataset.Shard(0, 1)).Should().BeApproximately(Math.Log(2), 1e-12);

    [Fact]
    public void A_step_goes_against_the_gradient()
    {
        // One example x = (1, 2), y = 1 at w = 0: p = 1/2, gradient (p - y) x = (-1/2, -1).
        var model = LogisticModel.Zero(2);

        var loss = model.Step([new Example([1, 2], 1)], learningRate: 0.1);

        loss.Should().BeApproximately(Math.Log(2), 1e-12);
        model.Weights.Should().Equal(0.05, 0.1);
    }

    [Fact]
    public void Training_finds_the_model_that_the_labels_come_from()
    {
        var examples = Dataset.Shard(0, 1);
        var model = LogisticModel.Zero(Dataset.Features);
        for (var step = 0; step < 400; step++) model.Step(examples, 1);

        var best = new LogisticModel(Dataset.TrueWeights).Loss(examples);
        model.Loss(examples).Should().BeLessThan(best * 1.05);
    }

    [Fact]
    public void Shards_share_out_all_examples_and_are_the_same_every_time()
    {
        var shards = Enumerable.Range(0, 3).Select(rank => Dataset.Shard(rank, 3)).ToList();

        shards.Sum(shard => shard.Count).Should().Be(Dataset.Examples);
        shards[1][0].Features.Should().Equal(Dataset.At(1).Features);
        shards[0][0].Features.Should().NotEqual(shards[1][0].Features);
    }
}
