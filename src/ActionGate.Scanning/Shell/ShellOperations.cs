using System.Buffers;
using System.Text;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell;

/// <summary>Puts what shell text would do into the words that all scanners share.</summary>
internal static class ShellOperations
{
    /// <summary>Characters that a shell takes as they are wherever they stand (Python's shlex.quote has the same list).</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-");

    internal static Operation Of(ShellCommand command, ShellText text) => Of(
        ActionKind.ShellExec, Join(command.Words), Array.TrueForAll(command.Words, w => w.IsStatic), isUnknown: false, NameOf(command), command.Place, text);

    internal static Operation Of(ShellEffect effect, ShellText text) =>
        Of(effect.Kind, effect.Target.ToString(), effect.Target.IsStatic, effect.Target.Text.AsSpan().IndexOfAnyExcept(ShellWord.Hole) < 0, effect.Command is { } command ? NameOf(command) : "", effect.Place, text);

    internal static Operation Of(ShellGap gap, ShellText text) =>
        new(ActionKind.ShellExec, null, Certainty.Unknown, "", text.PositionOf(gap.Place.At), via: gap.Place.Via);

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

    private static Operation Of(ActionKind kind, string target, bool isExact, bool isUnknown, string api, ShellPlace place, ShellText text) => new(
        kind,
        isExact ? target : null,
        isExact ? Certainty.Exact : isUnknown ? Certainty.Unknown : Certainty.Partial,
        api,
        text.PositionOf(place.At),
        isExact || isUnknown ? null : target,
        place.Via);

    private static string NameOf(ShellCommand command) => command.Words[0].ToString();
}
