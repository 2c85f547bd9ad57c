namespace InferenceOperator.Demo.Pictures;

/// <summary>A grey picture: one byte a pixel, row by row.</summary>
internal sealed record Picture(int Width, int Height, byte[] Pixels)
{
    /// <summary>Reads a binary PGM (P5) file without comments.</summary>
    public static Picture ReadPgm(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var position = 0;
        if (NextWord() != "P5") throw new InvalidDataException($"{path} is not a binary PGM file (it does not begin with P5)");
        var width = int.Parse(NextWord(), CultureInfo.InvariantCulture);
        var height = int.Parse(NextWord(), CultureInfo.InvariantCulture);
        if (NextWord() != "255") throw new InvalidDataException($"{path} does not have 8 bits a pixel");
        return new Picture(width, height, bytes[position..(position + (width * height))]);

        string NextWord()
        {
            var start = position;
            while (!char.IsWhiteSpace((char)bytes[position])) position++;
            return Encoding.ASCII.GetString(bytes, start, position++ - start);
        }
    }

    /// <summary>The tensor that PaddleOCR's recognition takes: 1 × 3 × height × width, pixels mapped to -1..1.</summary>
    public float[] ToTensor()
    {
        var plane = Width * Height;
        var tensor = new float[3 * plane];
        for (var i = 0; i < plane; i++) tensor[i] = tensor[plane + i] = tensor[(2 * plane) + i] = (Pixels[i] / 127.5f) - 1f;
        return tensor;
    }
}
