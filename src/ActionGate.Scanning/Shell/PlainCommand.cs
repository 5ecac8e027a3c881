using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using ActionGate.Scanning.Shell.Commands;
using ActionGate.Scanning.Shell.Expansion;
using ActionGate.Scanning.Text;

namespace ActionGate.Scanning.Shell;

/// <summary>
/// Shell text that is one simple command of plain words: the words are the argument vector as they stand, without expansion; quotes are
/// around whole words only. Everything else a shell gives a meaning to is left to a parser, and is undecidable without one.
/// </summary>
internal static class PlainCommand
{
    /// <summary>The most words that are read; a command line of more is undecidable.</summary>
    internal const int MaxWords = 4096;

    private const string MoreThanOne = "it is more than one simple command of plain words";

    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t");

    /// <summary>
    /// Characters that POSIX shells, bash and zsh take literally wherever they stand in a word. '=' and '~' and '#' are judged by
    /// their place; a non-ASCII character is literal, but an unusual space or an invisible one is not what a person reads.
    /// </summary>
    private static readonly SearchValues<char> PlainAscii =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:,+@%=~#");

    /// <summary>Reads the words of a plain command of which nothing but its words needs deciding.</summary>
    /// <param name="text">The shell text.</param>
    /// <param name="words">Gets the place of each word in <paramref name="text"/>.</param>
    /// <param name="idle">What it may do beside its words.</param>
    /// <param name="count">How many words there are.</param>
    /// <returns><see langword="null"/> where the text is one such command; otherwise why it is not.</returns>
    internal static string? Read(ReadOnlySpan<char> text, Span<Range> words, IdleEffects idle, out int count) =>
        ReadWords(text, words, out count) ?? (IsIdle(text, words[..count], idle) ? null : "it may do more than its words say");

    /// <summary>A plain command does nothing beside its words but what is idle.</summary>
    internal static bool IsIdle(ReadOnlySpan<char> text, ReadOnlySpan<Range> words, IdleEffects idle)
    {
        var name = text[words[0]];
        bool isBuiltin = name is not "echo" && ShellWalk.IsBuiltin(name);
        return !isBuiltin && CommandCatalog.IsPlain(text, words, idle);
    }

    /// <summary>Reads the words of a plain command.</summary>
    /// <param name="text">The shell text; empty lines and lines of comment around the command do not count.</param>
    /// <param name="words">Gets the place of each word in <paramref name="text"/>.</param>
    /// <param name="count">How many words there are.</param>
    /// <returns><see langword="null"/> where the text is one plain command; otherwise why it is not.</returns>
    internal static string? ReadWords(ReadOnlySpan<char> text, Span<Range> words, out int count)
    {
        count = 0;
        if (text.StartsWith("#!", StringComparison.Ordinal))
            return "its first line names a program";
        int at = SkipEmptyLines(text, 0);
        if (at == text.Length)
            return "there is no command";
        int length = text[at..].IndexOf('\n');
        int end = length < 0 ? text.Length : at + length;
        if (SkipEmptyLines(text, end) != text.Length)
            return MoreThanOne;
        while (text[end - 1] is ' ' or '\t')
            end--;

        while (at < end)
        {
            if (text[at] is '\'' or '"')
            {
                if (count == 0)
                    return MoreThanOne;
                if (count == words.Length)
                    return "it has too many words";
                int closing = ClosingQuote(text[at..end]);
                if (closing < 0 || at + closing + 1 < end && !Blanks.Contains(text[at + closing + 1]))
                    return MoreThanOne;
                words[count++] = new Range(at + 1, at + closing);
                at += closing + 1;
                continue;
            }
            length = text[at..end].IndexOfAny(Blanks);
            int stop = length < 0 ? end : at + length;
            if (length == 0)
            {
                at++;
                continue;
            }
            if (count == words.Length)
                return "it has too many words";
            if (WhyNotPlain(text[at..stop], count == 0) is { } problem)
                return problem;
            words[count++] = new Range(at, stop);
            at = stop;
        }
        return null;
    }

    /// <summary>Skips white space, line feeds and whole lines of comment.</summary>
    private static int SkipEmptyLines(ReadOnlySpan<char> text, int at)
    {
        bool atLineStart = at == 0;
        for (; at < text.Length; at++)
        {
            char c = text[at];
            if (c == '#' && atLineStart)
            {
                int length = text[at..].IndexOf('\n');
                if (length < 0)
                    return text.Length;
                at += length;
            }
            else if (c is not (' ' or '\t' or '\n'))
            {
                break;
            }
            atLineStart |= text[at] == '\n';
        }
        return at;
    }

    /// <summary>An upper bound of the number of words, for whoever provides the space.</summary>
    internal static int CountBound(ReadOnlySpan<char> text) => Math.Min(text.Count(' ') + text.Count('\t') + 1, MaxWords);

    /// <summary>Where the quote that the text begins with ends; negative where there is more between than characters that stand for themselves.</summary>
    private static int ClosingQuote(ReadOnlySpan<char> text)
    {
        int end = text[1..].IndexOf(text[0]) + 1;
        if (end <= 0)
            return -1;
        var inside = text[1..end];
        for (int i = inside.IndexOfAnyExceptInRange(' ', '~'); i >= 0 && i < inside.Length; i++)
        {
            if (inside[i] is < ' ' or > '~' && WhyNotLiteral(inside, ref i) is not null)
                return -1;
        }
        return text[0] == '"' && inside.IndexOfAny("$`\\") >= 0 ? -1 : end;
    }

    private static string? WhyNotPlain(ReadOnlySpan<char> word, bool isCommandName)
    {
        for (int i = word.IndexOfAnyExcept(PlainAscii); i >= 0 && i < word.Length; i++)
        {
            if (!PlainAscii.Contains(word[i]) && WhyNotLiteral(word, ref i) is { } problem)
                return problem;
        }
        if (word[0] == '#')
            return "'#' begins a comment";
        if (word[0] == '=')
            return "zsh expands '=' at the start of a word";
        if (HasTildePrefix(word))
            return "'~' is expanded by the shell";
        if (!isCommandName)
            return null;
        if (word.Contains('='))
            return "it assigns a variable, or zsh expands the '='";
        if (word[0] == '%')
            return "'%' names a job";
        return ReservedWords.Contains(word) ? "it begins with a reserved word" : null;
    }

    private static string? WhyNotLiteral(ReadOnlySpan<char> word, ref int i)
    {
        char c = word[i];
        if (c < 0x80)
            return c < ' ' || c == 0x7f ? "it holds a control character" : MoreThanOne;
        if (Rune.DecodeFromUtf16(word[i..], out var rune, out int length) != OperationStatus.Done)
            return "it is not valid Unicode";
        i += length - 1;
        return UnseenCharacters.IsUnseen(rune) ? "it holds an invisible or unusual character" : null;
    }

    /// <summary>bash and zsh expand '~' at the start of a word, and behind a ':' or '=' in what may be an assignment.</summary>
    private static bool HasTildePrefix(ReadOnlySpan<char> word)
    {
        for (int at = 0; at < word.Length; at++)
        {
            if (word[at] == '~' && (at == 0 || word[at - 1] is ':' or '='))
                return true;
        }
        return false;
    }

    private static class ReservedWords
    {
        private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words =
            FrozenSet.ToFrozenSet(
                [
                    "if", "then", "elif", "else", "fi", "for", "select", "while", "until", "do", "done", "case", "esac", "in", "function", "time",
                    "coproc", "foreach", "repeat", "end", "nocorrect", "noglob", "-",
                ],
                StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

        internal static bool Contains(ReadOnlySpan<char> word) => Words.Contains(word);
    }
}
