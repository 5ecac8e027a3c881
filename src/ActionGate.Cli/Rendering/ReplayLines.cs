using System.Globalization;
using ActionGate.Simulation.Replays;

namespace ActionGate.Cli.Rendering;

/// <summary>The answer of <c>simulate</c> for people.</summary>
internal static class ReplayLines
{
    internal static void Write(TextOutput output, ReplayReport report, int notReplayable, int malformed)
    {
        foreach (var change in report.Changes)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{change.Count} of "));
            output.Write(Of(change.Was), Words.ToneOf(change.Was));
            output.Write(change.WasRule is { } before ? $" by rule {PrintableText.Quote(before)} would be " : " would be ");
            output.Write(Of(change.Now), Words.ToneOf(change.Now));
            output.WriteLine(change.Rule is { } rule ? $" by rule {rule}" : " by the default");
            foreach (var example in change.Examples)
                output.WriteLine(OneLine($"  {example.Place}: {Of(example)}: {example.Reason}"));
            if (change.Examples.Count > 0 && change.Count > change.Examples.Count)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {change.Count - change.Examples.Count} more"), Tone.Faint);
        }
        var parts = new List<string> { Count(report.Decided, "decided again") };
        Add(report.Same, "the same");
        Add(report.Different, "would differ");
        Add(report.Unknown, "with no decision before");
        Add(notReplayable, "not replayable");
        Add(malformed, "malformed");
        output.WriteLine(string.Join(", ", parts), report.Different == 0 ? Tone.Good : Tone.Caution);
        if (report.Unknown > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"now: {report.Count(Verdict.Allow)} allow, {report.Count(Verdict.RequireApproval)} require_approval, {report.Count(Verdict.Deny)} deny"));

        void Add(int count, string what)
        {
            if (count > 0)
                parts.Add(Count(count, what));
        }
    }

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}");

    private static string Of(ReplayExample example) =>
        (example.Kind is null ? "code" : $"{example.Kind} {PrintableText.Quote(example.Target ?? "")}") + (example.Agent is null ? "" : $" by {PrintableText.Quote(example.Agent)}");

    private static string Of(Verdict verdict) => verdict switch { Verdict.Allow => "allow", Verdict.RequireApproval => "require_approval", _ => "deny" };

    private static string OneLine(string text) => text.Replace("\n", "\\n", StringComparison.Ordinal);
}
