using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>
/// Looks through an awk program for what it runs, reads and writes. It knows tokens, not grammar: what it can't tell for certain is a gap.
/// Sources: POSIX, the manuals of gawk and mawk.
/// </summary>
internal ref struct AwkProgram
{
    private readonly string _text;
    private readonly int _place;
    private readonly EffectSink _sink;
    private int _at;
    private int _depth;
    private int _printDepth;
    private bool _inPrint;
    private bool _afterGetline;
    private bool _afterOperand;

    /// <summary>The string that ended just before the current token; <see langword="null"/> where something else stands there.</summary>
    private string? _lastString;

    /// <summary>That string is the whole operand as far as the tokens before it tell.</summary>
    private bool _stringIsAlone;

    private bool _isAmbiguous;

    private AwkProgram(ShellWord program, EffectSink sink)
    {
        _text = program.Text;
        _place = program.At;
        _sink = sink;
    }

    internal static void Read(ShellWord program, EffectSink sink)
    {
        string text = program.Text;
        if (EffectSink.IsUncertain(program))
            sink.Gap("runs a program that is not known");
        else if (MayReach(text))
            new AwkProgram(program, sink).ReadAll();
    }

    /// <summary>Without these there is no way out of awk.</summary>
    private static bool MayReach(string text) =>
        text.AsSpan().IndexOfAny('>', '|', '@') >= 0 || text.Contains("system", StringComparison.Ordinal) || text.Contains("getline", StringComparison.Ordinal)
        || text.Contains("ENVIRON", StringComparison.Ordinal) || text.Contains("ARGV", StringComparison.Ordinal) || text.Contains("\\\n", StringComparison.Ordinal);

    private void ReadAll()
    {
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c is ' ' or '\t' or '\r')
                _at++;
            else if (c == '\\' && _at + 1 < _text.Length && _text[_at + 1] is '\n' or '\r')
                _at += 2;
            else if (c == '#')
                SkipComment();
            else if (c == '"')
                ReadString();
            else if (char.IsAsciiLetter(c) || c == '_')
                ReadName();
            else if (char.IsAsciiDigit(c) || c == '.')
                ReadNumber();
            else if (c == '/' && !_afterOperand)
                SkipRegex();
            else
                ReadSign(c);
        }
        if (_isAmbiguous)
            _sink.Gap("runs a program that is not understood");
    }

    private void SkipComment()
    {
        while (_at < _text.Length && _text[_at] != '\n')
            _at++;
    }

    private void ReadString()
    {
        bool isAlone = !_afterOperand;
        if (!TakeString(out string value))
        {
            _isAmbiguous = true;
            return;
        }
        _stringIsAlone = isAlone;
        _lastString = value;
        _afterOperand = true;
    }

    /// <summary>Takes a string without what its escapes mean; one with escapes is not known.</summary>
    private bool TakeString(out string value)
    {
        int start = ++_at;
        while (_at < _text.Length && _text[_at] is not ('"' or '\n'))
            _at += _text[_at] == '\\' ? 2 : 1;
        if (_at >= _text.Length || _text[_at] != '"')
        {
            _at = Math.Min(_at + 1, _text.Length);
            value = "";
            return false;
        }
        value = _text[start.._at++];
        if (value.Contains('\\', StringComparison.Ordinal))
            value = "\0";
        return true;
    }

    private void ReadName()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            _at++;
        var name = _text.AsSpan(start, _at - start);
        _lastString = null;
        _afterOperand = name is not ("print" or "printf" or "getline" or "in" or "return" or "case" or "do" or "else" or "if" or "while" or "for" or "delete" or "BEGIN" or "END");
        switch (name)
        {
            case "system":
                ReadSystem();
                break;
            case "print" or "printf":
                _inPrint = true;
                _printDepth = _depth;
                break;
            case "getline":
                _afterGetline = true;
                break;
            case "ENVIRON":
                _sink.Effects.Operations.Add(new InnerOperation(ActionKind.EnvRead, new ShellWord("*", _place)));
                break;
            case "ARGV":
                // A program can give itself other files to read.
                _sink.Gap("may change which files it reads");
                break;
        }
    }

    private void ReadSystem()
    {
        SkipBlanks();
        if (_at < _text.Length && _text[_at] == '(')
        {
            int open = _at++;
            SkipBlanks();
            if (_at < _text.Length && _text[_at] == '"' && TakeString(out string command) && !command.Contains(ShellWord.Hole, StringComparison.Ordinal))
            {
                SkipBlanks();
                if (_at < _text.Length && _text[_at] == ')')
                {
                    _at++;
                    _afterOperand = true;
                    _sink.Shell("sh", new ShellWord(command, _place), []);
                    return;
                }
            }
            _at = open;
        }
        _sink.Gap("runs commands that its program puts together");
    }

    private void ReadNumber()
    {
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '.'))
            _at++;
        _lastString = null;
        _afterOperand = true;
    }

    private void SkipRegex()
    {
        int at = _at + 1;
        bool inBrackets = false;
        while (at < _text.Length && _text[at] != '\n')
        {
            char c = _text[at++];
            if (c == '\\')
            {
                at++;
            }
            else if (c == '/')
            {
                // A slash in brackets ends the expression for some awks.
                _isAmbiguous |= inBrackets;
                if (inBrackets)
                    continue;
                _at = at;
                _lastString = null;
                _afterOperand = true;
                return;
            }
            else if (c == '[')
            {
                inBrackets = true;
            }
            else if (c == ']')
            {
                inBrackets = false;
            }
        }
        _isAmbiguous = true;
        _at = _text.Length;
    }

    private void ReadSign(char c)
    {
        string? before = _stringIsAlone ? _lastString : null;
        _lastString = null;
        _at++;
        switch (c)
        {
            case '(' or '[':
                _depth++;
                _afterOperand = false;
                break;
            case ')' or ']':
                _depth--;
                _afterOperand = true;
                // Behind the condition of an 'if' a slash begins an expression, elsewhere it divides.
                _isAmbiguous |= c == ')' && FollowedBySlash();
                break;
            case '\n' when !_afterOperand:
                // Behind a comma, say, the statement goes on.
                break;
            case ';' or '\n' or '{' or '}':
                _inPrint = false;
                _afterGetline = false;
                _afterOperand = false;
                break;
            case '|' when _at < _text.Length && _text[_at] == '|':
                _at++;
                _afterOperand = false;
                break;
            case '|':
                ReadPipe(before);
                break;
            case '>' when _inPrint && _depth <= _printDepth:
                if (_at < _text.Length && _text[_at] == '>')
                    _at++;
                _sink.Write(TakeTarget(), isByOption: true);
                break;
            case '<' when _afterGetline:
                _afterGetline = false;
                _sink.Read(TakeTarget(), isByOption: true);
                break;
            case '@':
                _sink.Gap("runs a function or file that only its program knows");
                break;
            case '+' or '-' when _at < _text.Length && _text[_at] == c:
                _at++;
                _isAmbiguous |= FollowedBySlash();
                break;
            case '$':
                _afterOperand = false;
                break;
            default:
                _isAmbiguous |= c is '\'' or '\\' or '`' || c > '~' || c < ' ';
                _afterOperand = false;
                break;
        }
    }

    private readonly bool FollowedBySlash()
    {
        int at = _at;
        while (at < _text.Length && _text[at] is ' ' or '\t')
            at++;
        return at < _text.Length && _text[at] == '/';
    }

    /// <summary><c>print | "command"</c>, or <c>"command" | getline</c>.</summary>
    private void ReadPipe(string? before)
    {
        _afterOperand = false;
        if (_at < _text.Length && _text[_at] == '&')
            _at++;
        SkipBlanks();
        bool isRead = _text.AsSpan(_at).StartsWith("getline", StringComparison.Ordinal);
        var command = isRead ? (before is null ? ShellWord.Unknown(_place) : new ShellWord(before, _place)) : TakeTarget();
        if (isRead)
            _at += "getline".Length;
        if (EffectSink.IsUncertain(command))
            _sink.Gap("runs commands that its program puts together");
        else
            _sink.Shell("sh", command, []);
    }

    /// <summary>Takes the file or command behind a sign: a string that nothing is joined to, or what is not known.</summary>
    private ShellWord TakeTarget()
    {
        SkipBlanks();
        _afterOperand = false;
        int start = _at;
        if (start < _text.Length && _text[start] == '"' && TakeString(out string value))
        {
            SkipBlanks();
            _afterOperand = true;
            if (value.StartsWith("/inet", StringComparison.Ordinal))
                _sink.Gap("may reach a host");
            if (_at >= _text.Length || _text[_at] is ';' or '\n' or '}' or ')' or '#' or '\r' or '>')
                return new ShellWord(value, _place);
        }
        _at = start;
        _afterOperand = false;
        return ShellWord.Unknown(_place);
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t')
            _at++;
    }
}
