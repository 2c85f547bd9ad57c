using System.CommandLine;
using System.Globalization;
using System.Xml.Linq;

namespace InferenceOperator.LocalClusters.CommandLine;

/// <summary><c>test-summary FOLDER</c>: sums the test results (trx files) of all projects into one line.</summary>
internal static class TestSummaryCommand
{
    private static readonly Argument<DirectoryInfo> Folder = new("folder") { Description = "Where the trx files are" };

    public static Command Create()
    {
        var command = new Command("test-summary", "Print 'N passed, N failed' over all trx files of a folder; exit code 1 on any failure") { Folder };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(Folder);
            var counters = folder.Exists ? folder.GetFiles("*.trx", SearchOption.AllDirectories).SelectMany(Counters).ToList() : [];
            var (total, passed) = (Sum(counters, "total"), Sum(counters, "passed"));
            // What ran and did not pass has failed: also errors, timeouts and aborted runs.
            var failed = Sum(counters, "executed") - passed;
            var skipped = total - passed - failed;
            var skippedText = skipped > 0 ? string.Create(CultureInfo.InvariantCulture, $", {skipped} skipped") : "";
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {failed} failed{skippedText}"));
            return failed == 0 && passed > 0 ? 0 : 1;
        });
        return command;
    }

    private static IEnumerable<XElement> Counters(FileInfo file) =>
        XDocument.Load(file.FullName).Descendants().Where(element => element.Name.LocalName == "Counters");

    private static int Sum(List<XElement> counters, string name) =>
        counters.Sum(counter => int.Parse(counter.Attribute(name)?.Value ?? "0", CultureInfo.InvariantCulture));
}
