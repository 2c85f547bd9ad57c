namespace InferenceOperator.Demo.Ocr;

/// <summary>Reads text out of PaddleOCR's recognition output: the likeliest character at each position, repeats and blanks dropped (CTC).</summary>
internal sealed class TextDecoder(string keysFile)
{
    private readonly string[] _keys = File.ReadAllLines(keysFile);

    /// <summary>Decodes probabilities of the shape 1 × positions × classes; class 0 is the blank.</summary>
    public string Decode(ReadOnlySpan<float> probabilities, int classes)
    {
        var text = new StringBuilder();
        var last = 0;
        for (var start = 0; start < probabilities.Length; start += classes)
        {
            var best = TensorMath.IndexOfGreatest(probabilities.Slice(start, classes));
            if (best != 0 && best != last) text.Append(best <= _keys.Length ? _keys[best - 1] : " ");
            last = best;
        }

        return text.ToString().Trim();
    }
}
