using ActionGate.Scanning.Python.Notebooks;
using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Commands and magics of IPython.</summary>
internal sealed partial class Interpreter
{
    /// <summary>A command of the shell, as <c>!</c> hands it over.</summary>
    private SequenceValue RunNotebookShell(Value? command, string api)
    {
        RunShell(command is TextValue text ? Interpolate(text) : command, api);
        return new SequenceValue(SequenceKind.List, [TextValue.Unknown], false, _condition);
    }

    private Value RunMagic(Value? name, Value? line, Value? body, string api)
    {
        if (name is not TextValue { IsExact: true } known)
        {
            _findings.AddUnknownCode(api, _at);
            return LostValue.Instance;
        }
        if (body is null && MagicNames.RunsPythonLine(known.Text))
            return line is TextValue { IsExact: true } code ? RunInline(SkipOptions(code.Text)) : RunInline(null);
        var rest = line is TextValue text ? Interpolate(text) : line is null ? TextValue.Of("") : TextValue.Unknown;
        return body is null ? RunLineMagic(known.Text, rest, "%" + known.Text) : RunCellMagic(known.Text, rest, body, "%%" + known.Text);
    }

    private Value RunLineMagic(string name, TextValue line, string api)
    {
        if (MagicNames.Program(name) is { } program)
        {
            AddCommand(TextValue.Concat(TextValue.Of(line.Text.Length > 0 ? program + " " : program), line), api);
            return UnknownValue.Instance;
        }
        switch (name)
        {
            case "cd" or "pushd":
                ChangeFolder(line);
                break;
            case "popd" or "bookmark":
                _folder = TextValue.Unknown;
                break;
            case "sx" or "system" or "sc" or "!":
                return RunNotebookShell(line, api);
            case "env" or "set_env":
                UseEnvironment(line, api);
                return TextValue.Unknown;
            case "run":
                RunFile(line, api);
                break;
            case "load" or "loadpy" or "pycat":
                var source = FirstWord(line);
                if (!AddIfUrl(source, api))
                    AddPath(ActionKind.FileRead, source, api);
                break;
            case "save" or "logstart" or "notebook" or "edit":
                AddPath(ActionKind.FileWrite, FirstWord(line), api);
                if (name == "edit")
                    _findings.AddUnknownCode(api, _at);
                break;
            case "load_ext" or "reload_ext":
                if (!line.IsExact || !MagicNames.IsHarmlessExtension(line.Text))
                    ImportByName(line, "%load_ext");
                break;
            case "capture":
                BindCaptured(line);
                break;
            case "pylab":
                Use("numpy", "np");
                Use("matplotlib.pyplot", "plt");
                break;
            case "config":
                int equals = line.Text.IndexOf('=', StringComparison.Ordinal);
                if (equals >= 0)
                    RunInline(line.IsExact ? line.Text[(equals + 1)..].Trim() : null);
                break;
            default:
                if (!MagicNames.IsHarmless(name) || line.Text.Contains("-f", StringComparison.Ordinal))
                {
                    _findings.AddUnknownCode(api, _at);
                    return LostValue.Instance;
                }
                break;
        }
        return UnknownValue.Instance;
    }

    private Value RunCellMagic(string name, TextValue line, Value body, string api)
    {
        var text = body is TextValue known ? known : TextValue.Unknown;
        if (name is "writefile" or "file")
        {
            AddPath(ActionKind.FileWrite, FirstWord(line), api);
            return NoneValue.Instance;
        }
        if (MagicNames.ShowsBody(name))
            return NoneValue.Instance;
        if (MagicNames.RunsPythonBody(name))
        {
            if (name == "capture")
                BindCaptured(line);
            return RunInline(text.IsExact ? text.Text : null);
        }
        string? program = MagicNames.Interpreter(name);
        if (name == "script")
        {
            // Its own options, and then the program with its arguments.
            line = TextValue.Of(SkipOptions(line.Text));
            program = line.Text switch { "bash" or "sh" => line.Text, "python" or "python3" or "python -" or "python3 -" => CodeLanguage.Python, _ => null };
            if (program is null)
                _findings.Add(ActionKind.ShellExec, line.Text.Length > 0 ? line : TextValue.Unknown, api, _at);
        }
        if (program is "bash" or "sh")
        {
            _findings.Add(ActionKind.ShellExec, text, api, _at, folder: _folder?.AsText().Text);
            AddEmbedded(program, text);
            return NoneValue.Instance;
        }
        _findings.Add(ActionKind.DynamicCode, text, api, _at);
        if (program is "python" or "python3" or "pypy" && text.IsExact)
            AddEmbedded(CodeLanguage.Python, text);
        else
            _findings.Hide("code in another language");
        return NoneValue.Instance;
    }

    private void AddEmbedded(string language, TextValue text)
    {
        var place = _findings.PositionOf(_findings.FixedPlace ?? _at);
        bool hasLines = _findings.BodyLine > 0;
        _findings.Embedded.Add(new EmbeddedCode(language, text, hasLines ? new TextPosition(_findings.BodyLine, 1) : place, _findings.Via) { HasLines = hasLines, Folder = _folder?.AsText() });
    }

    private void ChangeFolder(TextValue line)
    {
        string text = line.Text.StartsWith("-q ", StringComparison.Ordinal) ? line.Text[3..].Trim() : line.Text;
        var folder = text.Length == 0 ? TextValue.Of("~") : text[0] == '-' ? TextValue.Unknown : Unquoted(TextValue.Of(text));
        _folder = _condition == 0 ? PathFolding.Join(_folder?.AsText() ?? TextValue.Of(""), folder) : TextValue.Unknown;
    }

    private void UseEnvironment(TextValue line, string api)
    {
        int end = line.Text.AsSpan().IndexOfAny("= \t");
        if (line.Text.Length == 0)
            _findings.Add(ActionKind.EnvRead, TextValue.Of("*"), api, _at);
        else if (end < 0 && api == "%env")
            _findings.Add(ActionKind.EnvRead, line, api, _at);
        else
            _findings.Add(ActionKind.EnvWrite, end < 0 ? line : TextValue.Of(line.Text[..end]), api, _at);
    }

    /// <summary><c>%run x.py</c>: a script, whose names are those of the notebook afterwards.</summary>
    private void RunFile(TextValue line, string api)
    {
        string rest = line.Text;
        bool isModule = false;
        while (rest.StartsWith('-'))
        {
            int blank = rest.IndexOf(' ', StringComparison.Ordinal);
            isModule |= rest.StartsWith("-m", StringComparison.Ordinal);
            rest = blank < 0 ? "" : rest[blank..].TrimStart();
        }
        var file = FirstWord(TextValue.Of(rest));
        if (isModule)
        {
            ImportByName(file, api);
        }
        else
        {
            if (file.IsExact && !file.Text.EndsWith(".py", StringComparison.Ordinal) && !file.Text.EndsWith(".ipynb", StringComparison.Ordinal))
                file = TextValue.Concat(file, TextValue.Of(".py"));
            _findings.Add(ActionKind.ScriptExec, _folder is null ? file : PathFolding.Join(_folder.AsText(), file), api, _at);
        }
        _hasForeignStar = true;
    }

    /// <summary>Python in a magic's line or body, among the names that hold here.</summary>
    private Value RunInline(string? code)
    {
        if (code is { Length: 0 })
            return UnknownValue.Instance;
        if (code is null || _nestedCode >= MaxNestedCode || Parsed(code) is not { } module)
        {
            _findings.Hide("code in a magic is not known");
            _findings.AddUnknownCode("", _at);
            return LostValue.Instance;
        }
        return InPlace(() =>
        {
            if (module.Body is [Expr only])
                return Evaluate(only.Value);
            RunBlock(module.Body);
            return UnknownValue.Instance;
        });
    }

    private static Module? Parsed(string code)
    {
        if (PythonParser.Parse(code, 200, isMangled: true).Body is { } module)
            return module;
        return NotebookText.Read(code) is { } notebook ? PythonParser.Parse(notebook.Text, 200, isMangled: true).Body : null;
    }

    /// <summary>What is read now stands, for whoever is told, where the text is that holds it.</summary>
    private Value InPlace(Func<Value> read)
    {
        int? place = _findings.FixedPlace;
        int at = _at;
        int first = _defined.Count;
        _findings.FixedPlace = place ?? at;
        _nestedCode++;
        var value = read();
        _nestedCode--;
        _at = at;
        _findings.FixedPlace = place;
        for (int i = first; i < _defined.Count; i++)
            _foreign.Add(_defined[i].Node);
        return value;
    }

    private static string SkipOptions(string line)
    {
        line = line.TrimStart();
        while (line.Length > 1 && line[0] == '-' && char.IsAsciiLetter(line[line[1] == '-' && line.Length > 2 ? 2 : 1]))
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            // -n 10, -f name: the value is an option's.
            bool hasValue = blank == 2 && line[1] is 'n' or 'r' or 'f' or 's' or 'l' or 'T' or 'D' or 't' && blank + 1 < line.Length;
            line = blank < 0 ? "" : line[blank..].TrimStart();
            if (hasValue && line.Length > 0 && (char.IsAsciiDigit(line[0]) || line.Contains(' ', StringComparison.Ordinal)))
                line = line.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var end ? line[end..].TrimStart() : "";
        }
        return line;
    }

    private void BindCaptured(TextValue line)
    {
        foreach (string word in line.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word[0] != '-')
                BindName(word, UnknownValue.Instance);
        }
    }

    private void Use(string module, string name)
    {
        var value = ImportModule(module);
        BindName(name, value);
        if (value is ApiValue api)
            (_stars ??= []).Add(api.Name);
    }

    private static TextValue FirstWord(TextValue line)
    {
        string text = line.Text;
        while (text.StartsWith('-') && text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var blank)
            text = text[blank..].TrimStart();
        if (text.Length == 0 || text[0] == '-')
            return TextValue.Unknown;
        if (text[0] is '"' or '\'')
        {
            int quote = text.IndexOf(text[0], 1);
            return TextValue.Of(quote < 0 ? text[1..] : text[1..quote]);
        }
        int end = text.IndexOf(' ', StringComparison.Ordinal);
        return TextValue.Of(end < 0 ? text : text[..end]);
    }

    private static TextValue Unquoted(TextValue word) =>
        word.Text is ['"' or '\'', .., '"' or '\''] && word.Text.Length > 1 ? TextValue.Of(word.Text[1..^1]) : word;

    /// <summary>Puts in what IPython puts in: <c>{expression}</c>, and <c>$name</c> for a name of the notebook. Where one can't be read, the text stays.</summary>
    private TextValue Interpolate(TextValue line)
    {
        string text = line.Text;
        if (!line.IsExact || text.AsSpan().IndexOfAny('{', '$') < 0)
            return line;
        var result = default(TextValue.Builder);
        for (int at = 0; at < text.Length;)
        {
            int next = text.AsSpan(at).IndexOfAny("{}$");
            if (next < 0)
            {
                result.Add(text.AsSpan(at));
                break;
            }
            result.Add(text.AsSpan(at, next));
            at += next;
            if (text[at] == '$')
            {
                AddVariable(ref result, text, ref at);
            }
            else if (at + 1 < text.Length && text[at + 1] == text[at])
            {
                result.Add(text.AsSpan(at, 1));
                at += 2;
            }
            else
            {
                int end = text.IndexOf('}', at);
                if (text[at] == '}' || end < 0 || Field(text[(at + 1)..end]) is not { } value)
                    return line;
                result.Add(value);
                at = end + 1;
            }
        }
        return result.Build();
    }

    private TextValue? Field(string expression)
    {
        if (PythonParser.ParseExpression(expression.Trim(), 100).Body?.Body is not [Expr only] || _nestedCode >= MaxNestedCode)
            return null;
        return InPlace(() => Evaluate(only.Value)) switch
        {
            MissingValue => null,
            var value => value.AsText(),
        };
    }

    private void AddVariable(ref TextValue.Builder result, string text, ref int at)
    {
        int start = at + 1;
        int end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '.'))
            end++;
        string name = text[start..end].TrimEnd('.');
        bool isQuoted = text.AsSpan(start).Count('\'') % 2 != 0;
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (name.Length > 0 && !isQuoted && _module.Names.TryGetValue(dot < 0 ? name : name[..dot], out var value))
        {
            result.Add(dot < 0 ? value.AsText() : TextValue.Unknown);
            at = start + name.Length;
            return;
        }
        // A variable of the shell, or $$ for the text of one.
        bool isDouble = start < text.Length && text[start] == '$';
        result.Add("$");
        at = isDouble ? start + 1 : start;
    }
}
