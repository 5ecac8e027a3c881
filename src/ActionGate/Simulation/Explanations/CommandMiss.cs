using System.Globalization;

namespace ActionGate.Simulation.Explanations;

/// <summary>Why the pattern of a command did not take a command: the first word that differs.</summary>
internal static class CommandMiss
{
    internal static Miss Of(TracedTarget target, string pattern)
    {
        string[] wanted = pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Length == 0 || target.Words.Length == 0 || pattern.Contains("${", StringComparison.Ordinal))
            return new Miss(Anyway(pattern), 0);
        string name = target.Words[0];
        string baseName = name[(name.LastIndexOf('/') + 1)..];
        if (!Takes(wanted[0], name) && !Takes(wanted[0], baseName))
            return new Miss(IsLiteral(wanted[0]) ? $"it is for the command {Quote(wanted[0])}, and this is {Quote(name)}" : $"it is for commands like {Quote(wanted[0])}, and this is {Quote(name)}", 0);
        if (target.IsNamedByOtherPath && !wanted[0].Contains('/', StringComparison.Ordinal))
            return new Miss($"the command is named by a path, {Quote(name)}, which lies in no trusted directory", 5);
        for (int i = 1; ; i++)
        {
            // Behind a star it is not plain which argument a word was held against.
            if (i < wanted.Length && wanted[i].Contains('*', StringComparison.Ordinal) || wanted[i - 1].Contains('*', StringComparison.Ordinal))
                return new Miss(Anyway(pattern), Math.Min(1 + i, 7));
            if (i >= wanted.Length || i >= target.Words.Length)
                return OfLength(target, wanted, i, pattern);
            if (!target.AreKnown[i])
                return new Miss($"argument {Number(i)} is not known before it runs, and only a '*' takes that", Math.Min(1 + i, 7));
            if (IsLiteral(wanted[i]) && !IsPlace(wanted[i]) && !string.Equals(wanted[i], target.Words[i], StringComparison.Ordinal))
                return new Miss($"argument {Number(i)} is {Quote(target.Words[i])}, and not {Quote(wanted[i])}", Math.Min(1 + i, 7));
            if (IsPlace(wanted[i]) && !string.Equals(wanted[i], target.Words[i], StringComparison.Ordinal))
                return new Miss($"argument {Number(i)}, {Quote(target.Words[i])}, may not be {Quote(wanted[i])}", Math.Min(1 + i, 7));
        }
    }

    private static Miss OfLength(TracedTarget target, string[] wanted, int at, string pattern)
    {
        if (at < target.Words.Length)
            return new Miss($"the pattern ends before argument {Number(at)}, {Quote(target.Words[at])}: only a '*' at its end takes further ones", 8);
        return at < wanted.Length ? new Miss($"the pattern goes on with {Quote(wanted[at])}, and the command ends", 7) : new Miss(Anyway(pattern), 7);
    }

    private static bool Takes(string wanted, string word)
    {
        int star = wanted.IndexOf('*', StringComparison.Ordinal);
        return star >= 0 && IsLiteral(wanted[..star]) ? word.StartsWith(wanted[..star], StringComparison.Ordinal) : !IsLiteral(wanted) || string.Equals(wanted, word, StringComparison.Ordinal);
    }

    private static bool IsLiteral(string word) => !word.AsSpan().ContainsAny("*?[{");

    private static bool IsPlace(string word) => word.Contains('/', StringComparison.Ordinal);

    private static string Anyway(string pattern) => $"its arguments do not fit {Quote(pattern)}";

    private static string Number(int index) => index.ToString(CultureInfo.InvariantCulture);

    private static string Quote(string? text) => DecisionText.Quote(text);
}
