namespace InferenceOperator.Trainer;

/// <summary>Logistic regression trained by mini-batch stochastic gradient descent on the cross-entropy.</summary>
public sealed class LogisticModel(IReadOnlyList<double> weights)
{
    private readonly double[] _weights = [.. weights];

    public IReadOnlyList<double> Weights => _weights;

    public static LogisticModel Zero(int features) => new(new double[features]);

    /// <summary>One step against the gradient, mean over the batch of (p - y) x.</summary>
    /// <returns>The batch's mean cross-entropy before the step, in nats.</returns>
    public double Step(IReadOnlyList<Example> batch, double learningRate)
    {
        var gradient = new double[_weights.Length];
        var loss = 0.0;
        foreach (var (features, label) in batch)
        {
            var probability = Sigmoid(Dot(_weights, features));
            loss += CrossEntropy(probability, label);
            for (var i = 0; i < gradient.Length; i++) gradient[i] += (probability - label) * features[i];
        }

        for (var i = 0; i < _weights.Length; i++) _weights[i] -= learningRate * gradient[i] / batch.Count;
        return loss / batch.Count;
    }

    /// <summary>Mean cross-entropy, in nats; ln 2 for a model that knows nothing.</summary>
    public double Loss(IReadOnlyList<Example> examples) =>
        examples.Average(example => CrossEntropy(Sigmoid(Dot(_weights, example.Features)), example.Label));

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double Dot(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Count; i++) sum += left[i] * right[i];
        return sum;
    }

    private static double CrossEntropy(double probability, int label) =>
        -Math.Log(Math.Max(label == 1 ? probability : 1 - probability, 1e-12));
}
