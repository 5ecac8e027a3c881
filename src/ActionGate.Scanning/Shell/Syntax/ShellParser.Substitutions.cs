using System.Text;

namespace ActionGate.Scanning.Shell.Syntax;

// Commands within words.
internal sealed partial class ShellParser
{
    /// <summary>The innermost text ends with <c>}</c> where a command could begin, as that of <c>${ …; }</c> does.</summary>
    private bool _closesWithBrace;

    /// <summary>Where the first command of the latest substitution in parentheses would be, if it is in the same line.</summary>
    private int _substitutionStart = -1;

    /// <summary><c>$(…)</c>, with the cursor at the parenthesis.</summary>
    private CommandSubstitution ParseCommandSubstitution(int start)
    {
        CommandList body = ParseInnerList(start);
        return new CommandSubstitution(At(start), At(Pos), body, isBackquoted: false);
    }

    private WordPart ParseProcessSubstitution()
    {
        int start = Pos;
        bool isOutput = Current == '>';
        Advance();
        CommandList body = ParseInnerList(start);
        return new ProcessSubstitution(At(start), At(Pos), body, isOutput);
    }

    /// <summary>A list in parentheses with here-documents of its own, with the cursor at the parenthesis.</summary>
    private CommandList ParseInnerList(int start)
    {
        int floor = _pendingFloor;
        bool closesWithParenthesis = _closesWithParenthesis, closesWithBrace = _closesWithBrace;
        _pendingFloor = _pending.Count;
        _closesWithParenthesis = true;
        _closesWithBrace = false;
        Advance();
        SkipBlanks();
        _substitutionStart = Pos;
        CommandList body = ParseList();
        if (Pos >= _end)
            Fail("a substitution is not closed", start);
        else if (Current != ')')
            FailUnexpected();
        ExpectNoPendingBody(Pos);
        _pendingFloor = floor;
        _closesWithParenthesis = closesWithParenthesis;
        _closesWithBrace = closesWithBrace;
        Advance();
        return body;
    }

    /// <summary><c>${ …; }</c> and <c>${|…; }</c>, with the cursor behind the brace.</summary>
    private WordPart ParseBraceSubstitution(int start)
    {
        if (IsPosix() || _dialect == ShellDialect.Zsh)
            Fail("bad substitution", start);
        int floor = _pendingFloor;
        bool closesWithParenthesis = _closesWithParenthesis, closesWithBrace = _closesWithBrace;
        _pendingFloor = _pending.Count;
        _closesWithParenthesis = false;
        _closesWithBrace = true;
        Eat('|');
        CommandList body = ParseList();
        ExpectKeyword(Keyword.CloseBrace, "}", "${", start);
        ExpectNoPendingBody(Pos);
        _pendingFloor = floor;
        _closesWithParenthesis = closesWithParenthesis;
        _closesWithBrace = closesWithBrace;
        return new CommandSubstitution(At(start), At(Pos), body, isBackquoted: false);
    }

    /// <summary><c>`…`</c>: ends at the first backquote without a backslash; what is between is read after backslashes are taken away.</summary>
    private WordPart ParseBackquoted(Quoting quoting)
    {
        int start = Pos, end = start + 1;
        bool hasEscapes = false;
        while (end < _end && _text[end] != '`')
        {
            bool isEscape = _text[end] == '\\';
            hasEscapes |= isEscape;
            end += isEscape ? 2 : 1;
        }

        if (end >= _end)
        {
            Fail("unterminated backquote", start);
            return NoPart;
        }

        if (!Enter(start))
            return NoPart;
        SpendRereading(end - start);
        string text = _text;
        int from = start + 1, to = end;
        if (hasEscapes)
        {
            text = Unescaped(from, to, quoting);
            from = 0;
            to = text.Length;
        }

        if (Failed)
            return NoPart;
        Outside outside = GoInto(text, from, to, hasEscapes ? _base + start + 1 : _base);
        CommandList body = ParseList();
        if (Pos < _end)
            FailUnexpected();
        GoOut(outside, end);
        Leave();
        Advance();
        return new CommandSubstitution(At(start), At(Pos), body, isBackquoted: true);
    }

    private string Unescaped(int from, int to, Quoting quoting)
    {
        var text = new StringBuilder(to - from);
        for (int i = from; i < to; i++)
        {
            char c = _text[i], next = i + 1 < to ? _text[i + 1] : '\0';
            if (c != '\\')
            {
                text.Append(c);
                continue;
            }

            i++;
            if (next == '\n')
                continue;
            if (next == '"' && quoting is not (Quoting.Bare or Quoting.Double))
                Fail("an escaped quote in backquotes that shells read in different ways", i);
            if (next is not ('`' or '\\' or '$') && !(next == '"' && quoting == Quoting.Double))
                text.Append('\\');
            if (i < to)
                text.Append(next);
        }

        return text.ToString();
    }
}
