using System.Buffers;
using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Other programs, and code in strings.</summary>
internal sealed partial class Interpreter
{
    private const int MaxNestedCode = 8;

    /// <summary>Characters that a shell takes as they are wherever they stand; <c>shlex.quote</c> has the same list.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-");

    private int _nestedCode;

    /// <summary>A process gets an input that is not the code's own.</summary>
    private bool _isProcessFed;

    /// <summary>The folder in which a process starts that is given one of its own.</summary>
    private TextValue? _folderOfProcess;

    private void RunShell(Value? text, string api)
    {
        switch (text)
        {
            case Alternatives several:
                foreach (var one in several.Values)
                    RunShell(one, api);
                return;
            case SequenceValue vector:
                AddCommand(Line(vector), api, WordsOf(vector));
                return;
            default:
                AddCommand(text is TextValue known ? known : TextValue.Unknown, api);
                return;
        }
    }

    private void AddCommand(TextValue text, string api, IReadOnlyList<string?>? arguments = null)
    {
        if (_isInputReplaced)
            _findings.Hide("a program gets a standard input that nobody knows");
        var folder = _folderOfProcess ?? _folder?.AsText();
        _findings.Add(ActionKind.ShellExec, text, api, _at, arguments, folder?.Text, _isProcessFed);
        _findings.Embedded.Add(new EmbeddedCode("bash", text, _findings.PositionOf(_findings.FixedPlace ?? _at), _findings.Via) { Folder = folder });
    }

    private Value? RunProcess(Value? command, CallArguments arguments, string api)
    {
        if (Option(arguments, 6, "preexec_fn") is { } before and not NoneValue)
            Invoke(before, CallArguments.None);
        AddEnvironment(Option(arguments, 10, "env"), api);
        if (Option(arguments, 9, "cwd") is { } folder and not NoneValue)
            _folderOfProcess = PathsOf(folder) is { } path ? PlacesOf(path).First() : TextValue.Unknown;
        var shell = Option(arguments, 8, "shell");
        var executable = Option(arguments, 2, "executable");
        _isProcessFed = IsFed(command, arguments);
        AddProcess(command, shell, executable is NoneValue ? null : executable, api);
        _folderOfProcess = null;
        _isProcessFed = false;
        return Fed(command, arguments, api);
    }

    private void AddProcess(Value? command, Value? shell, Value? executable, string api)
    {
        if (command is Alternatives several)
        {
            foreach (var one in several.Values)
                AddProcess(one, shell, executable, api);
            return;
        }
        bool isShell = shell is not null && shell.Truth != false;
        if (command is SequenceValue vector)
        {
            // With a shell, the first element is its text, and the others are parameters of that.
            if (isShell)
                AddCommand(vector.Items.Count > 0 && (vector.IsExact || vector.KnownPrefix > 0) ? vector.Items[0].AsText() : TextValue.Unknown, api);
            if (shell is not { Truth: true })
                AddCommand(Line(vector, executable), api, WordsOf(vector, executable));
        }
        else
        {
            AddCommand(command is TextValue or TypedValue { Content: not null } ? command.AsText() : TextValue.Unknown, api);
        }
        if (executable is not null && (command is not SequenceValue || isShell) && !IsShell(executable.AsText().Text))
            AddCommand(Line(executable), api);
    }

    /// <summary>An argument of <c>Popen</c>, which has far more places than callers use: more positional ones are taken to be few.</summary>
    private static Value? Option(CallArguments arguments, int index, string name) =>
        index < arguments.Positional.Count ? arguments.Positional[index] : arguments.Keyword(name);

    /// <summary>What a program is given to run by its standard input.</summary>
    private Value? Fed(Value? command, CallArguments arguments, string api)
    {
        var program = ProgramOf(command);
        if (program is null)
            return null;
        bool isShell = IsShell(program);
        if (arguments.Named.TryGetValue("input", out var input) && input is not NoneValue)
            Feed(input, isShell, program, api);
        // Another process, or a file, of which nobody knows what it holds.
        else if (Option(arguments, 3, "stdin") is { } stdin and not NoneValue && !IsNoInput(stdin))
            Feed(TextValue.Unknown, isShell, program, api);
        return api.EndsWith(".Popen", StringComparison.Ordinal) || api.StartsWith("asyncio.", StringComparison.Ordinal)
            ? new TypedValue(isShell ? "subprocess.Shell" : "subprocess.Interpreter", TextValue.Of(program))
            : null;
    }

    /// <summary>What a program that runs something else reads; what runs its input itself is followed there.</summary>
    private static bool IsFed(Value? command, CallArguments arguments) =>
        ProgramOf(command) is null &&
        (arguments.Keyword("input") is { } input and not NoneValue && !(input is TextValue { IsExact: true, Text: "" }) || Option(arguments, 3, "stdin") is { } stdin && !IsOwnInput(stdin));

    /// <summary>Those that stand in places are the program's.</summary>
    private static CallArguments NamedOf(CallArguments arguments) => new([]) { Named = arguments.Named, MoreNamed = arguments.MoreNamed };

    /// <summary>It is the code's own, or nothing: <c>DEVNULL</c>.</summary>
    private static bool IsOwnInput(Value stdin) =>
        stdin is NoneValue or IntegerValue { Value: 0 or -3 } || stdin is ApiValue api && api.Name.EndsWith(".DEVNULL", StringComparison.Ordinal);

    /// <summary>The numbers are those of the constants; 0 is this process's own.</summary>
    private static bool IsNoInput(Value stdin) =>
        stdin is IntegerValue { Value: 0 or -1 or -3 } || stdin is ApiValue api && (api.Name.EndsWith(".PIPE", StringComparison.Ordinal) || api.Name.EndsWith(".DEVNULL", StringComparison.Ordinal));

    private void Feed(Value? text, bool isShell, string program, string api)
    {
        if (isShell)
        {
            // What it runs reads on where it stands.
            _isProcessFed = true;
            RunShell(text is SequenceValue lines ? lines.AnyItem : text, api);
            _isProcessFed = false;
            return;
        }
        if (program.StartsWith("py", StringComparison.Ordinal))
        {
            var frame = _frame;
            _frame = new Frame(null);
            RunCode(text ?? UnknownValue.Instance, api, isExpression: false);
            _frame = frame;
            return;
        }
        _findings.Add(ActionKind.DynamicCode, text is TextValue code ? code : TextValue.Unknown, api, _at);
        _findings.Hide("code is handed to another interpreter");
    }

    private static bool IsShell(string name) =>
        name[(name.LastIndexOf('/') + 1)..] is "sh" or "bash" or "zsh" or "dash" or "ksh" or "ash" or "rbash" or "fish" or "mksh";

    /// <summary>Variables by which a program that gets them loads or runs something, in the environment that a process is given.</summary>
    private void AddEnvironment(Value? environment, string api)
    {
        switch (environment)
        {
            case Alternatives several:
                foreach (var one in several.Values)
                    AddEnvironment(one, api);
                break;
            case MappingValue mapping:
                foreach (var (_, key) in mapping.Keys)
                {
                    if (key is TextValue name && IsLoader(name.Text))
                        _findings.Add(ActionKind.EnvWrite, name, api, _at);
                }
                break;
        }
    }

    private static bool IsLoader(string name) =>
        name.StartsWith("LD_", StringComparison.Ordinal) || name.StartsWith("DYLD_", StringComparison.Ordinal) || name.StartsWith("PYTHON", StringComparison.Ordinal)
        || name.StartsWith("GIT_", StringComparison.Ordinal) || name.StartsWith("PERL5", StringComparison.Ordinal) || name.StartsWith("npm_config_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("PIP_", StringComparison.Ordinal) || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase)
        || name is "PATH" or "IFS" or "BASH_ENV" or "ENV" or "SHELLOPTS" or "BASHOPTS" or "PS4" or "HOME" or "PAGER" or "EDITOR" or "VISUAL" or "BROWSER" or "SHELL"
            or "NODE_OPTIONS" or "NODE_PATH" or "RUBYOPT" or "RUBYLIB" or "JAVA_TOOL_OPTIONS" or "_JAVA_OPTIONS" or "CLASSPATH" or "PROMPT_COMMAND" or "GCONV_PATH"
            or "CDPATH" or "LESSOPEN" or "LESSCLOSE" or "MANPAGER" or "SSH_ASKPASS" or "SUDO_ASKPASS" or "COMSPEC" or "PATHEXT";

    /// <summary>A program's arguments one by one; at the end <see langword="null"/> for any number of further ones.</summary>
    private static string?[]? WordsOf(Value? value, Value? program = null)
    {
        if (value is not SequenceValue vector)
            return null;
        int known = vector.IsExact ? vector.Items.Count : Math.Min(vector.KnownPrefix, vector.Items.Count);
        var words = new string?[vector.IsExact ? known : known + 1];
        for (int i = 0; i < known; i++)
            words[i] = (i == 0 && program is TextValue ? program : vector.Items[i]).AsText().Text;
        return words;
    }

    /// <summary>A program and its arguments as <c>shlex.join</c> puts them.</summary>
    private static TextValue Line(Value? value, Value? program = null)
    {
        if (value is not SequenceValue vector)
            return value is TextValue or TypedValue { Content: not null } ? Quoted(value.AsText()) : TextValue.Unknown;
        var line = default(TextValue.Builder);
        int known = vector.IsExact ? vector.Items.Count : Math.Min(vector.KnownPrefix, vector.Items.Count);
        for (int i = 0; i < known; i++)
        {
            if (i > 0)
                line.Add(" ");
            line.Add(Quoted(i == 0 && program is TextValue or TypedValue { Content: not null } ? program.AsText() : vector.Items[i].AsText()));
        }
        if (!vector.IsExact)
            line.Add(known > 0 ? " \0" : "\0");
        return line.Build();
    }

    /// <summary>One word, also where parts of it are not known: what it holds is not the shell's that reads the line.</summary>
    private static TextValue Quoted(TextValue word)
    {
        bool isPlain = word.IsExact ? !word.Text.AsSpan().ContainsAnyExcept(Plain) : !word.Text.Replace("\0", "", StringComparison.Ordinal).AsSpan().ContainsAnyExcept(Plain);
        if (word.Text.Length > 0 && isPlain)
            return word;
        return TextValue.Of("'" + word.Text.Replace("'", "'\"'\"'", StringComparison.Ordinal) + "'");
    }

    private SequenceValue Program(Value? program, ApiArgument rest, CallArguments arguments)
    {
        var items = new List<Value> { program ?? UnknownValue.Instance };
        items.AddRange(arguments.From(rest.Position ?? 1).Positional);
        var vector = new SequenceValue(SequenceKind.List, items, true, _condition);
        if (arguments.MorePositional is { } more)
            vector.Add(more, false);
        return vector;
    }

    /// <summary>Code that gets its names in mappings, and leaves there what it sets.</summary>
    private Value RunCodeWith(Value code, CallArguments arguments, string api)
    {
        bool isExpression = api.EndsWith(".eval", StringComparison.Ordinal);
        var given = arguments.At(1, "globals") as MappingValue;
        var local = arguments.At(2, "locals") as MappingValue;
        if (local is null && arguments.At(1, "globals") is NamesValue { Frame: { } named } && arguments.At(2, "locals") is null && !ReferenceEquals(named, _frame))
            return RunIn(named, code, api, isExpression);
        if (given is null && local is null)
            return RunAmongNames(code, api, isExpression);
        var outer = _frame;
        _frame = new Frame(outer) { Function = outer.Function, Self = outer.Self };
        foreach (var mapping in (ReadOnlySpan<MappingValue?>)[given, local])
        {
            foreach (var (text, key) in mapping?.Keys ?? [])
            {
                if (key is TextValue { IsExact: true } name)
                    _frame.Names[name.Text] = mapping!.Entries[text];
            }
        }
        var result = RunCode(code, api, isExpression);
        var names = _frame.Names;
        _frame = outer;
        foreach (var (name, value) in names)
            (local ?? given)!.Set(TextValue.Of(name), value, (local ?? given)!.Condition == _condition);
        return result;
    }

    /// <summary>Sets names of another frame, perhaps.</summary>
    private Value RunIn(Frame frame, Value code, string api, bool isExpression)
    {
        var outer = _frame;
        _frame = frame;
        var before = CopyNames();
        var result = RunCode(code, api, isExpression);
        foreach (var (name, value) in before)
        {
            if (_frame.Names.TryGetValue(name, out var now) && !now.IsSame(value))
                _frame.Names[name] = Alternatives.Join(value, now);
        }
        _frame = outer;
        Touch(null);
        return result;
    }

    /// <summary>In a function the names that it has stay what they are, whatever <c>exec</c> sets; other code in strings sees the others.</summary>
    private Value RunAmongNames(Value code, string api, bool isExpression)
    {
        if (_frame.Function is null)
            return RunCode(code, api, isExpression);
        var before = CopyNames();
        var result = RunCode(code, api, isExpression);
        foreach (var (name, value) in before)
        {
            if (_frame.Names.TryGetValue(name, out var now) && !now.IsSame(value))
                _frame.Names[name] = Alternatives.Join(value, now);
        }
        foreach (string name in new List<string>(_frame.Names.Keys))
        {
            if (!before.ContainsKey(name) && FindOutside(name) is { } outside)
                _frame.Names[name] = Alternatives.Join(outside, _frame.Names[name]);
        }
        return result;
    }

    private Value RunCode(Value code, string api, bool isExpression)
    {
        switch (code)
        {
            case Alternatives several:
                Value? any = null;
                foreach (var one in several.Values)
                {
                    var part = RunCode(one, api, isExpression);
                    any = any is null ? part : Alternatives.Join(any, part);
                }
                return any!;
            case FunctionValue or BoundValue or PartialValue or ApiValue or MethodValue:
                return Invoke(code, CallArguments.None);
        }
        var text = code is TextValue or TypedValue { Type: "code" } ? code.AsText() : TextValue.Unknown;
        _findings.Add(ActionKind.DynamicCode, text, api, _at);
        if (!text.IsExact || _nestedCode >= MaxNestedCode)
        {
            _findings.Hide("code is made while running");
            return LostValue.Instance;
        }
        // eval takes blanks before the expression; exec of an expression is that expression too.
        var parsed = isExpression ? PythonParser.ParseExpression(text.Text.TrimEnd(), 200) : PythonParser.Parse(text.Text, 200, isMangled: true);
        if (parsed.Body is not { } module)
        {
            _findings.Hide("code in a string does not parse");
            return UnknownValue.Instance;
        }
        int? place = _findings.FixedPlace;
        var via = _findings.Via;
        _findings.FixedPlace = place ?? _at;
        _findings.Via = [.. via, "python"];
        _nestedCode++;
        int first = _defined.Count;
        Value result = NoneValue.Instance;
        if (isExpression && module.Body is [Expr expression])
            result = Evaluate(expression.Value);
        else
            RunBlock(module.Body);
        for (int i = first; i < _defined.Count && !IsSpent; i++)
        {
            if (_nestedCode == 1 && !_entered.Contains(_defined[i].Node))
                EnterUnknown(_defined[i]);
        }
        for (int i = first; i < _defined.Count; i++)
            _foreign.Add(_defined[i].Node);
        _nestedCode--;
        _findings.FixedPlace = place;
        _findings.Via = via;
        return result;
    }

    private Value ImportByName(Value? name, string api)
    {
        if (name is Alternatives several)
        {
            Value? any = null;
            foreach (var one in several.Values)
            {
                var part = ImportByName(one, api);
                any = any is null ? part : Alternatives.Join(any, part);
            }
            return any!;
        }
        if (name is not TextValue { IsExact: true } known)
        {
            _findings.AddUnknownCode(api, _at);
            return LostValue.Instance;
        }
        var module = ImportModule(known.Text);
        return api.EndsWith("__import__", StringComparison.Ordinal) && module is ApiValue ? Symbol(TopOf(known.Text)) : module;
    }
}
