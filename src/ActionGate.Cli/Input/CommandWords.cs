using System.Buffers;
using System.Text;

namespace ActionGate.Cli.Input;

/// <summary>The words of a command as shell text that means exactly them.</summary>
internal static class CommandWords
{
    /// <summary>A word of these alone says the same with and without quotes, in every shell.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,-./:=@_");

    /// <summary>One simple command: no word is an assignment, a reserved word, a pattern, or an expansion.</summary>
    /// <param name="words">The command and its arguments; none holds a NUL, as no process gets one.</param>
    internal static string ToShellText(ReadOnlySpan<string> words)
    {
        var text = new StringBuilder();
        for (int i = 0; i < words.Length; i++)
        {
            if (i > 0)
                text.Append(' ');
            if (IsPlain(words[i], isFirst: i == 0))
                text.Append(words[i]);
            else
                text.Append('\'').Append(words[i].Replace("'", "'\\''", StringComparison.Ordinal)).Append('\'');
        }
        return text.ToString();
    }

    private static bool IsPlain(string word, bool isFirst) =>
        word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain) && !(isFirst && (word.Contains('=', StringComparison.Ordinal) || IsReserved(word)));

    /// <summary>bash(1), RESERVED WORDS; those of other characters are quoted anyway.</summary>
    private static bool IsReserved(string word) => word is "if" or "then" or "else" or "elif" or "fi" or "case" or "esac" or "for" or "select" or "while" or "until"
        or "do" or "done" or "in" or "function" or "time" or "coproc";
}
