using System.Text;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell;

/// <summary>Puts what shell text would do into the words that all scanners share.</summary>
internal static class ShellOperations
{
    /// <summary>Characters that a shell takes as they are wherever they stand (Python's shlex.quote has the same list).</summary>
    private static readonly System.Buffers.SearchValues<char> Plain =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-");

    internal static Operation Of(ShellCommand command, string text) => Of(
        ActionKind.ShellExec, Join(command.Words), Array.TrueForAll(command.Words, w => w.IsStatic), NameOf(command), command.Place, text);

    internal static Operation Of(ShellEffect effect, string text) =>
        Of(effect.Kind, effect.Target.ToString(), effect.Target.IsStatic, effect.Command is { } command ? NameOf(command) : "", effect.Place, text);

    internal static Operation Of(ShellGap gap, string text) =>
        new(ActionKind.ShellExec, null, Certainty.Unknown, "", PositionOf(text, gap.Place.At), via: gap.Place.Via);

    /// <summary>Arguments as one line that a shell reads as these arguments; a star for what is not known.</summary>
    internal static string Join(ReadOnlySpan<ShellWord> words)
    {
        var line = new StringBuilder();
        foreach (var word in words)
        {
            if (line.Length > 0)
                line.Append(' ');
            string text = word.ToString();
            if (text.Length > 0 && (!word.IsStatic || !text.AsSpan().ContainsAnyExcept(Plain)))
                line.Append(text);
            else
                line.Append('\'').Append(text.Replace("'", "'\"'\"'", StringComparison.Ordinal)).Append('\'');
        }
        return line.ToString();
    }

    private static Operation Of(ActionKind kind, string target, bool isExact, string api, ShellPlace place, string text) => new(
        kind,
        isExact ? target : null,
        isExact ? Certainty.Exact : target == "*" ? Certainty.Unknown : Certainty.Partial,
        api,
        PositionOf(text, place.At),
        isExact || target == "*" ? null : target,
        place.Via);

    private static string NameOf(ShellCommand command) => command.Words[0].ToString();

    private static TextPosition PositionOf(string text, int offset)
    {
        var before = text.AsSpan(0, Math.Clamp(offset, 0, text.Length));
        return new TextPosition(before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }
}
