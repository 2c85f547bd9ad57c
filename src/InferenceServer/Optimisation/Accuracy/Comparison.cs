using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Optimisation.Accuracy;

/// <summary>Compares a prepared model's answers with its original's.</summary>
internal static class Comparison
{
    /// <summary>The output that differs most, and by how much.</summary>
    /// <param name="original">The original.</param>
    /// <param name="prepared">What was made of it.</param>
    /// <param name="signature">Their signature.</param>
    /// <param name="inputs">What both are run on; each set is freed after its run.</param>
    /// <exception cref="OnnxRuntimeException">One of them refuses the inputs.</exception>
    public static (string Output, double Error) Worst(InferenceSession original, InferenceSession prepared, ModelSignature signature, IEnumerable<ModelInputs> inputs)
    {
        var errors = signature.OutputNames.Select(_ => new OutputError()).ToList();
        foreach (var set in inputs)
        {
            using (set)
            {
                using var expected = set.Run(original, signature);
                using var actual = set.Run(prepared, signature);
                for (var index = 0; index < errors.Count; index++)
                    errors[index].Add(expected[index], actual[index]);
            }
        }

        var worst = errors.Select((error, index) => (Output: signature.OutputNames[index], Error: error.Value)).MaxBy(pair => pair.Error);
        return worst;
    }
}
