using System.Buffers;

namespace ActionGate.Scanning.Shell.Syntax;

// Words and quotes.
internal sealed partial class ShellParser
{
    private static readonly SearchValues<char> QuotedSpecials = SearchValues.Create("\"$`\\");
    private static readonly SearchValues<char> OperandSpecials = SearchValues.Create("\"$`\\'}");

    private Pile<WordPart> _parts;

    /// <summary>What ends a run of parts.</summary>
    private enum Stop : byte
    {
        /// <summary>A blank or an operator.</summary>
        Word,

        /// <summary>The same, but parentheses and bars belong to the word: what stands behind <c>=~</c>.</summary>
        Regex,

        /// <summary>The parenthesis of an extended pattern.</summary>
        Pattern,

        /// <summary><c>}</c></summary>
        Brace,

        /// <summary><c>/</c> or <c>}</c></summary>
        Slash,
    }

    /// <summary>Which quotes are around.</summary>
    private enum Quoting : byte
    {
        Bare,

        /// <summary>A pattern in <c>"${x#…}"</c>: quotes work as if outside, though there are some around.</summary>
        BareInside,

        /// <summary><c>"…"</c></summary>
        Double,

        /// <summary>The body of a here-document.</summary>
        Here,

        /// <summary>The operand of <c>"${x:-…}"</c>.</summary>
        Operand,

        /// <summary>The same in the body of a here-document.</summary>
        HereOperand,

        Arithmetic,
    }

    /// <summary>The word at the cursor; <see langword="null"/> where none begins.</summary>
    private Word? ParseWord(Stop stop = Stop.Word)
    {
        int start = _pos, mark = _parts.Count;
        ParseParts(stop, Quoting.Bare);
        if (_pos == start || Failed)
        {
            _parts.Take(mark);
            return null;
        }

        CountNode();
        return new Word(At(start), At(_pos), _parts.Take(mark));
    }

    private void AddPart(WordPart part)
    {
        CountNode();
        _parts.Add(part);
    }

    private void AddBareText(int start, int end)
    {
        if (end <= start)
            return;
        string text = Slice(start, end);
        if (text.Length > 0)
            AddPart(new BareText(At(start), At(end), text));
    }

    private void AddQuotedText(int start, int end)
    {
        if (end > start)
            AddPart(new QuotedText(At(start), At(end), _text[start..end]));
    }

    /// <summary>Puts parts on the pile up to what ends them, which stays at the cursor.</summary>
    private void ParseParts(Stop stop, Quoting quoting)
    {
        int special = stop switch
        {
            Stop.Brace => Quote | Break | CloseBrace,
            Stop.Slash => Quote | Break | CloseBrace | Slash,
            _ => Quote | Break,
        };
        int run = _pos;
        int open = 0;
        while (_pos < _end)
        {
            char c = _text[_pos];
            if (!Is(c, special))
            {
                _pos++;
                continue;
            }

            switch (c)
            {
                case '\\' when CharAt(_pos + 1) == '\n':
                    _pos += 2;
                    continue;
                case '$' when !AtExpansion(quoting):
                    _pos++;
                    continue;
                case '\\' or '\'' or '"' or '$' or '`':
                    AddBareText(run, _pos);
                    AddPart(ParseQuotedOrExpanded(c, quoting));
                    run = _pos;
                    continue;
                case '<' or '>' when Peek() == '(':
                    AddBareText(run, _pos);
                    AddPart(ParseProcessSubstitution());
                    run = _pos;
                    continue;
                case '(' when stop is Stop.Word or Stop.Pattern && _pos > run && _text[_pos - 1] is '?' or '*' or '+' or '@' or '!':
                    AddBareText(run, _pos - 1);
                    AddPart(ParseExtendedPattern(quoting));
                    run = _pos;
                    continue;
                case '(' when stop is Stop.Regex or Stop.Pattern:
                    open++;
                    break;
                case ')' when open > 0:
                    open--;
                    break;
                case '|' when stop == Stop.Regex:
                    break;
                case ')' when stop == Stop.Pattern:
                case '}' or '/':
                    AddBareText(run, _pos);
                    return;
                default:
                    if (open > 0 || stop is Stop.Brace or Stop.Slash or Stop.Pattern)
                        break;
                    AddBareText(run, _pos);
                    return;
            }

            _pos++;
        }

        if (open > 0)
            Fail("'(' is not closed", run);
        AddBareText(run, _pos);
    }

    private WordPart ParseQuotedOrExpanded(char c, Quoting quoting) => c switch
    {
        '\\' => ParseEscaped(),
        '\'' => ParseSingleQuoted(quoting),
        '"' => ParseDoubleQuoted(_pos, isTranslated: false),
        '$' => ParseExpansion(quoting),
        _ => ParseBackquoted(quoting),
    };

    private QuotedText ParseEscaped()
    {
        int start = _pos;
        int text = start + 1;
        // At the very end a backslash stands for itself.
        if (text >= _end)
            text = start;
        int end = char.IsHighSurrogate(_text[text]) ? text + 2 : text + 1;
        _pos = AfterContinuations(Math.Min(end, _end));
        return new QuotedText(At(start), At(end), _text[text..Math.Min(end, _end)]);
    }

    private WordPart ParseSingleQuoted(Quoting quoting)
    {
        int start = _pos;
        int length = _text.AsSpan(start + 1, _end - start - 1).IndexOf('\'');
        if (length < 0)
        {
            Fail("unterminated single quote", start);
            return NoPart;
        }

        int end = start + 1 + length;
        ReadOnlySpan<char> text = _text.AsSpan(start + 1, length);
        // Older shells take quotes in these patterns for characters, and would run what is between them.
        if (quoting == Quoting.BareInside && text.ContainsAny('$', '`'))
            Fail("single quotes that shells read in different ways", start);
        _pos = end;
        Advance();
        return new QuotedText(At(start), At(end + 1), text.ToString());
    }

    /// <summary><c>"…"</c>, with the cursor at the quote.</summary>
    private WordPart ParseDoubleQuoted(int start, bool isTranslated)
    {
        int mark = _parts.Count;
        Advance();
        ParseQuotedParts(Quoting.Double, start);
        Eat('"');
        return new DoubleQuoted(At(start), At(_pos), _parts.Take(mark), isTranslated);
    }

    /// <summary>Puts parts on the pile as between double quotes, up to what ends them, which stays at the cursor.</summary>
    /// <remarks>
    /// In an operand bash pairs single quotes when it looks for the closing brace, and takes them for characters when it expands;
    /// other shells do only the latter. What depends on that is a problem.
    /// </remarks>
    private void ParseQuotedParts(Quoting quoting, int start)
    {
        bool isOperand = quoting is Quoting.Operand or Quoting.HereOperand;
        SearchValues<char> specials = isOperand ? OperandSpecials : QuotedSpecials;
        int run = _pos;
        bool isPaired = true;
        while (_pos < _end)
        {
            int length = _text.AsSpan(_pos, _end - _pos).IndexOfAny(specials);
            if (length < 0)
            {
                _pos = _end;
                break;
            }

            _pos += length;
            char c = _text[_pos];
            if (c == '"')
            {
                if (quoting == Quoting.Double)
                {
                    AddQuotedText(run, _pos);
                    return;
                }

                if (quoting == Quoting.Here)
                {
                    _pos++;
                    continue;
                }

                AddQuotedText(run, _pos);
                run = _pos;
                AddPart(ParseInnerQuotes(quoting, isPaired));
                run = _pos;
            }
            else if (c == '\\')
            {
                char next = CharAt(_pos + 1);
                bool isEscape = next is '$' or '`' or '\\' || (next == '"' && quoting is not (Quoting.Here or Quoting.HereOperand))
                    || (next == '}' && isOperand);
                if (next == '\n')
                {
                    AddQuotedText(run, _pos);
                    _pos += 2;
                    run = _pos;
                }
                else if (isEscape)
                {
                    AddQuotedText(run, _pos);
                    run = _pos + 1;
                    _pos += 2;
                }
                else if (isOperand)
                {
                    if (next is '"' || (next == '\'' && !isPaired))
                        Fail("quotes that shells read in different ways", _pos);
                    _pos = Math.Min(_pos + 2, _end);
                }
                else
                {
                    _pos++;
                }
            }
            else if (c == '\'')
            {
                isPaired = !isPaired;
                _pos++;
            }
            else if (c == '}')
            {
                if (!isPaired)
                    Fail("a single quote in '${…}' within double quotes, which shells read in different ways", start);
                AddQuotedText(run, _pos);
                return;
            }
            else if (c == '$' && !AtExpansion(quoting))
            {
                _pos++;
            }
            else
            {
                AddQuotedText(run, _pos);
                int at = _pos;
                AddPart(c == '$' ? ParseExpansion(quoting) : ParseBackquoted(quoting));
                if (!isPaired && !Failed && _text.AsSpan(at, _pos - at).Contains('\''))
                    Fail("quotes within quotes that shells read in different ways", at);
                run = _pos;
            }
        }

        if (quoting == Quoting.Here)
            AddQuotedText(run, _pos);
        else
            Fail(quoting == Quoting.Double ? "unterminated double quote" : "'${' is not closed", start);
    }

    /// <summary>Double quotes in an operand that stands in double quotes itself.</summary>
    private WordPart ParseInnerQuotes(Quoting quoting, bool isPaired)
    {
        int start = _pos;
        WordPart inner = ParseDoubleQuoted(start, isTranslated: false);
        if (Failed)
            return inner;
        ReadOnlySpan<char> text = _text.AsSpan(start, _pos - start);
        if (!isPaired || quoting == Quoting.HereOperand || (_dialect != ShellDialect.Bash && text.ContainsAny('}', '\'')))
            Fail("quotes within quotes that shells read in different ways", start);
        return inner;
    }

    private ExtendedPattern ParseExtendedPattern(Quoting quoting)
    {
        int start = _pos - 1, mark = _parts.Count;
        Refuse(ShellDialect.Zsh, "a pattern in parentheses, which zsh may run code for", start);
        if (Enter(start))
        {
            Advance();
            ParseParts(Stop.Pattern, quoting);
            if (Current != ')')
                Fail("'(' is not closed", start);
            Leave();
            Advance();
        }

        WordPart[] parts = _parts.Take(mark);
        if (parts.Length == 0)
            Fail("an extended pattern without patterns", start);
        return new ExtendedPattern(At(start), At(_pos), Failed ? '@' : _text[start], parts);
    }
}
