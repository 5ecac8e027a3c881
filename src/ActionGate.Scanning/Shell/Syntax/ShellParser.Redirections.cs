using System.Text;

namespace ActionGate.Scanning.Shell.Syntax;

// Redirections.
internal sealed partial class ShellParser
{
    private Pile<Redirection> _redirections;

    /// <summary>A redirection begins at the cursor; its operator may stand behind a descriptor.</summary>
    private bool AtRedirection(out int operatorAt)
    {
        operatorAt = Pos;
        char c = Current;
        if (c == '&')
            return Peek() == '>';
        if (IsDigit(c))
            operatorAt = AfterDigits(Pos);
        else if (c == '{')
            operatorAt = AfterBracedName(Pos);
        else if (c is not ('<' or '>'))
            return false;
        return CharAt(operatorAt) is '<' or '>' && CharAt(After(operatorAt)) != '(';
    }

    /// <summary>The end of <c>{NAME}</c> or <c>{NAME[…]}</c>; its beginning where there is none.</summary>
    private int AfterBracedName(int place)
    {
        int inside = After(place), end = AfterName(inside);
        if (end == inside)
            return place;
        if (CharAt(end) == '[')
        {
            while (end < _end && !IsBreak(_text[end]) && _text[end] != '}')
                end++;
            if (CharAt(end) == '}' && CharAt(After(end)) is '<' or '>')
                Fail("an element of an array as a descriptor", place);
        }

        return CharAt(end) == '}' ? After(end) : place;
    }

    private Redirection ParseRedirection(int operatorAt)
    {
        int start = Pos;
        string? descriptor = operatorAt > start ? Slice(start, operatorAt) : null;
        if (descriptor is ['{', ..])
            Refuse(ShellDialect.Posix, "a named descriptor, which a POSIX shell takes for an argument", start);
        else if (descriptor is { Length: > 9 })
            Fail("a descriptor that is too large", start);
        else if (descriptor is { Length: > 1 } && (IsPosix() || _dialect == ShellDialect.Zsh))
            Fail("a descriptor of several digits, which other shells take for an argument", start);
        bool endsCommand = Current == '&';

        Pos = operatorAt;
        CountNode();
        RedirectionKind kind = ParseRedirectionOperator(start, out bool stripsTabs);
        SkipBlanks();
        if (kind == RedirectionKind.HereDocument)
            return ParseHereDocumentStart(start, descriptor, stripsTabs);

        int targetAt = Pos;
        // To bash '> 2<f' has a descriptor where the target should be.
        bool isDuplicate = kind is RedirectionKind.DuplicateInput or RedirectionKind.DuplicateOutput;
        if (IsDigit(Current) || Current == '{')
        {
            if (AtRedirection(out _) && !(isDuplicate && IsDigit(Current)))
                Fail("a descriptor where the target of a redirection should be", targetAt);
        }

        Word? target = isDuplicate && Current == '-' ? ParseDash() : ParseWord();
        if (target is null)
        {
            if (Pos < _end && _text[Pos] != '\n')
                FailUnexpected();
            Fail("a redirection without a target", start);
            target = NoWord;
        }

        CheckTarget(target, targetAt);
        if (kind == RedirectionKind.DuplicateOutput && descriptor is null && LiteralOf(target) is { } text && !IsDescriptor(text))
            kind = RedirectionKind.WriteBoth;
        return new Redirection(At(start), At(Pos), kind, descriptor, target) { EndsCommandInPosix = endsCommand };
    }

    private RedirectionKind ParseRedirectionOperator(int start, out bool stripsTabs)
    {
        stripsTabs = false;
        char first = Current;
        Advance();
        if (first == '&')
        {
            Advance();
            return Eat('>') ? RedirectionKind.AppendBoth : RedirectionKind.WriteBoth;
        }

        if (first == '>')
        {
            if (Eat('>'))
                return RedirectionKind.Append;
            if (Eat('&'))
                return RedirectionKind.DuplicateOutput;
            Eat('|');
            return RedirectionKind.Write;
        }

        CheckNumericPattern(start);
        if (Eat('>'))
            return RedirectionKind.ReadWrite;
        if (Eat('&'))
            return RedirectionKind.DuplicateInput;
        if (!Eat('<'))
            return RedirectionKind.Read;
        if (Eat('<'))
            return RedirectionKind.HereString;
        stripsTabs = Eat('-');
        return RedirectionKind.HereDocument;
    }

    /// <summary>bash takes the dash of <c>&gt;&amp;-</c> by itself, and what follows it for an argument.</summary>
    private Word ParseDash()
    {
        int start = Pos;
        Advance();
        if (Pos < _end && !IsBreak(_text[Pos]))
            Fail("text directly behind a descriptor that is closed", Pos);
        return new Word(At(start), At(Pos), [new BareText(At(start), At(Pos), "-")]);
    }

    private static bool IsDescriptor(string text)
    {
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            digits++;
        return digits == text.Length || (digits == text.Length - 1 && text[^1] == '-');
    }

    private Redirection ParseHereDocumentStart(int start, string? descriptor, bool stripsTabs)
    {
        int wordAt = Pos;
        if (ParseWord() is not { } word)
        {
            Fail("a here-document without a delimiter", start);
            word = NoWord;
        }

        string delimiter = DelimiterOf(word, wordAt, out bool isQuoted);
        var redirection = new Redirection(At(start), At(Pos), RedirectionKind.HereDocument, descriptor, word);
        _pending.Add(new PendingBody(redirection, delimiter, isQuoted, stripsTabs, start));
        return redirection;
    }

    private string DelimiterOf(Word word, int wordAt, out bool isQuoted)
    {
        isQuoted = false;
        if (LiteralOf(word) is { } literal)
            return literal;
        isQuoted = true;
        if (word.Parts is [QuotedText quoted] && !quoted.Text.Contains('\n', StringComparison.Ordinal))
            return quoted.Text;

        var text = new StringBuilder();
        foreach (WordPart part in word.Parts)
        {
            if (part is BareText bare)
            {
                text.Append(bare.Text);
            }
            else if (part is QuotedText plain)
            {
                text.Append(plain.Text);
            }
            else if (part is DoubleQuoted { IsTranslated: false } marks)
            {
                foreach (WordPart inner in marks.Parts)
                {
                    if (inner is QuotedText run)
                        text.Append(run.Text);
                    else
                        Fail("an expansion in the delimiter of a here-document", wordAt);
                }
            }
            else
            {
                Fail("an expansion in the delimiter of a here-document", wordAt);
            }
        }

        string delimiter = text.ToString();
        if (delimiter.Contains('\n', StringComparison.Ordinal))
            Fail("a delimiter of several lines", wordAt);
        return delimiter;
    }
}
