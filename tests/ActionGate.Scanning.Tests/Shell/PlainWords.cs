using ActionGate.Scanning.Shell;

namespace ActionGate.Scanning.Tests.Shell;

/// <summary>What <see cref="PlainCommand"/> says of a text.</summary>
internal static class PlainWords
{
    /// <summary>The words; <see langword="null"/> where the text is refused.</summary>
    internal static string[]? Of(string text, out string? problem)
    {
        var ranges = new Range[PlainCommand.CountBound(text)];
        problem = PlainCommand.ReadWords(text, ranges, out int count) ?? (Scanning.Shell.Expansion.ShellWalk.IsBuiltin(text.AsSpan(ranges[0])) && !text.StartsWith("echo", StringComparison.Ordinal) ? "the shell runs it itself" : null);
        return problem is null ? [.. ranges.Take(count).Select(r => text[r])] : null;
    }
}
