using System.Globalization;
using System.Text;
using ActionGate.Scanning.Python.Syntax;

namespace ActionGate.Scanning.Python.Notebooks;

/// <summary>
/// A block as IPython takes it, put into Python: <c>!ls</c> becomes <c>get_ipython().system("ls")</c>, as IPython itself does it. Each line
/// stays in its place. Only for texts that are no Python.
/// </summary>
internal sealed class NotebookText
{
    private readonly string _source;
    private readonly StringBuilder _text = new();
    private readonly List<int> _rewritten = [];
    private int _at;

    private NotebookText(string source) => _source = source;

    /// <summary>The Python text.</summary>
    internal string Text { get; private set; } = "";

    /// <summary>The line of the whole block in which the body of a cell magic begins that is no Python; 0 where there is none.</summary>
    internal int BodyLine { get; private set; }

    /// <summary>Puts a block into Python.</summary>
    /// <returns><see langword="null"/> where nothing in it is IPython's.</returns>
    internal static NotebookText? Read(string source)
    {
        var text = new NotebookText(source);
        text.ReadAll();
        text.Text = text._text.ToString();
        return text._rewritten.Count > 0 && text.IsFaithful() ? text : null;
    }

    private void ReadAll()
    {
        if (_source.StartsWith('\uFEFF'))
            _at = 1;
        if (ReadCell())
            return;
        while (_at < _source.Length)
        {
            int start = SkipBlanks(_at);
            if (start < _source.Length && _source[start] is '!' or '%' or '?')
            {
                Copy(start);
                ReadCommand();
            }
            else if (IsHelp(start))
            {
                Copy(start);
                Put("pass");
                _at = EndOfLine(start);
            }
            else
            {
                ReadLine();
            }
        }
    }

    /// <summary>A whole cell for one magic. For those that run Python, the first line is a command, and the others are read as usual.</summary>
    private bool ReadCell()
    {
        int start = _at;
        while (start < _source.Length && _source[start] is ' ' or '\t' or '\r' or '\n')
            start++;
        int lineStart = start == 0 ? 0 : _source.LastIndexOf('\n', start - 1) + 1;
        if (start + 2 >= _source.Length || lineStart != start || !_source.AsSpan(start).StartsWith("%%") || !IsNamePart(_source[start + 2]))
            return false;
        int end = EndOfLine(start);
        var (name, line) = Split(_source[(start + 2)..end]);
        if (name.EndsWith('?'))
            return false;
        Copy(start);
        if (MagicNames.RunsPythonBody(name))
        {
            Put($"get_ipython().run_line_magic({Quote(name)}, {Quote(line)})");
            _at = end;
            return false;
        }
        int body = Math.Min(end + 1, _source.Length);
        if (end < _source.Length && _source[end] == '\r' && body < _source.Length && _source[body] == '\n')
            body++;
        Put($"get_ipython().run_cell_magic({Quote(name)}, {Quote(line)}, {Quote(_source[body..])})");
        BodyLine = _source.AsSpan(0, start).Count('\n') + 2;
        _at = _source.Length;
        return true;
    }

    /// <summary>From an escape character to the end of the line, and of those that a backslash joins to it.</summary>
    private void ReadCommand()
    {
        string command = TakeJoinedLines(out int lines);
        if (command[0] == '?' || (command[0] == '%' && command.EndsWith('?')))
        {
            Put("pass");
        }
        else if (command[0] == '!')
        {
            bool isDouble = command.StartsWith("!!", StringComparison.Ordinal);
            Put($"get_ipython().{(isDouble ? "getoutput" : "system")}({Quote(command[(isDouble ? 2 : 1)..].Trim())})");
        }
        else
        {
            PutMagic(command);
        }
        _text.Append('\n', lines);
    }

    private void PutMagic(string command)
    {
        var (name, line) = Split(command[1..]);
        Put($"get_ipython().run_line_magic({Quote(name)}, {Quote(line)})");
    }

    /// <summary>One logical line of Python, in which a command may stand behind a <c>=</c>.</summary>
    private void ReadLine()
    {
        int depth = 0;
        int at = _at;
        while (at < _source.Length)
        {
            char c = _source[at];
            switch (c)
            {
                case '"' or '\'':
                    at = SkipString(at);
                    continue;
                case '#':
                    at = EndOfLine(at);
                    continue;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}':
                    depth = Math.Max(0, depth - 1);
                    break;
                case '\\' when at + 1 < _source.Length:
                    at += _source[at + 1] == '\r' && at + 2 < _source.Length && _source[at + 2] == '\n' ? 3 : 2;
                    continue;
                case '\n' or '\r' when depth == 0:
                    at += c == '\r' && at + 1 < _source.Length && _source[at + 1] == '\n' ? 2 : 1;
                    Copy(at);
                    return;
                case '=' when depth == 0 && IsAssignedCommand(at, out int command):
                    Copy(command);
                    PutAssigned();
                    return;
            }
            at++;
        }
        Copy(at);
    }

    private bool IsAssignedCommand(int equals, out int command)
    {
        command = SkipBlanks(equals + 1);
        if (equals == 0 || "=!<>+-*/%&|^@:~".Contains(_source[equals - 1], StringComparison.Ordinal) || command >= _source.Length)
            return false;
        return _source[command] == '!' || (_source[command] == '%' && command + 1 < _source.Length && IsNamePart(_source[command + 1]));
    }

    private void PutAssigned()
    {
        string command = TakeJoinedLines(out int lines);
        if (command[0] == '%')
            PutMagic(command);
        else
            Put($"get_ipython().getoutput({Quote(command[1..].Trim())})");
        _text.Append('\n', lines);
    }

    /// <summary><c>name?</c>, alone in its line.</summary>
    private bool IsHelp(int start)
    {
        int end = EndOfLine(start);
        var line = _source.AsSpan(start, end - start).TrimEnd();
        if (line.Length < 2 || line[^1] != '?')
            return false;
        line = line.TrimEnd('?');
        foreach (char c in line)
        {
            if (!IsNamePart(c) && c is not ('.' or '*'))
                return false;
        }
        return !line.IsEmpty;
    }

    /// <summary>Takes the text from here to the end of its line, and moves behind it, but not behind the line end.</summary>
    private string TakeJoinedLines(out int lines)
    {
        lines = 0;
        var command = new StringBuilder();
        while (true)
        {
            int end = EndOfLine(_at);
            var line = _source.AsSpan(_at, end - _at).TrimEnd();
            if (line.IsEmpty || line[^1] != '\\' || end == _source.Length)
            {
                command.Append(line);
                _at = end;
                return command.ToString();
            }
            command.Append(line[..^1].TrimEnd()).Append(' ');
            lines++;
            _at = end + (_source[end] == '\r' && end + 1 < _source.Length && _source[end + 1] == '\n' ? 2 : 1);
        }
    }

    private int SkipString(int at)
    {
        char quote = _source[at];
        bool isTriple = at + 2 < _source.Length && _source[at + 1] == quote && _source[at + 2] == quote;
        for (at += isTriple ? 3 : 1; at < _source.Length; at++)
        {
            char c = _source[at];
            if (c == '\\')
                at++;
            else if (c is '\n' or '\r' && !isTriple)
                return at;
            else if (c == quote && !isTriple)
                return at + 1;
            else if (c == quote && at + 2 < _source.Length && _source[at + 1] == quote && _source[at + 2] == quote)
                return at + 3;
        }
        return _source.Length;
    }

    /// <summary>Everything that was put in is read as code, and is not, for whoever knows the language better, part of a string.</summary>
    private bool IsFaithful()
    {
        var buffer = Lexer.Read(Text, Text.StartsWith('\uFEFF') ? 1 : 0, out _, out _);
        try
        {
            int next = 0;
            foreach (var token in buffer.Tokens)
            {
                if (next < _rewritten.Count && token.Start == _rewritten[next] && token.Kind is TokenKind.Name or TokenKind.Pass && token.End > token.Start)
                    next++;
            }
            return next == _rewritten.Count;
        }
        finally
        {
            buffer.Dispose();
        }
    }

    private static (string Name, string Line) Split(string command)
    {
        int blank = command.AsSpan().IndexOfAny(" \t");
        return blank < 0 ? (command.Trim(), "") : (command[..blank], command[blank..].Trim());
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 16).Append('"');
        foreach (char c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (c < ' ' || c == 0x7f)
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else
                quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }

    private void Put(string code)
    {
        _rewritten.Add(_text.Length);
        _text.Append(code);
    }

    private void Copy(int end)
    {
        _text.Append(_source, _at, end - _at);
        _at = end;
    }

    private int EndOfLine(int at)
    {
        int length = _source.AsSpan(at).IndexOfAny('\n', '\r');
        return length < 0 ? _source.Length : at + length;
    }

    private int SkipBlanks(int at)
    {
        while (at < _source.Length && _source[at] is ' ' or '\t' or '\f')
            at++;
        return at;
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_' || c > 0x7f;
}
