using System.Text;
using ActionGate.Matching;

namespace ActionGate.Evaluation;

/// <summary>Writes a program's arguments, as far as they are known, as shell text that is exactly one command.</summary>
internal static class ArgumentText
{
    /// <summary>A variable that nobody sets: in quotes one argument that is not known, without them any number of such.</summary>
    private const string Unknown = "$_unknown_argument";

    /// <summary>The text.</summary>
    /// <param name="arguments">A hole for what is not known of one; <see langword="null"/> for any number of further ones.</param>
    internal static string Of(IReadOnlyList<string?> arguments)
    {
        var text = new StringBuilder();
        foreach (string? argument in arguments)
        {
            if (text.Length > 0)
                text.Append(' ');
            if (argument is null)
                text.Append(Unknown);
            else
                Append(text, argument);
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, ReadOnlySpan<char> argument)
    {
        if (argument.IsEmpty)
            text.Append("''");
        while (!argument.IsEmpty)
        {
            int hole = argument.IndexOf(TargetShape.Hole);
            var known = hole < 0 ? argument : argument[..hole];
            if (!known.IsEmpty)
                text.Append('\'').Append(known.ToString().Replace("'", "'\\''", StringComparison.Ordinal)).Append('\'');
            if (hole < 0)
                return;
            text.Append('"').Append(Unknown).Append('"');
            argument = argument[(hole + 1)..];
        }
    }
}
