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

    /// <summary>The folder in which a process starts that is given one of its own.</summary>
    private TextValue? _startFolder;

    private void RunShell(Value? text, string api)
    {
        switch (text)
        {
            case Alternatives several:
                foreach (var one in several.Values)
                    RunShell(one, api);
                return;
            case SequenceValue vector:
                AddCommand(Line(vector), api);
                return;
            default:
                AddCommand(text is TextValue known ? known : TextValue.Unknown, api);
                return;
        }
    }

    private void AddCommand(TextValue text, string api)
    {
        _findings.Add(ActionKind.ShellExec, text, api, _at);
        _findings.Embedded.Add(new EmbeddedCode("bash", text, _findings.PositionOf(_findings.FixedPlace ?? _at), _findings.Via) { Folder = _startFolder ?? _folder });
    }

    private void RunProcess(Value? command, CallArguments arguments, string api)
    {
        if (arguments.Keyword("preexec_fn") is { } before)
            Invoke(before, CallArguments.None);
        switch (command)
        {
            case Alternatives several:
                foreach (var one in several.Values)
                    RunProcess(one, arguments, api);
                return;
            case SequenceValue { Items.Count: > 0 } vector when arguments.Keyword("shell") is { Truth: not false }:
                // With a shell, the first element is its text, and the others are parameters of that.
                AddCommand(vector.IsExact ? vector.Items[0].AsText() : TextValue.Unknown, api);
                break;
            case SequenceValue vector:
                AddCommand(Line(vector), api);
                break;
            default:
                AddCommand(command is TextValue or TypedValue { Content: not null } ? command.AsText() : TextValue.Unknown, api);
                break;
        }
        if (arguments.Keyword("executable") is { } executable and not NoneValue)
            AddCommand(Line(executable), api);
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
            line.Add(Quoted(i == 0 && program is TextValue ? program.AsText() : vector.Items[i].AsText()));
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
        var parsed = isExpression ? PythonParser.ParseExpression(text.Text.TrimEnd(), 200) : PythonParser.Parse(text.Text, 200);
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
