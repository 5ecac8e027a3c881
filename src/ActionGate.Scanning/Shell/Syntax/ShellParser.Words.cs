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
        int start = Pos, mark = _parts.Count;
        ParseParts(stop, Quoting.Bare);
        if (Pos == start || Failed)
        {
            _parts.Take(mark);
            return null;
        }

        CountNode();
        return new Word(At(start), At(Pos), _parts.Take(mark));
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
        int run = Pos;
        int open = 0;
        while (Pos < _end)
        {
            int plain = Pos;
            while (plain < _end && !Is(_text[plain], special))
                plain++;
            Pos = plain;
            if (plain == _end)
                break;
            char c = _text[plain];

            switch (c)
            {
                case '\\' when CharAt(Pos + 1) == '\n':
                    Pos += 2;
                    continue;
                case '$' when !AtExpansion(quoting):
                    Pos++;
                    continue;
                case '\\' or '\'' or '"' or '$' or '`':
                    AddBareText(run, Pos);
                    AddPart(ParseQuotedOrExpanded(c, quoting));
                    run = Pos;
                    continue;
                case '<' or '>' when Peek() == '(':
                    AddBareText(run, Pos);
                    AddPart(ParseProcessSubstitution());
                    run = Pos;
                    continue;
                case '(' when stop is Stop.Word or Stop.Pattern && Pos > run && _text[Pos - 1] is '?' or '*' or '+' or '@' or '!':
                    AddBareText(run, Pos - 1);
                    AddPart(ParseExtendedPattern(quoting));
                    run = Pos;
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
                    AddBareText(run, Pos);
                    return;
                default:
                    if (open > 0 || stop is Stop.Brace or Stop.Slash or Stop.Pattern)
                        break;
                    AddBareText(run, Pos);
                    return;
            }

            Pos++;
        }

        if (open > 0)
            Fail("'(' is not closed", run);
        AddBareText(run, Pos);
    }

    private WordPart ParseQuotedOrExpanded(char c, Quoting quoting) => c switch
    {
        '\\' => ParseEscaped(),
        '\'' => ParseSingleQuoted(quoting),
        '"' => ParseDoubleQuoted(Pos, isTranslated: false),
        '$' => ParseExpansion(quoting),
        _ => ParseBackquoted(quoting),
    };

    private QuotedText ParseEscaped()
    {
        int start = Pos;
        int text = start + 1;
        // At the very end a backslash stands for itself.
        if (text >= _end)
            text = start;
        int end = char.IsHighSurrogate(_text[text]) ? text + 2 : text + 1;
        Pos = AfterContinuations(Math.Min(end, _end));
        return new QuotedText(At(start), At(end), _text[text..Math.Min(end, _end)]);
    }

    private WordPart ParseSingleQuoted(Quoting quoting)
    {
        int start = Pos;
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
        if (_doubleQuotes == 0)
            NoteWithoutHistory(start, end);
        Pos = end;
        Advance();
        return new QuotedText(At(start), At(end + 1), text.ToString());
    }

    /// <summary><c>"…"</c>, with the cursor at the quote.</summary>
    private WordPart ParseDoubleQuoted(int start, bool isTranslated)
    {
        int mark = _parts.Count;
        Advance();
        _doubleQuotes++;
        ParseQuotedParts(Quoting.Double, start);
        _doubleQuotes--;
        if (_doubleQuotes == 0 && CharAt(Pos - 1) == '!' && !_text.AsSpan(start + 1, Pos - start - 1).Contains('"'))
            NoteWithoutHistory(Pos - 1, Pos);
        Eat('"');
        return new DoubleQuoted(At(start), At(Pos), _parts.Take(mark), isTranslated);
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
        int run = Pos;
        bool isPaired = true;
        while (Pos < _end)
        {
            int length = _text.AsSpan(Pos, _end - Pos).IndexOfAny(specials);
            if (length < 0)
            {
                Pos = _end;
                break;
            }

            Pos += length;
            char c = _text[Pos];
            if (c == '"')
            {
                if (quoting == Quoting.Double)
                {
                    AddQuotedText(run, Pos);
                    return;
                }

                if (quoting == Quoting.Here)
                {
                    Pos++;
                    continue;
                }

                AddQuotedText(run, Pos);
                run = Pos;
                AddPart(ParseInnerQuotes(quoting, isPaired));
                run = Pos;
            }
            else if (c == '\\')
            {
                char next = CharAt(Pos + 1);
                bool isEscape = next is '$' or '`' or '\\' || (next == '"' && quoting is not (Quoting.Here or Quoting.HereOperand))
                    || (next == '}' && isOperand);
                if (next == '\n')
                {
                    AddQuotedText(run, Pos);
                    Pos += 2;
                    run = Pos;
                }
                else if (isEscape)
                {
                    AddQuotedText(run, Pos);
                    run = Pos + 1;
                    Pos += 2;
                }
                else if (isOperand)
                {
                    if (next is '"' || (next == '\'' && !isPaired))
                        Fail("quotes that shells read in different ways", Pos);
                    Pos = Math.Min(Pos + 2, _end);
                }
                else
                {
                    Pos++;
                }
            }
            else if (c == '\'')
            {
                isPaired = !isPaired;
                Pos++;
            }
            else if (c == '}')
            {
                if (!isPaired)
                    Fail("a single quote in '${…}' within double quotes, which shells read in different ways", start);
                AddQuotedText(run, Pos);
                return;
            }
            else if (c == '$' && !AtExpansion(quoting))
            {
                Pos++;
            }
            else
            {
                AddQuotedText(run, Pos);
                int at = Pos;
                AddPart(c == '$' ? ParseExpansion(quoting) : ParseBackquoted(quoting));
                if (!isPaired && !Failed && _text.AsSpan(at, Pos - at).Contains('\''))
                    Fail("quotes within quotes that shells read in different ways", at);
                run = Pos;
            }
        }

        if (quoting == Quoting.Here)
            AddQuotedText(run, Pos);
        else
            Fail(quoting == Quoting.Double ? "unterminated double quote" : "'${' is not closed", start);
    }

    /// <summary>Double quotes in an operand that stands in double quotes itself.</summary>
    private WordPart ParseInnerQuotes(Quoting quoting, bool isPaired)
    {
        int start = Pos;
        WordPart inner = ParseDoubleQuoted(start, isTranslated: false);
        if (Failed)
            return inner;
        ReadOnlySpan<char> text = _text.AsSpan(start, Pos - start);
        bool isPlain = !text.ContainsAny('}', '\'');
        if (!isPaired || (!isPlain && (quoting == Quoting.HereOperand || IsPosix() || _dialect == ShellDialect.Zsh)))
            Fail("quotes within quotes that shells read in different ways", start);
        return inner;
    }

    private ExtendedPattern ParseExtendedPattern(Quoting quoting)
    {
        int start = Pos - 1, mark = _parts.Count;
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
        return new ExtendedPattern(At(start), At(Pos), Failed ? '@' : _text[start], parts);
    }
}
