using System.Text;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Tests.Shell.Expansion;

/// <summary>A reading as text, a fact a line: <c>|</c> between arguments, <c>□</c> for a hole, <c>◆</c> for a name that is made up, <c>…</c> behind a word of any number.</summary>
internal static class ReadingText
{
    internal static string Of(ShellReading reading)
    {
        var text = new StringBuilder();
        foreach (var command in reading.Commands)
        {
            text.Append(command.NeedsNoRule ? "free " : "run  ").AppendJoin('|', command.Words.Select(Of));
            Append(text, command.Place);
            if (command.Outer is { } outer)
                text.Append("  <- ").Append(Of(outer.Words[0]));
            if (command.Doubt is not null)
                text.Append("  doubt");
            text.Append('\n');
        }
        foreach (var effect in reading.Effects)
        {
            text.Append(effect.Kind.Name).Append(' ').Append(Of(effect.Target)).Append(" (").Append(effect.Cause).Append(effect.Language is null ? "" : " " + effect.Language).Append(')');
            Append(text, effect.Place);
            text.Append('\n');
        }
        foreach (var definition in reading.Definitions)
            text.Append(definition.IsAlias ? "alias " : "function ").Append(definition.Name).Append('\n');
        foreach (var assignment in reading.Assignments)
            text.Append("set  ").Append(assignment.Name).Append('=').Append(Of(assignment.Value)).Append('\n');
        foreach (var gap in reading.Gaps)
            text.Append("gap  ").Append(gap.Reason).Append('\n');
        foreach (var gap in reading.HiddenOptions)
            text.Append("may  ").Append(gap.Reason).Append('\n');
        return text.ToString();
    }

    private static void Append(StringBuilder text, ShellPlace place)
    {
        if (place.Directories is not [{ Text: "" }])
            text.Append("  in ").Append(place.Directories.Count == 0 ? "?" : string.Join(',', place.Directories.Select(Of)));
        if (place.Via.Count > 0)
            text.Append("  via ").AppendJoin('>', place.Via);
    }

    private static string Of(ShellWord word)
    {
        var text = new StringBuilder(word.HasTilde ? "HOME" : "");
        foreach (char c in word.HasTilde ? word.Text[1..] : word.Text)
            text.Append(c switch { ShellWord.Hole => "\u25A1", ShellWord.NameHole => "\u25AB", ShellWord.PlainNameHole => "\u25AA", ShellWord.FreshHole => "\u25C6", ShellWord.LettersHole => "\u25C7", '\n' => "\\n", '\r' => "\\r", _ when c is < ' ' or (>= '\u007f' and < '\u00a0') => $"\\x{(int)c:x2}", _ => c.ToString() });
        return text.Append(word.IsMany ? "\u2026" : "").ToString();
    }
}
