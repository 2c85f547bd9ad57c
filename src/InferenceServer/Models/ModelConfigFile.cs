using InferenceServer.CommandLine;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace InferenceServer.Models;

/// <summary>Reads a model's <c>config.yaml</c>.</summary>
internal static class ModelConfigFile
{
    /// <summary>The file's name, beside the versions.</summary>
    public const string Name = "config.yaml";

    private const int LargestFile = 64 * 1024;

    // Stream, document, fields, and what they hold, as {x: [1, 3]}.
    private const int DeepestNesting = 8;
    private const int LongestQuote = 100;

    private const string Fields = "concurrency, queue, maxBatch, batchBudgetMs, batchWindowMs, threads, instances, provider, warmupShapes, versions";

    /// <summary>Reads the file of a model's directory; null when there is none.</summary>
    /// <exception cref="ModelLoadException">It is no YAML, or a field is unknown or wrong; the message names it.</exception>
    public static ModelConfig? Read(string directory)
    {
        var file = Path.Combine(directory, Name);
        if (!File.Exists(file))
            return null;
        try
        {
            var text = Text(file);
            RequireFlat(file, text);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            var config = new ModelConfig();
            if (yaml.Documents.Count == 0)
                return config;
            if (yaml.Documents[0].RootNode is not YamlMappingNode fields)
                throw new ModelLoadException($"{file}: write fields, as 'maxBatch: 8'");
            foreach (var (field, value) in fields.Children)
                config = With(config, file, field.ToString(), value);
            return config;
        }
        catch (YamlException exception)
        {
            throw new ModelLoadException($"{file} is not valid YAML: line {exception.Start.Line}: {exception.Message}", exception);
        }
    }

    private static string Text(string file)
    {
        if (new FileInfo(file).Length > LargestFile)
            throw new ModelLoadException($"{file} is larger than {LargestFile} bytes; write only the fields {Fields}");
        return File.ReadAllText(file);
    }

    // The file came with the model. YAML's tree is built by recursion, which deep nesting drives over the stack's end, and aliases unfold beyond
    // all measure where a value is written into a message; its events do neither.
    private static void RequireFlat(string file, string text)
    {
        var parser = new Parser(new StringReader(text));
        for (var depth = 0; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > DeepestNesting || parser.Current is AnchorAlias)
                throw new ModelLoadException($"{file}: line {parser.Current.Start.Line} is nested too deeply, or uses an alias; write fields and their values as they are");
        }
    }

    private static ModelConfig With(ModelConfig config, string file, string field, YamlNode value)
    {
        try
        {
            return field switch
            {
                "concurrency" => config with { Concurrency = Values.Int(Text(value), 1, 1024) },
                "queue" => config with { Queue = Values.Int(Text(value), 0, 1_000_000) },
                "maxBatch" => config with { MaxBatch = Values.Int(Text(value), 1, 4096) },
                "batchBudgetMs" => config with { BatchBudget = Values.Milliseconds(Text(value)) },
                "batchWindowMs" => config with { BatchWindow = Values.Milliseconds(Text(value)) },
                "threads" => config with { Threads = Values.Int(Text(value), 1, 1024) },
                "instances" => config with { Instances = Values.Int(Text(value), 1, 64) },
                "provider" => config with { Provider = Values.Provider(Text(value)) },
                "warmupShapes" => config with { WarmUpShapes = Shapes(value) },
                "versions" => config with { Versions = Versions(value) },
                _ => throw new FormatException($"is no field; the fields are {Fields}"),
            };
        }
        catch (FormatException exception)
        {
            throw new ModelLoadException($"{file}: '{Quote(field)}' with the value '{Quote(value.ToString())}': {exception.Message}", exception);
        }
    }

    private static string Quote(string text) => text.Length <= LongestQuote ? text : $"{text[..LongestQuote]}…";

    private static string Text(YamlNode value) => value is YamlScalarNode { Value: { } text } ? text : throw new FormatException("write one value");

    private static List<string>? Versions(YamlNode value) => value switch
    {
        YamlScalarNode { Value: "latest" } => null,
        YamlScalarNode { Value: "all" } => [],
        YamlSequenceNode { Children.Count: > 0 } list => [.. list.Select(version => Values.Int(Text(version), 0, int.MaxValue).ToString(System.Globalization.CultureInfo.InvariantCulture))],
        _ => throw new FormatException("write latest, all, or a list of versions as [1, 2]"),
    };

    private static Dictionary<string, long[]> Shapes(YamlNode value)
    {
        if (value is not YamlMappingNode inputs)
            throw new FormatException("write a list of sizes by input, as {x: [1, 3, 640, 640]}");
        return inputs.Children.ToDictionary(
            input => Text(input.Key),
            input => input.Value is YamlSequenceNode sizes ? sizes.Select(size => (long)Values.Int(Text(size), 0, int.MaxValue)).ToArray() : throw new FormatException("write each shape as a list, as [1, 3, 640, 640]"));
    }
}
