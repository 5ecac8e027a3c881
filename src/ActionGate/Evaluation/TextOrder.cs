using System.Buffers;

namespace ActionGate.Evaluation;

/// <summary>Whether what stands earlier in a text happens earlier: not where a loop or a function may come back to it.</summary>
internal sealed class TextOrder
{
    /// <summary>Those that bring a text back to an earlier place; a line that goes on (a backslash before its end) may take any of the others apart.</summary>
    private static readonly SearchValues<string> WordsOfShells = SearchValues.Create(
        ["\\\n", "for", "while", "until", "select", "repeat", "coproc", "function", "()", "( )", "trap", "alias", "parallel", "xargs", "watch", "eval", "PROMPT_COMMAND", "-exec"], StringComparison.Ordinal);

    private static readonly SearchValues<string> WordsOfPython = SearchValues.Create(
        ["for", "while", "def", "lambda", "class", "async", "await", "atexit", "signal", "hread", "rocess", "xec", "eval"], StringComparison.Ordinal);

    private readonly string _text;
    private readonly bool _isShell;

    private TextOrder(string text, bool isShell, bool isOnce)
    {
        _text = text;
        _isShell = isShell;
        IsOnce = isOnce;
    }

    /// <summary>Nothing in it happens twice.</summary>
    internal bool IsOnce { get; }

    /// <summary>The order of shell text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isOutermost">No other text runs it, perhaps in a loop.</param>
    internal static TextOrder OfShell(string text, bool isOutermost) => new(text, isShell: true, isOutermost && !text.AsSpan().ContainsAny(WordsOfShells));

    /// <summary>The order of Python code.</summary>
    /// <param name="text">The code.</param>
    /// <param name="isOutermost">No other text runs it, perhaps in a loop.</param>
    internal static TextOrder OfPython(string text, bool isOutermost) => new(text, isShell: false, isOutermost && !text.AsSpan().ContainsAny(WordsOfPython));

    internal static TextOrder None { get; } = new("", isShell: true, isOnce: false);

    /// <summary>What happens at one place is over when what stands at the other begins.</summary>
    internal bool IsBefore(int at, int other)
    {
        // What a call gets, and the object whose method it is, come before it, and Python's calls stand where these begin.
        if (!_isShell)
            return IsOnce && at <= other;
        if (!IsOnce || at >= other)
            return false;
        // Both sides of a pipe run at once, and what runs in the background has no end.
        var between = _text.AsSpan(Math.Clamp(at, 0, _text.Length)..Math.Clamp(other, 0, _text.Length));
        for (int i = 0; i < between.Length; i++)
        {
            if (between[i] is not ('|' or '&'))
                continue;
            if (i + 1 < between.Length && between[i + 1] == between[i])
                i++;
            else if (between[i] == '|' || !(i > 0 && between[i - 1] is '>' or '<') && !(i + 1 < between.Length && between[i + 1] == '>'))
                return false;
        }
        return true;
    }

    /// <summary>Nothing between two places ends a command.</summary>
    internal bool AreOfOneCommand(int at, int other) => IsOnce && _isShell && at < other && _text.AsSpan(Math.Min(at, _text.Length)..Math.Min(other, _text.Length)).IndexOfAny(";|&()\n") < 0;

    /// <summary>A place in Python code as a number that grows with it.</summary>
    internal int PlaceOf(TextPosition position) => (int)Math.Min(int.MaxValue, (long)position.Line * 4096 + Math.Min(position.Column, 4095));
}
