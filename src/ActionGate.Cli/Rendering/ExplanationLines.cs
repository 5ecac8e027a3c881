using System.Globalization;
using ActionGate.Simulation.Explanations;

namespace ActionGate.Cli.Rendering;

/// <summary>The answers of <c>explain</c> for people: the decision, below it each operation, and below that each rule that was tried.</summary>
internal static class ExplanationLines
{
    /// <summary>Of rules that were not tried so many are named.</summary>
    private const int MostNamed = 5;

    internal static void Write(TextOutput output, Explanation explanation)
    {
        var decision = explanation.Decision;
        WriteVerdict(output, "", decision.Verdict, OneLine(decision.ToString()));
        bool areSeveral = explanation.Code is not null || explanation.Operations.Count > 1;
        foreach (var operation in explanation.Operations)
        {
            if (areSeveral)
                WriteVerdict(output, "  ", operation.Decision.Verdict, OneLine(operation.Decision.ToString()) + OriginOf(operation.Decision.Operation));
            Write(output, operation, areSeveral ? "    " : "  ");
        }
    }

    private static void Write(TextOutput output, ExplainedOperation operation, string indent)
    {
        foreach (var layer in operation.Layers)
        {
            if (layer.Note is not null)
                output.WriteLine($"{indent}{layer.Name}: {layer.Note}", Tone.Faint);
            foreach (var walk in layer.Walks)
            {
                output.WriteLine(OneLine($"{indent}{layer.Name}, {walk.Kind} {Quote(walk.Target)}:"));
                Write(output, walk, indent + "  ");
            }
            if (layer.LeftOut > 0)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{indent}  {layer.LeftOut} further paths below it were tried, and are not shown"), Tone.Faint);
            if (layer.OtherKinds.Count > 0)
                output.WriteLine($"{indent}  for other kinds: {Named(layer.OtherKinds, r => $"{Quote(r.Rule.Id)} ({string.Join(", ", r.Kinds)})")}", Tone.Faint);
        }
        foreach (string hint in operation.Hints)
            output.WriteLine(OneLine($"{indent}help: {hint}"), Tone.Caution);
    }

    private static void Write(TextOutput output, ExplainedWalk walk, string indent)
    {
        foreach (var rule in walk.Rules)
        {
            if (rule.Outcome == RuleOutcome.NotReached)
                continue;
            var tone = rule.Outcome is RuleOutcome.Decides ? Words.ToneOf(rule.Verdict) : rule.Outcome is RuleOutcome.NoMatch ? Tone.Plain : Tone.Caution;
            output.Write(indent);
            output.Write($"rule {rule.Rule}", tone);
            string why = rule.Outcome == RuleOutcome.NoMatch ? $"no match: {rule.Why}" : rule.Why;
            output.WriteLine(OneLine($" {Of(rule.Verdict)}: {why}"));
        }
        var unreached = walk.Rules.Where(r => r.Outcome == RuleOutcome.NotReached).ToList();
        if (unreached.Count > 0)
            output.WriteLine($"{indent}not reached: {Named(unreached, r => Quote(r.Rule.Id) + (r.WouldMatch ? " (would match)" : ""))}", Tone.Faint);
    }

    private static string Named<T>(IReadOnlyList<T> all, Func<T, string> nameOf)
    {
        string names = string.Join(", ", all.Take(MostNamed).Select(nameOf));
        return all.Count <= MostNamed ? names : string.Create(CultureInfo.InvariantCulture, $"{names} and {all.Count - MostNamed} more");
    }

    private static string OriginOf(Operation operation)
    {
        if (operation.At.Line == 0)
            return "";
        string via = operation.Via.Count == 0 ? "" : $", via {string.Join(", ", operation.Via)}";
        return string.Create(CultureInfo.InvariantCulture, $" (line {operation.At.Line}, column {operation.At.Column}{via})");
    }

    private static void WriteVerdict(TextOutput output, string indent, Verdict verdict, string line)
    {
        int end = Math.Max(line.IndexOf(' ', StringComparison.Ordinal), 0);
        output.Write(indent);
        output.Write(line[..end], Words.ToneOf(verdict));
        output.WriteLine(line[end..]);
    }

    private static string Of(Verdict verdict) => verdict switch { Verdict.Allow => "allows", Verdict.RequireApproval => "asks", _ => "denies" };

    private static string Quote(string text) => PrintableText.Quote(text);

    private static string OneLine(string text) => text.Replace("\n", "\\n", StringComparison.Ordinal);
}
