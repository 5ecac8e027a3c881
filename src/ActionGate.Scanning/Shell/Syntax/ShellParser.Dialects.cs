namespace ActionGate.Scanning.Shell.Syntax;

// Where other shells read a text otherwise than bash, so that the tree would not say what they run.
internal sealed partial class ShellParser
{
    /// <summary>The text may switch on extended patterns; <see langword="null"/> as long as nobody asked.</summary>
    private bool? _setsOptions;
    private bool _hasNegatedGroup;

    private void Refuse(ShellDialect dialect, string problem, int at)
    {
        if (dialect == ShellDialect.Posix ? IsPosix() : _dialect == dialect)
            Fail(problem, at);
    }

    /// <summary>
    /// In bash 5.2 the first 'time' of '$(…)' is a command, in other versions the reserved word. Both run a plain command that follows,
    /// but not all that could stand there. The cursor is behind it and its options.
    /// </summary>
    private void CheckTimedInSubstitution()
    {
        int nameEnd = AfterName(Pos);
        if (Current is '-' or '(' || PeekKeyword(out _) != Keyword.None || (nameEnd > Pos && CharAt(nameEnd) is '=' or '+' or '[')
            || IsDeclaration(Slice(Pos, nameEnd)))
            Fail("'time' at the beginning of a substitution, which versions of bash read in different ways", Pos);
    }

    /// <summary>'!(…)' is a negated subshell, unless extended patterns were switched on.</summary>
    private void ExpectNoExtendedPatterns()
    {
        _setsOptions ??= _whole.Contains("shopt", StringComparison.Ordinal) || _whole.Contains("extglob", StringComparison.Ordinal);
        _hasNegatedGroup = true;
        if (_setsOptions == true)
            Fail("'!(', which is a pattern where 'extglob' is set", Pos);
    }

    private void CheckWord(Word word, bool isFirst)
    {
        if (_dialect != ShellDialect.Zsh || word.Parts is not [BareText bare, ..])
            return;
        string text = bare.Text;
        if (text.StartsWith('=') && (text.Length > 1 || word.Parts.Length > 1))
            Fail("'=' at the beginning of a word, which zsh expands", word.Start - _base);
        if (text.Contains("==", StringComparison.Ordinal))
            Fail("'=' behind another, which zsh may expand", word.Start - _base);
        if (word.Parts.Length > 1)
            return;
        if (text is "{" or "}")
            Fail("a brace that zsh reads as a reserved word", word.Start - _base);
        if (isFirst && text is "repeat" or "foreach" or "end" or "nocorrect" or "noglob" or "-")
            Fail($"'{text}', which has another meaning to zsh", word.Start - _base);
    }

    /// <summary>zsh expands <c>=cmd</c> behind the colons of a value as well.</summary>
    private void CheckValue(Word value)
    {
        if (_dialect != ShellDialect.Zsh)
            return;
        foreach (WordPart part in value.Parts)
        {
            if (part is BareText bare && bare.Text.Contains(":=", StringComparison.Ordinal))
                Fail("'=' behind a colon, which zsh expands", value.Start - _base);
        }
    }

    private void CheckTarget(Word target, int at)
    {
        if (_dialect == ShellDialect.Zsh && target.Parts is [BareText bare, ..] && bare.Text[0] is '!' or '=')
            Fail("a target that zsh reads otherwise", at);
    }

    /// <summary><c>&lt;1-9&gt;</c> is a pattern to zsh. The cursor is behind the first character.</summary>
    private void CheckNumericPattern(int start)
    {
        if (_dialect != ShellDialect.Zsh)
            return;
        int end = AfterDigits(Pos);
        if (CharAt(end) == '-' && CharAt(AfterDigits(After(end))) == '>')
            Fail("a pattern of numbers to zsh", start);
    }

    /// <summary>zsh knows subscripts and modifiers without braces, and lengths: <c>$x[1]</c>, <c>$x:h</c>, <c>$#x</c>. The cursor is behind the name.</summary>
    private void CheckSuffix(string name)
    {
        if (_dialect != ShellDialect.Zsh)
            return;
        char next = Current == ':' ? Peek() : '\0';
        if (Current == '[' || next == '&' || char.IsAsciiLetter(next) || (name == "#" && IsNamePart(Current)))
            Fail("text behind a name that zsh reads as part of the expansion", Pos);
    }

    /// <summary>Of the escapes of <c>$'…'</c> zsh shares the plain ones.</summary>
    private void CheckEscapes(int start, int end)
    {
        if (_dialect != ShellDialect.Zsh)
            return;
        for (int i = start; i < end; i++)
        {
            if (_text[i] != '\\')
                continue;
            i++;
            if (!"abefnrtv\\'\"".Contains(_text[i], StringComparison.Ordinal))
                Fail("an escape that zsh may read otherwise", i);
        }
    }

    /// <summary>Behind the colon of <c>${x:…}</c> zsh knows modifiers.</summary>
    private void CheckModifier()
    {
        if (!(IsDigit(Current) || Current is ' ' or '$' or '-' or '('))
            Refuse(ShellDialect.Zsh, "a modifier to zsh", Pos);
    }
}
