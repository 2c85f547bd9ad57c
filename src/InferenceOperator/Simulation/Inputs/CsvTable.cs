using System.Globalization;

namespace InferenceOperator.Simulation;

/// <summary>
/// A CSV file with a header. Empty lines and lines that begin with # are skipped; names of columns are compared without regard to case. Every
/// error names file, line, column and value.
/// </summary>
internal sealed class CsvTable
{
    private readonly string _file;
    private readonly string[] _columns;

    /// <summary>Opens a table.</summary>
    /// <param name="file">What to call the file in errors.</param>
    /// <param name="lines">Its lines.</param>
    /// <exception cref="InputException">There is no header.</exception>
    public CsvTable(string file, IEnumerable<string> lines)
    {
        _file = file;
        var rows = lines
            .Select((text, index) => (text, line: index + 1))
            .Where(row => !string.IsNullOrWhiteSpace(row.text) && row.text[0] != '#')
            .Select(row => new CsvRow(row.line, [.. row.text.TrimStart('\uFEFF').Split(',').Select(field => field.Trim().Trim('"'))]));
        Rows = rows.Skip(1);
        _columns = rows.FirstOrDefault()?.Fields ?? throw new InputException($"{file} is empty: write a header such as \"seconds,work\", then a line for each request");
    }

    /// <summary>The lines below the header.</summary>
    public IEnumerable<CsvRow> Rows { get; }

    /// <summary>The header, for errors.</summary>
    public string Header => string.Join(',', _columns);

    /// <summary>Where a column stands.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its index from 0; -1: the table has none.</returns>
    public int Find(string name) => Array.FindIndex(_columns, column => column.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a number of zero or more.</summary>
    /// <param name="row">The line.</param>
    /// <param name="column">Index of the column.</param>
    /// <param name="write">What to write, for the error.</param>
    /// <returns>The number.</returns>
    /// <exception cref="InputException">It is none.</exception>
    public double Number(CsvRow row, int column, string write) =>
        double.TryParse(Text(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && number >= 0
            ? number
            : throw Wrong(row, column, write);

    /// <summary>Reads a field.</summary>
    /// <param name="row">The line.</param>
    /// <param name="column">Index of the column.</param>
    /// <returns>The text.</returns>
    /// <exception cref="InputException">The line is too short.</exception>
    public string Text(CsvRow row, int column) => row.Fields.Length == _columns.Length
        ? row.Fields[column]
        : throw new InputException($"{_file}, line {row.Line}: {row.Fields.Length} fields, and the header has {_columns.Length} ({Header}): write one value for each column");

    /// <summary>Says what is wrong with a field.</summary>
    /// <param name="row">The line.</param>
    /// <param name="column">Index of the column.</param>
    /// <param name="write">What to write instead.</param>
    /// <returns>The error.</returns>
    public InputException Wrong(CsvRow row, int column, string write) => Says(row, column, $"write {write}");

    /// <summary>Says something of a field.</summary>
    /// <param name="row">The line.</param>
    /// <param name="column">Index of the column.</param>
    /// <param name="message">What is wrong, and what to write instead.</param>
    /// <returns>The error.</returns>
    public InputException Says(CsvRow row, int column, string message) =>
        new($"{_file}, line {row.Line}, column {_columns[column]} \"{Shown.Short(Text(row, column))}\": {message}");
}
