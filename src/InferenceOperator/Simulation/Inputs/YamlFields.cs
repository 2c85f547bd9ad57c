using System.Globalization;
using InferenceOperator.Translation;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace InferenceOperator.Simulation;

/// <summary>The fields of a YAML mapping; every error names file, line, field and value.</summary>
/// <param name="file">What to call the file.</param>
/// <param name="path">Path of the mapping in it, empty for the root.</param>
/// <param name="mapping">The mapping.</param>
internal sealed class YamlFields(string file, string path, YamlMappingNode mapping)
{
    /// <summary>Reads a document.</summary>
    /// <param name="file">What to call the file.</param>
    /// <param name="text">The YAML.</param>
    /// <returns>Its root.</returns>
    /// <exception cref="InputException">It is no mapping, or no YAML.</exception>
    public static YamlFields Load(string file, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException exception)
        {
            throw new InputException($"{file}, line {exception.Start.Line}: {exception.Message}: write YAML");
        }

        return stream.Documents is [{ RootNode: YamlMappingNode root }, ..] ? new(file, "", root) : throw new InputException($"{file} has no fields: write a YAML mapping");
    }

    /// <summary>Refuses fields that nothing reads.</summary>
    /// <param name="names">The fields that there are.</param>
    /// <exception cref="InputException">There is another.</exception>
    public void Only(params string[] names)
    {
        foreach (var (key, _) in mapping.Children)
        {
            if (!names.Contains(key.ToString()))
                throw new InputException($"{file}, line {key.Start.Line}: {path}{Shown.Short(key.ToString())} is no field here: write {string.Join(", ", names)}");
        }
    }

    /// <summary>Whether a field is there.</summary>
    /// <param name="name">The field.</param>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A text; null: it is not there.</summary>
    /// <param name="name">The field.</param>
    public string? Text(string name) => Find(name) is YamlScalarNode { Value: { Length: > 0 } text } ? text : null;

    /// <summary>A number; null: it is not there.</summary>
    /// <param name="name">The field.</param>
    /// <param name="least">Its least value.</param>
    /// <param name="most">Its greatest value.</param>
    /// <param name="write">What to write, for the error.</param>
    /// <exception cref="InputException">It is none.</exception>
    public double? Number(string name, double least, double most, string write)
    {
        if (Find(name) is not { } node)
            return null;
        return node is YamlScalarNode scalar && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(name, $"write {write}");
    }

    /// <summary>A whole number; null: it is not there.</summary>
    /// <param name="name">The field.</param>
    /// <param name="least">Its least value.</param>
    /// <param name="most">Its greatest value.</param>
    /// <param name="write">What to write, for the error.</param>
    /// <exception cref="InputException">It is none.</exception>
    public long? Whole(string name, long least, long most, string write) =>
        Number(name, least, most, write) is { } number ? number == Math.Floor(number) ? (long)number : throw Wrong(name, $"write {write}") : null;

    /// <summary>A duration in seconds; null: it is not there.</summary>
    /// <param name="name">The field.</param>
    /// <param name="positive">It must be more than zero.</param>
    /// <exception cref="InputException">It is none.</exception>
    public double? Duration(string name, bool positive)
    {
        if (Find(name) is not { } node)
            return null;
        if (!GoDuration.TryParse((node as YamlScalarNode)?.Value, out var duration))
            throw Wrong(name, "write a duration such as 25ms, 1.5s or 1m30s");
        return positive && duration == TimeSpan.Zero ? throw Wrong(name, "write more than 0, such as 25ms") : duration.TotalSeconds;
    }

    /// <summary>A mapping inside; null: it is not there.</summary>
    /// <param name="name">The field.</param>
    /// <param name="write">What to write, for the error.</param>
    /// <exception cref="InputException">It is none.</exception>
    public YamlFields? Map(string name, string write) => Find(name) switch
    {
        null => null,
        YamlMappingNode inner => new(file, $"{path}{name}.", inner),
        _ => throw Wrong(name, $"write {write}"),
    };

    /// <summary>A list of mappings, at least one.</summary>
    /// <param name="name">The field.</param>
    /// <param name="write">What to write, for the error.</param>
    /// <exception cref="InputException">It is none.</exception>
    public IReadOnlyList<YamlFields> List(string name, string write)
    {
        if (Find(name) is not { } node)
            throw Missing(name, write);
        if (node is not YamlSequenceNode { Children.Count: > 0 } sequence || sequence.Any(item => item is not YamlMappingNode))
            throw Wrong(name, $"write {write}");
        return [.. sequence.Select((item, index) => new YamlFields(file, $"{path}{name}[{index}].", (YamlMappingNode)item))];
    }

    /// <summary>Says that a field is missing.</summary>
    /// <param name="name">The field.</param>
    /// <param name="write">What to write.</param>
    /// <returns>The error.</returns>
    public InputException Missing(string name, string write) => new($"{file}, line {mapping.Start.Line}: {path}{name} is missing: write {write}");

    /// <summary>Says what is wrong with a field.</summary>
    /// <param name="name">The field.</param>
    /// <param name="message">What is wrong, and what to write instead.</param>
    /// <returns>The error.</returns>
    public InputException Wrong(string name, string message)
    {
        var node = Find(name)!;
        var value = node switch { YamlScalarNode scalar => scalar.Value ?? "", YamlSequenceNode { Children.Count: 0 } => "[]", YamlSequenceNode => "[…]", _ => "{…}" };
        return new($"{file}, line {node.Start.Line}: {path}{name} \"{Shown.Short(value)}\": {message}");
    }

    private YamlNode? Find(string name) => mapping.Children.TryGetValue(new YamlScalarNode(name), out var node) ? node : null;
}
