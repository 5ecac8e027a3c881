using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>Reads a sed program for what it runs, reads and writes. Sources: the manuals of GNU sed and of POSIX.</summary>
internal ref struct SedProgram
{
    private readonly string _text;
    private readonly int _place;
    private readonly EffectSink _sink;
    private int _at;

    private SedProgram(ShellWord program, EffectSink sink)
    {
        _text = program.Text;
        _place = program.At;
        _sink = sink;
    }

    internal static void Read(ShellWord program, EffectSink sink)
    {
        if (EffectSink.IsUncertain(program))
        {
            sink.Gap("runs a program that is not known");
            return;
        }
        var reader = new SedProgram(program, sink);
        while (reader._at < reader._text.Length)
        {
            int before = reader._at;
            if (!reader.ReadCommand() || reader._at == before)
            {
                sink.Gap("runs a program that is not understood");
                return;
            }
        }
    }

    private readonly char Peek => _at < _text.Length ? _text[_at] : '\n';

    private bool ReadCommand()
    {
        while (_at < _text.Length && Peek is ' ' or '\t' or ';' or '\n' or '\r')
            _at++;
        if (_at >= _text.Length)
            return true;
        if (!ReadAddresses())
            return false;
        SkipBlanks();
        while (Peek == '!' || Peek is ' ' or '\t')
        {
            if (_at >= _text.Length)
                return false;
            _at++;
        }
        if (_at >= _text.Length)
            return false;
        char command = _text[_at++];
        switch (command)
        {
            case '{' or '}' or '=' or 'd' or 'D' or 'g' or 'G' or 'h' or 'H' or 'n' or 'N' or 'p' or 'P' or 'x' or 'z' or 'F':
                return true;
            case '#':
                SkipLine();
                return true;
            case ':' or 'b' or 't' or 'T' or 'v':
                // GNU sed reads on behind the blank that ends a label.
                SkipBlanks();
                while (_at < _text.Length && Peek is not ('\n' or ';' or '}' or ' ' or '\t'))
                    _at++;
                return true;
            case 'l' or 'L' or 'q' or 'Q':
                SkipBlanks();
                while (char.IsAsciiDigit(Peek))
                    _at++;
                return true;
            case 'a' or 'i' or 'c':
                SkipText();
                return true;
            case 'r' or 'R':
                _sink.Read(RestOfLine(), isByOption: true);
                return true;
            case 'w' or 'W':
                _sink.Write(RestOfLine(), isByOption: true);
                return true;
            case 'e':
                ReadExecution();
                return true;
            case 's':
                return ReadSubstitution();
            case 'y':
                return ReadDelimited(out _) && SkipPart(_text[_delimiter], isPattern: false);
            default:
                return false;
        }
    }

    /// <summary>Where the delimiter of the current command stands.</summary>
    private int _delimiter;

    private bool ReadAddresses()
    {
        for (int i = 0; i < 2; i++)
        {
            if (!ReadAddress(isSecond: i == 1))
                return false;
            SkipBlanks();
            if (Peek != ',' || _at >= _text.Length)
                return true;
            _at++;
            SkipBlanks();
        }
        return true;
    }

    private bool ReadAddress(bool isSecond)
    {
        if (isSecond && Peek is '+' or '~')
            _at++;
        if (Peek == '$')
        {
            _at++;
            return true;
        }
        if (char.IsAsciiDigit(Peek))
        {
            while (char.IsAsciiDigit(Peek) || Peek == '~')
                _at++;
            return true;
        }
        if (Peek is not ('/' or '\\'))
            return true;
        if (_text[_at++] == '\\')
        {
            if (_at >= _text.Length)
                return false;
            _at++;
        }
        if (!SkipPart(_text[_at - 1], isPattern: true))
            return false;
        while (Peek is 'I' or 'M')
            _at++;
        return true;
    }

    private bool ReadSubstitution()
    {
        if (!ReadDelimited(out char delimiter) || !SkipPart(delimiter, isPattern: false))
            return false;
        while (_at < _text.Length)
        {
            char flag = Peek;
            if (flag is 'g' or 'p' or 'i' or 'I' or 'm' or 'M' || char.IsAsciiDigit(flag))
            {
                _at++;
            }
            else if (flag == 'e')
            {
                _sink.Gap("runs what its input says");
                _at++;
            }
            else if (flag == 'w')
            {
                _at++;
                _sink.Write(RestOfLine(), isByOption: true);
                return true;
            }
            else
            {
                return flag is ' ' or '\t' or '\n' or '\r' or ';' or '}' or '#';
            }
        }
        return true;
    }

    /// <summary>Takes the delimiter and the first part behind it.</summary>
    private bool ReadDelimited(out char delimiter)
    {
        delimiter = '\n';
        if (_at >= _text.Length)
            return false;
        _delimiter = _at;
        delimiter = _text[_at++];
        return delimiter is not ('\n' or '\\') && SkipPart(delimiter, isPattern: true);
    }

    /// <summary>Goes behind the next delimiter that stands outside brackets.</summary>
    private bool SkipPart(char delimiter, bool isPattern)
    {
        int bracket = -1;
        while (_at < _text.Length)
        {
            char c = _text[_at++];
            if (c == '\\' && _at < _text.Length)
            {
                // Whether this closes the brackets, seds do not agree on.
                if (bracket >= 0 && Peek == ']')
                    return false;
                _at++;
            }
            else if (isPattern && bracket < 0 && c == '[' && delimiter != '[')
            {
                bracket = _at + (Peek == '^' ? 1 : 0);
            }
            else if (bracket >= 0)
            {
                if (c == '[' && Peek is ':' or '.' or '=')
                    SkipClass();
                else if (c == ']' && _at - 1 > bracket)
                    bracket = -1;
            }
            else if (c == delimiter)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary><c>[:alpha:]</c>; the names are short.</summary>
    private void SkipClass()
    {
        const int LongestName = 16;
        var rest = _text.AsSpan(_at + 1, Math.Min(LongestName, _text.Length - _at - 1));
        int end = rest.IndexOf([Peek, ']']);
        if (end >= 0)
            _at += end + 3;
    }

    private void ReadExecution()
    {
        var command = RestOfLine();
        if (command.Text.Length == 0)
            _sink.Gap("runs what its input says");
        else
            _sink.Shell("sh", command, []);
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && Peek is ' ' or '\t')
            _at++;
    }

    private void SkipLine()
    {
        while (_at < _text.Length && Peek != '\n')
            _at++;
    }

    /// <summary>Text to the end of the line; a backslash at the end takes the next line too.</summary>
    private void SkipText()
    {
        while (_at < _text.Length && Peek != '\n')
            _at += Peek == '\\' ? 2 : 1;
        _at = Math.Min(_at, _text.Length);
    }

    private ShellWord RestOfLine()
    {
        SkipBlanks();
        int start = _at;
        SkipLine();
        return new ShellWord(_text[start.._at], _place);
    }
}
