using System.Runtime.CompilerServices;

namespace ActionGate.Scanning.Shell.Syntax;

/// <summary>
/// Reads shell text exactly, or says why it can't: by bash's grammar, and where a dialect could read the text otherwise, not at all.
/// It never recovers from an error. One object reads one text.
/// </summary>
/// <remarks>
/// A descent without a separate lexer, since what a character means depends on where it stands. The first problem moves the cursor to
/// the end of the text, so that every loop ends; what is built after it is thrown away. The chapters of the grammar are the files.
/// </remarks>
internal sealed partial class ShellParser
{
    private const int DefaultDepth = 100;
    private const int DefaultNodes = 400_000;

    private static readonly Word NoWord = new(0, 0, []);
    private static readonly CommandList NoCommands = new(0, 0, []);
    private static readonly BareText NoPart = new(0, 0, "");
    private static readonly SimpleCommand NoCommand = new(0, 0, [], [], []);

    private readonly string _whole;
    private readonly int _maxDepth;
    private readonly ShellDialect _dialect;

    private int _depth;
    private int _nodesLeft;
    private long _rereadingLeft;
    private string? _problem;
    private int _problemAt;

    private ShellParser(string text, ShellDialect dialect, int maxDepth, int maxNodes)
    {
        _text = text;
        _end = text.Length;
        _whole = text;
        _dialect = dialect;
        _maxDepth = maxDepth;
        _nodesLeft = maxNodes;
        // Text is read again where '((' turns out to be two subshells, and within backquotes. Scripts do so a few levels deep.
        _rereadingLeft = 8L * text.Length + 4096;
    }

    private bool Failed => _problem is not null;

    /// <summary>Reads a whole text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="dialect">Whose text it is.</param>
    /// <param name="maxDepth">How deep commands, substitutions and expansions may be nested; it bounds the stack.</param>
    /// <param name="maxNodes">How many nodes may be built, those of abandoned readings included; it bounds memory.</param>
    internal static ParsedShell Parse(string text, ShellDialect dialect, int maxDepth = DefaultDepth, int maxNodes = DefaultNodes)
    {
        if (FindFault(text, out string? fault, out int at))
            return new ParsedShell(null, fault, at);
        var parser = new ShellParser(text, dialect, maxDepth, maxNodes);
        CommandList body = parser.ParseWhole();
        return parser._problem is { } problem
            ? new ParsedShell(null, problem, parser._problemAt)
            : new ParsedShell(body, null, 0, parser._isOtherwiseInPosix, parser._hasNegatedGroup);
    }

    private CommandList ParseWhole()
    {
        SkipContinuations();
        CommandList body = ParseList();
        if (Pos < _end)
            FailUnexpected();
        ExpectNoPendingBody(Pos);
        return body;
    }

    /// <summary>What no shell can be given: the system ends text with NUL, and half of a surrogate pair has no bytes.</summary>
    private static bool FindFault(string text, out string? fault, out int at)
    {
        fault = null;
        at = text.AsSpan().IndexOf('\0');
        if (at >= 0)
        {
            fault = "a NUL character";
            return true;
        }

        int next = 0;
        while (true)
        {
            int found = text.AsSpan(next).IndexOfAnyInRange('\uD800', '\uDFFF');
            if (found < 0)
                return false;
            at = next + found;
            if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
            {
                fault = "half of a surrogate pair";
                return true;
            }

            next = at + 2;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fail(string problem, int at)
    {
        if (_problem is null)
        {
            _problem = problem;
            _problemAt = Math.Clamp(_base + at, 0, _whole.Length);
        }

        Pos = _end;
    }

    private void FailUnexpected()
    {
        if (Pos >= _end)
            Fail("unexpected end of the text", Pos);
        else if (_text[Pos] == '\n')
            Fail("unexpected end of the line", Pos);
        else
            Fail($"unexpected '{Shown()}'", Pos);
    }

    /// <summary>A few characters for a message.</summary>
    private string Shown()
    {
        int end = Pos;
        while (end < _end && end - Pos < 16 && !IsBreak(_text[end]) && !char.IsControl(_text[end]))
            end++;
        if (end == Pos)
            end = Math.Min(Pos + 1, _end);
        else if (char.IsHighSurrogate(_text[end - 1]))
            end--;
        return char.IsControl(_text[Pos]) ? $"\\x{(int)_text[Pos]:x2}" : _text[Pos..end];
    }

    /// <summary>One level deeper. Whoever gets <see langword="false"/> returns at once, without leaving.</summary>
    private bool Enter(int at)
    {
        if (_depth < _maxDepth)
        {
            _depth++;
            return true;
        }

        Fail("nested too deeply", at);
        return false;
    }

    private void Leave() => _depth--;

    private void CountNode()
    {
        if (--_nodesLeft < 0)
            Fail("too much to read", Pos);
    }

    /// <summary>Goes back to an earlier place, within a bound on how much is read twice.</summary>
    private void GoBack(int to)
    {
        SpendRereading(Pos - to);
        _withoutHistory?.RemoveAll(span => span.Start >= to);
        Pos = to;
    }

    private void SpendRereading(int characters)
    {
        _rereadingLeft -= characters + 1;
        if (_rereadingLeft < 0)
            Fail("too much to read again", Pos);
    }
}
