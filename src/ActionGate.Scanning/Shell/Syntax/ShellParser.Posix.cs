using System.Buffers;

namespace ActionGate.Scanning.Shell.Syntax;

// Where POSIX shells read a text otherwise than bash. Where they only complain of it, and run nothing, bash's reading stands for both.
internal sealed partial class ShellParser
{
    private bool _isOtherwiseInPosix;

    /// <summary>Where the command that is being read fails, what follows it behind '&amp;&amp;' may still run: '||' or '!' stands before it.</summary>
    private bool _mayGoOn;

    /// <summary>
    /// A POSIX shell reads it, where such a one reads otherwise than bash: asked nowhere else, since of bash's reading it is noted that
    /// there is another.
    /// </summary>
    private bool IsPosix()
    {
        _isOtherwiseInPosix |= _dialect == ShellDialect.Bash;
        return _dialect == ShellDialect.Posix;
    }

    /// <summary>
    /// To shells without the reserved word 'time' is a command like others, which runs a program and not what the text has made of its
    /// name. Before a compound command it is an error to them.
    /// </summary>
    private bool IsTimeCommand(int behind)
    {
        while (CharAt(behind) is ' ' or '\t')
            behind = After(behind);
        int here = Pos;
        Pos = behind;
        bool isCompound = Current is '(' or '\n' or ';' or '\0' || PeekKeyword(out _) != Keyword.None;
        Pos = here;
        return !isCompound && IsPosix();
    }

    /// <summary>How many groups in braces are around.</summary>
    private int _groups;

    /// <summary>
    /// Behind a word that is reserved in bash only, a brace opens nothing in a POSIX shell, and the one that closes it closes the group
    /// around. The cursor is behind the word.
    /// </summary>
    private void CheckInnerGroup(string word)
    {
        if (_groups > 0 && Current == '{')
            Refuse(ShellDialect.Posix, $"a brace behind '{word}', which does not open a group in a POSIX shell", Pos);
    }

    /// <summary>
    /// To a POSIX shell '[[' is a command that there is none of, and behind '&amp;&amp;' or '||' another one begins. It runs where nothing
    /// before it had to succeed, unless it is no command's name either. The cursor is where it begins.
    /// </summary>
    private void CheckJoint(bool isOr)
    {
        bool isName = Current == '-' && char.IsAsciiLetter(Peek()) && CharAt(Pos + 2) is ' ' or '\t';
        if (!isName && (isOr || _mayGoOn))
            Refuse(ShellDialect.Posix, $"'{(isOr ? "||" : "&&")}' in '[[', behind which a POSIX shell runs a command", Pos);
    }

    /// <summary>A parenthesis among the words of a command is an error to a POSIX shell, which then runs nothing of it; a bar before it is a pipe.</summary>
    private void CheckRegex(Word regex, ref bool isErrorInPosix)
    {
        foreach (WordPart part in regex.Parts)
        {
            int at = part is BareText bare ? bare.Text.AsSpan().IndexOfAny("(|") : -1;
            if (at < 0)
                continue;
            isErrorInPosix = ((BareText)part).Text[at] == '(';
            if (!isErrorInPosix)
                Refuse(ShellDialect.Posix, "'|' in '[[', which is a pipe to a POSIX shell", regex.Start - _base);
            return;
        }
    }

    /// <summary>What only bash knows in <c>${…}</c> ends other shells, provided that they find its end where bash does.</summary>
    private void CheckExtension(int start, int from)
    {
        if (Failed || !_text.AsSpan(from, Pos - from).ContainsAny("'\"\\`{}"))
            return;
        bool isPlain = true;
        for (int i = from; i < Pos && isPlain; i++)
            isPlain = _text[i] == '\\' ? ++i < Pos && _text[i] is '/' or '.' or '-' or ' ' or ':' : !"'\"`{}".Contains(_text[i], StringComparison.Ordinal);
        if (!isPlain)
            Refuse(ShellDialect.Posix, "an expansion whose end POSIX shells find elsewhere", start);
    }

    /// <summary>
    /// 'x[1]=a' and 'x+=a' are commands to a POSIX shell, that no folder of programs holds. As a path, or as a pattern that becomes one,
    /// such a name could be a file that somebody made.
    /// </summary>
    private void CheckNamelike(Word? subscript, Word value, int start)
    {
        if (!IsPosix())
            return;
        if (subscript is not null && !IsPlainSubscript(subscript) || !IsPlainName(value))
            Fail("an assignment that a POSIX shell takes for a command", start);
    }

    private static bool IsPlainSubscript(Word subscript) => subscript.Parts is [QuotedText only] && !only.Text.AsSpan().ContainsAnyExcept(Alphanumeric);

    private static bool IsPlainName(Word word)
    {
        foreach (WordPart part in word.Parts)
        {
            string? text = part switch { BareText bare => bare.Text, QuotedText quoted => quoted.Text, DoubleQuoted { Parts: [] } => "", DoubleQuoted { Parts: [QuotedText quoted] } => quoted.Text, _ => null };
            if (text is null || text.Contains('/', StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    /// <summary>'((i++))' runs a command of that name in a POSIX shell, which there is none of. Everything else could be one, or a redirection.</summary>
    private void CheckArithmeticCommand(Word expression, int start)
    {
        if (!IsPosix())
            return;
        ReadOnlySpan<char> text = expression.Parts is [QuotedText only] ? only.Text.AsSpan().Trim(' ') : "";
        int name = text.IndexOfAnyExcept("+-");
        int length = name < 0 ? 0 : EndOfName(text, name) - name;
        var behind = text[Math.Max(0, name + length)..];
        int bracket = length > 0 && behind.StartsWith('[') ? behind.IndexOf(']') : -1;
        if (bracket > 1 && !behind[1..bracket].ContainsAnyExcept(Alphanumeric))
            behind = behind[(bracket + 1)..];
        bool isStep = length > 0 && (name == 0 ? behind is "++" or "--" : behind.IsEmpty && text[..name] is "++" or "--");
        bool isAssignment = length > 0 && name == 0 && behind.IndexOf('=') is >= 0 and <= 1 and var sign && (sign == 0 || "+-*%".Contains(behind[0], StringComparison.Ordinal))
            && !behind[(sign + 1)..].IsEmpty && behind[(sign + 1)..].IndexOfAnyExceptInRange('0', '9') < 0;
        if (!isStep && !isAssignment)
            Fail("'((', which is two subshells to a POSIX shell", start);
    }

    private static readonly SearchValues<char> Alphanumeric = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private static int EndOfName(ReadOnlySpan<char> text, int at)
    {
        if (at < text.Length && IsNameStart(text[at]))
        {
            while (at < text.Length && IsNamePart(text[at]))
                at++;
        }

        return at;
    }
}
