using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace InferenceOperator.Crds;

/// <summary>The XML documentation of the API types: what becomes the descriptions of the schema.</summary>
public sealed partial class XmlDocumentation
{
    private readonly Dictionary<string, XElement> members;

    private XmlDocumentation(XDocument document) =>
        members = document.Descendants("member").ToDictionary(member => (string)member.Attribute("name")!, member => member);

    /// <summary>Reads the file that the compiler writes beside an assembly.</summary>
    /// <param name="assembly">The documented assembly.</param>
    /// <exception cref="FileNotFoundException">The assembly was deployed without its documentation.</exception>
    public static XmlDocumentation Of(Assembly assembly) =>
        new(XDocument.Load(Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml")));

    /// <summary>The summary of a type, on one line.</summary>
    /// <param name="type">A documented type.</param>
    public string Summary(Type type) => Summary("T:" + type.FullName);

    /// <summary>The summary of a property, on one line.</summary>
    /// <param name="property">A documented property.</param>
    public string Summary(PropertyInfo property) => Summary($"P:{property.DeclaringType!.FullName}.{property.Name}");

    private string Summary(string member)
    {
        if (members.GetValueOrDefault(member)?.Element("summary") is not { } summary)
            throw new InvalidOperationException($"{member} has no summary: write one, it becomes a description in the CRD");
        return Whitespace().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => CamelCase(((string)see.Attribute("cref")!).Split('.')[^1]),
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        _ => "",
    };

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
