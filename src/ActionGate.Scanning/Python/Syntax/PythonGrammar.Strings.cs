using System.Buffers;
using System.Text;

namespace ActionGate.Scanning.Python.Syntax;

/// <content>String literals, f-strings and t-strings; adjacent ones are one.</content>
internal ref partial struct PythonGrammar
{
    private PythonExpression ParseStrings()
    {
        if (_kind == TokenKind.TStringStart)
            return ParseTemplates();
        int start = Start;
        var first = _tokens[_at];
        if (_kind == TokenKind.String && Next is not (TokenKind.String or TokenKind.FStringStart or TokenKind.TStringStart))
        {
            Advance();
            AddLiteral(first);
            return TakeLiteral(start, first.Traits);
        }
        int mark = _expressions.Count;
        bool isFormatted = false;
        while (true)
        {
            if (_kind == TokenKind.String)
            {
                var token = _tokens[_at];
                if (((token.Traits ^ first.Traits) & TokenTraits.Bytes) != 0)
                    Fail("bytes and text beside each other");
                Advance();
                AddLiteral(token);
            }
            else if (_kind == TokenKind.FStringStart)
            {
                if ((first.Traits & TokenTraits.Bytes) != 0)
                    Fail("bytes and text beside each other");
                isFormatted = true;
                ParseFormatted(isTemplate: false);
            }
            else
            {
                break;
            }
        }
        if (_kind == TokenKind.TStringStart)
            Fail("t-strings and other strings beside each other");
        if (!isFormatted)
            return TakeLiteral(start, first.Traits);
        PushLiteral();
        return new JoinedStr(start, End, _expressions.Take<PythonExpression>(mark));
    }

    private TemplateStr ParseTemplates()
    {
        int start = Start, mark = _expressions.Count;
        while (_kind == TokenKind.TStringStart)
            ParseFormatted(isTemplate: true);
        if (_kind is TokenKind.String or TokenKind.FStringStart)
            Fail("t-strings and other strings beside each other");
        PushLiteral();
        return new TemplateStr(start, End, _expressions.Take<PythonExpression>(mark));
    }

    /// <summary>One f-string or t-string. Its fields are pushed, each behind the text before it; the text behind them stays.</summary>
    private void ParseFormatted(bool isTemplate)
    {
        Advance();
        Enter();
        while (true)
        {
            if (_kind == TokenKind.FStringMiddle)
            {
                var token = _tokens[_at];
                Advance();
                AddText(token, TextOf(token));
            }
            else if (_kind == TokenKind.LeftBrace)
            {
                ParseField(isTemplate);
            }
            else
            {
                break;
            }
        }
        Leave();
        Expect(TokenKind.FStringEnd);
    }

    /// <param name="isInterpolation">It stands in a t-string, and there not in the format of another field.</param>
    private void ParseField(bool isInterpolation)
    {
        int start = Start, mark = _expressions.Count;
        PushLiteral();
        var before = _expressions.Count > mark ? (Constant)_expressions[mark]! : null;
        _expressions.Count = mark;

        Advance();
        var value = ParseAssigned();
        bool isDebug = Eat(TokenKind.Equal);
        int end = Start;
        int conversion = _kind == TokenKind.Exclamation ? ParseConversion() : -1;
        JoinedStr? format = null;
        if (_kind == TokenKind.Colon)
        {
            int formatStart = Start;
            Advance();
            format = ParseFormat(formatStart);
        }
        if (isDebug && conversion < 0 && format is null)
            conversion = 'r';
        Expect(TokenKind.RightBrace);
        if (_problem is not null)
            return;
        string source = isDebug || isInterpolation ? FieldText.Read(_text[(start + 1)..end]) : "";
        if (isDebug)
            before = Joined(before, new Constant(start + 1, end, ConstantKind.String, source));
        if (before is not null)
            _expressions.Push(before);
        _expressions.Push(isInterpolation
            ? new Interpolation(start, End, value, FieldText.Expression(source), conversion, format)
            : new FormattedValue(start, End, value, conversion, format));
    }

    private static Constant Joined(Constant? first, Constant second) => first is null
        ? second
        : new Constant(first.Start, second.End, ConstantKind.String, first.Text + second.Text)
        {
            IsInexact = first.IsInexact,
            HasUnicodePrefix = first.HasUnicodePrefix,
        };

    private int ParseConversion()
    {
        int end = _tokens[_at].End;
        Advance();
        int start = Start;
        string name = ExpectName();
        if (start != end || name is not ("s" or "r" or "a"))
        {
            Fail("expected 's', 'r' or 'a' right behind '!'", start);
            return -1;
        }
        return name[0];
    }

    /// <summary>The format of a field.</summary>
    private JoinedStr ParseFormat(int start)
    {
        int mark = _expressions.Count;
        while (true)
        {
            if (_kind == TokenKind.FStringMiddle)
            {
                var token = _tokens[_at];
                Advance();
                AddText(token, TextOf(token));
            }
            else if (_kind == TokenKind.LeftBrace)
            {
                ParseField(isInterpolation: false);
            }
            else
            {
                break;
            }
        }
        PushLiteral();
        return new JoinedStr(start, Start, _expressions.Take<PythonExpression>(mark));
    }

    private void AddLiteral(Token token)
    {
        var body = TextOf(token);
        body = body[body.IndexOfAny('"', '\'')..];
        body = (token.Traits & TokenTraits.Triple) != 0 ? body[3..^3] : body[1..^1];
        if ((token.Traits & TokenTraits.Bytes) != 0 && !Ascii.IsValid(body))
            Fail("bytes with characters beyond ascii", token.Start);
        AddText(token, body);
    }

    private void AddText(Token token, ReadOnlySpan<char> body)
    {
        _literal ??= new ArrayBufferWriter<char>();
        if (_literalStart < 0)
            _literalStart = token.Start;
        if (_literal.WrittenCount == 0)
            _isLiteralUnicode = (token.Traits & TokenTraits.Unicode) != 0;
        _literalEnd = token.End;
        var literal = new StringLiteral(_literal);
        literal.Add(body, (token.Traits & TokenTraits.Raw) != 0, (token.Traits & TokenTraits.Bytes) != 0);
        _isLiteralInexact |= literal.IsInexact;
        if (literal.Problem is { } problem)
            Fail(problem, token.Start);
    }

    /// <summary>The text so far as an expression of its own, if there is any.</summary>
    private void PushLiteral()
    {
        if (_literal is { WrittenCount: > 0 })
            _expressions.Push(TakeLiteral(_literalStart, _isLiteralUnicode ? TokenTraits.Unicode : TokenTraits.None));
        _literalStart = -1;
    }

    private Constant TakeLiteral(int start, TokenTraits traits)
    {
        var text = _literal is null ? [] : _literal.WrittenSpan;
        Constant constant;
        if ((traits & TokenTraits.Bytes) != 0)
        {
            byte[] bytes = new byte[text.Length];
            for (int i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)text[i];
            constant = new Constant(start, _literalEnd, ConstantKind.Bytes, bytes);
        }
        else
        {
            constant = new Constant(start, _literalEnd, ConstantKind.String, text.ToString())
            {
                IsInexact = _isLiteralInexact,
                HasUnicodePrefix = (traits & TokenTraits.Unicode) != 0,
            };
        }
        DropLiteral();
        return constant;
    }

    private void DropLiteral()
    {
        _literal?.ResetWrittenCount();
        _literalStart = -1;
        _isLiteralInexact = false;
    }
}
