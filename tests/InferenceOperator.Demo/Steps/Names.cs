namespace InferenceOperator.Demo.Steps;

/// <summary>The objects of the demo.</summary>
internal static class Names
{
    public const string Job = "digits";

    public const string Model = "ocr";

    public const string SecondModel = "orientation";
}
