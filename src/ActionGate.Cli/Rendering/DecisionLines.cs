using System.Globalization;

namespace ActionGate.Cli.Rendering;

/// <summary>The answers of <c>eval</c> for people: the decision, and below it its operations where they say more.</summary>
internal static class DecisionLines
{
    internal static void Write(TextOutput output, in Ruling ruling)
    {
        var decision = ruling.Decision;
        WriteLine(output, decision.Verdict, decision.ToString(), "");
        var operations = ruling.Code?.Operations ?? decision.Operations;
        if (ruling.Code is null && operations.Count < 2)
            return;
        for (int i = 0; i < operations.Count; i++)
            WriteLine(output, operations[i].Verdict, operations[i] + (ruling.Code is null ? "" : OriginOf(operations[i].Operation)), "  ");
    }

    /// <summary>Such as <c> (line 3, column 5, via python, bash)</c>.</summary>
    private static string OriginOf(Operation operation)
    {
        if (operation.At.Line == 0)
            return "";
        string via = operation.Via.Count == 0 ? "" : $", via {string.Join(", ", operation.Via)}";
        return string.Create(CultureInfo.InvariantCulture, $" (line {operation.At.Line}, column {operation.At.Column}{via})");
    }

    /// <summary>A decision in words begins with its verdict; that word has the colour.</summary>
    private static void WriteLine(TextOutput output, Verdict verdict, string line, string indent)
    {
        int end = Math.Max(line.IndexOf(' ', StringComparison.Ordinal), 0);
        output.Write(indent);
        output.Write(line[..end], Words.ToneOf(verdict));
        output.WriteLine(line[end..].Replace("\n", "\\n", StringComparison.Ordinal));
    }
}
