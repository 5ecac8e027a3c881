namespace ActionGate.Scanning.Python.Syntax;

/// <summary>
/// Text into tokens, as CPython's tokenizer does it: indentation, line joining, brackets, and the two modes of f-strings. It stops at the
/// first problem. Line ends are <c>\n</c>, <c>\r\n</c> and <c>\r</c> alike.
/// </summary>
internal ref partial struct Lexer
{
    // CPython's MAXINDENT, MAXLEVEL and MAXFSTRINGLEVEL.
    private const int MostIndents = 100;
    private const int MostBrackets = 200;
    private const int MostStrings = 150;

    private const int TabSize = 8;

    private readonly ReadOnlySpan<char> _text;
    private TokenBuffer _tokens;
    private int _at;

    // Columns with tabs of eight, and of one: both must tell the same story.
    private int[] _columns = new int[8];
    private int[] _tabColumns = new int[8];
    private int _indents;

    private char[] _brackets = new char[16];
    private int _depth;

    private FormattedString[] _strings = [];
    private int _stringCount;

    private bool _isAtLineStart = true;
    private bool _isBlankLine;

    private Lexer(ReadOnlySpan<char> text, int from)
    {
        _text = text;
        _at = from;
        _tokens = new TokenBuffer((text.Length / 4) + 32);
    }

    private string? Problem { get; set; }

    private int ProblemAt { get; set; }

    private readonly bool IsAtEnd => _at >= _text.Length;

    /// <param name="text">What is read.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="problem">Why the text was refused, or <see langword="null"/>.</param>
    /// <param name="problemAt">Where.</param>
    /// <returns>The tokens, to be disposed of; the last one is <see cref="TokenKind.EndMarker"/>, also after a problem.</returns>
    internal static TokenBuffer Read(ReadOnlySpan<char> text, int from, out string? problem, out int problemAt)
    {
        var lexer = new Lexer(text, from);
        lexer.ReadAll();
        problem = lexer.Problem;
        problemAt = lexer.ProblemAt;
        return lexer._tokens;
    }

    private void ReadAll()
    {
        while (Problem is null && !IsAtEnd)
        {
            if (_stringCount > 0 && _strings[_stringCount - 1].IsText)
                ReadStringText();
            else
                ReadCode();
        }
        if (Problem is null)
            ReadEnd();
        _tokens.Add(_text.Length, _text.Length, TokenKind.EndMarker);
    }

    /// <summary>The end of the text ends a line, with or without a line end there.</summary>
    private void ReadEnd()
    {
        if (_stringCount > 0)
            Fail("unterminated string", _strings[_stringCount - 1].Start);
        else if (_depth > 0)
            Fail($"'{_brackets[_depth - 1]}' was never closed", _text.Length);
        else if (!_isAtLineStart && !_isBlankLine)
            _tokens.Add(_text.Length, _text.Length, TokenKind.NewLine);
        for (; _indents > 0; _indents--)
            _tokens.Add(_text.Length, _text.Length, TokenKind.Dedent);
    }

    /// <summary>One token outside the text of f-strings, and the blanks before it.</summary>
    private void ReadCode()
    {
        if (_isAtLineStart)
        {
            _isAtLineStart = false;
            ReadIndentation();
            if (Problem is not null)
                return;
        }
        while (!IsAtEnd && _text[_at] is ' ' or '\t' or '\f')
            _at++;
        if (IsAtEnd)
            return;
        char c = _text[_at];
        if (IsNameStart(c))
            ReadName();
        else if (char.IsAsciiDigit(c))
            ReadNumber();
        else
            ReadOther(c);
    }

    private void ReadOther(char c)
    {
        switch (c)
        {
            case '\n' or '\r':
                ReadLineEnd();
                break;
            case '#':
                SkipComment();
                break;
            case '"' or '\'':
                ReadString(_at, TokenTraits.None);
                break;
            case '\\':
                JoinLines();
                break;
            case '.' when _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1]):
                ReadNumber();
                break;
            default:
                ReadOperator(c);
                break;
        }
    }

    private void ReadLineEnd()
    {
        int start = _at;
        SkipLineEnd();
        _isAtLineStart = true;
        if (!_isBlankLine && _depth == 0)
            _tokens.Add(start, _at, TokenKind.NewLine);
    }

    private void SkipLineEnd() => _at += _text[_at] == '\r' && _at + 1 < _text.Length && _text[_at + 1] == '\n' ? 2 : 1;

    private void SkipComment()
    {
        int length = _text[_at..].IndexOfAny('\n', '\r');
        _at = length < 0 ? _text.Length : _at + length;
    }

    /// <summary>A backslash at the end of a line; something must follow.</summary>
    private void JoinLines()
    {
        int start = _at++;
        if (!IsAtEnd && _text[_at] is not ('\n' or '\r'))
        {
            Fail("unexpected character after line continuation character", _at);
            return;
        }
        if (!IsAtEnd)
            SkipLineEnd();
        if (IsAtEnd)
            Fail("unexpected end of text after line continuation character", start);
    }

    private void ReadIndentation()
    {
        int column = 0, tabColumn = 0, joinedColumn = 0;
        for (; !IsAtEnd; _at++)
        {
            char c = _text[_at];
            if (c == ' ')
            {
                column++;
                tabColumn++;
            }
            else if (c == '\t')
            {
                column = ((column / TabSize) + 1) * TabSize;
                tabColumn++;
            }
            else if (c == '\f')
            {
                column = tabColumn = 0;
            }
            else if (c == '\\')
            {
                // The first backslash says how far whatever follows is indented.
                joinedColumn = joinedColumn != 0 ? joinedColumn : column;
                JoinLines();
                if (Problem is not null)
                    return;
                _at--;
            }
            else
            {
                break;
            }
        }
        _isBlankLine = IsAtEnd || _text[_at] is '#' or '\n' or '\r';
        if (_isBlankLine || _depth > 0)
            return;
        if (joinedColumn != 0)
            column = tabColumn = joinedColumn;
        Indent(column, tabColumn);
    }

    private void Indent(int column, int tabColumn)
    {
        if (column > _columns[_indents])
        {
            if (_indents + 1 >= MostIndents)
            {
                Fail("too many levels of indentation", _at);
                return;
            }
            if (tabColumn <= _tabColumns[_indents])
            {
                Fail("inconsistent use of tabs and spaces in indentation", _at);
                return;
            }
            if (++_indents == _columns.Length)
            {
                Array.Resize(ref _columns, _indents * 2);
                Array.Resize(ref _tabColumns, _indents * 2);
            }
            _columns[_indents] = column;
            _tabColumns[_indents] = tabColumn;
            _tokens.Add(_at, _at, TokenKind.Indent);
            return;
        }
        while (_indents > 0 && column < _columns[_indents])
        {
            _indents--;
            _tokens.Add(_at, _at, TokenKind.Dedent);
        }
        if (column != _columns[_indents])
            Fail("unindent does not match any outer indentation level", _at);
        else if (tabColumn != _tabColumns[_indents])
            Fail("inconsistent use of tabs and spaces in indentation", _at);
    }

    private void Fail(string problem, int at)
    {
        Problem ??= problem;
        ProblemAt = at;
        _at = _text.Length;
    }
}
