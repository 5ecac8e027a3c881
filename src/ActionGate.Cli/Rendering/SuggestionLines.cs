using System.Globalization;
using ActionGate.Simulation.Suggestions;

namespace ActionGate.Cli.Rendering;

/// <summary>The answer of <c>simulate --suggest</c> for people: YAML to be reviewed, and in comments what was found.</summary>
internal static class SuggestionLines
{
    internal static void Write(TextOutput output, SuggestionReport report)
    {
        foreach (var file in report.Files)
        {
            output.WriteLine($"# for the end of 'rules' in {file.Name}, where nothing else is said; review each", Tone.Faint);
            foreach (var rule in file.Rules)
                output.Write(rule.Yaml);
        }
        foreach (var (item, why) in report.Uncovered)
            output.WriteLine(OneLine($"# no rule for {item.Place}: {why}"), Tone.Caution);
        output.WriteLine(SummaryOf(report), report.Uncovered.Count == 0 ? Tone.Good : Tone.Caution);
    }

    private static string SummaryOf(SuggestionReport report)
    {
        if (report.Wanted == 0)
            return "# nothing that is wanted is refused";
        string others = report.Others switch { 0 => "", 1 => ", and the other request keeps its decision", _ => string.Create(CultureInfo.InvariantCulture, $", and the other {report.Others} requests keep their decisions") };
        return report.Covered == 0
            ? string.Create(CultureInfo.InvariantCulture, $"# checked: no rules for any of {report.Wanted} wanted requests")
            : string.Create(CultureInfo.InvariantCulture, $"# checked: with these rules {report.Covered} of {report.Wanted} wanted requests that are refused would be allowed{others}");
    }

    private static string OneLine(string text) => text.Replace("\n", "\\n", StringComparison.Ordinal);
}
