using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// Assignments: what variables hold, and which of them programs see.
internal sealed partial class ShellWalk
{
    /// <summary>What held at any time since the first text was put off: a trap may run at all of them.</summary>
    private ShellState? _history;

    /// <summary>Sets a variable, in whatever way the text does so.</summary>
    private void Assign(string name, Variable value, int at, bool isExported = false, bool isFree = false)
    {
        var before = _state.Find(name);
        var traits = before?.Traits ?? VariableTraits.None;
        if ((traits & VariableTraits.ReadOnly) != 0 || ShellNames.IsReadOnly(name))
            MayFail();
        if (before is not null && (traits & ~(VariableTraits.Exported | VariableTraits.Array)) != 0)
            value = Constrained(before, value, at);
        traits |= value.Traits;
        if (isExported || (_state.Options & ShellOptions.ExportsAll) != 0)
            traits |= VariableTraits.Exported;
        bool isElement = before is { IsArray: true } && !value.IsArray;
        _state.Set(name, isElement ? new Variable(value.Values, null, traits) : value.With(traits));
        if (!isFree && (EnvironmentNames.AreRead(name) || (traits & VariableTraits.Exported) != 0 && !EnvironmentNames.AreHarmless(name)))
            AddEnvironmentWrite(name, at);
        CheckShellVariable(name, value, at);
        NoteChange();
    }

    private void AddEnvironmentWrite(string name, int at) =>
        _reading.Effects.Add(new ShellEffect(ActionKind.EnvWrite, new ShellWord(name, at), EffectCause.Assignment, PlaceAt(at)));

    private void NoteChange()
    {
        if (_history is not null && !_state.IsDead)
            _history = Join(_history, _state);
    }

    private void Forget()
    {
        _state.Forget();
        _history?.Forget();
    }

    /// <summary>What becomes of a value by what was declared of its variable.</summary>
    private Variable Constrained(Variable before, Variable value, int at)
    {
        if (before.Has(VariableTraits.Integer))
        {
            EvaluateAll(value, at);
            value = !value.IsArray ? Variable.Number : value.Elements is null ? Variable.UnknownArray.With(value.Traits) : value;
        }
        if (before.Has(VariableTraits.Recased))
            value = Variable.Unknown;
        return before.Has(VariableTraits.ReadOnly) ? Variable.Join(before.With(value.Traits), value) : value;
    }

    /// <summary>Evaluates what is assigned to an integer.</summary>
    private void EvaluateAll(Variable value, int at)
    {
        if (value.IsArray && value.Elements is null && !value.IsNumeric)
            Gap(EvaluatesUnknown, at);
        foreach (string? one in value.Elements ?? (value.IsArray ? [] : value.Values))
            Evaluate(one ?? "", at);
    }

    /// <summary>Variables out of which shells take code.</summary>
    private void CheckShellVariable(string name, Variable value, int at)
    {
        switch (name)
        {
            case "PROMPT_COMMAND":
                if (value.IsArray || value.Values is not [{ } command] || !PartlyKnown.IsStatic(command))
                    Gap("'PROMPT_COMMAND' holds commands that are not known", at);
                else
                    ReadAside(command, at);
                break;
            case "PS0" or "PS1" or "PS2" or "PS4":
                if (value.IsArray || !Array.TrueForAll(value.Values, static v => v is null || PartlyKnown.IsStatic(v) && v.AsSpan().IndexOfAny("$`") < 0))
                    Gap($"'{name}' is expanded as a prompt, which may run commands", at);
                break;
            case "BASH_ENV" or "ENV":
                if (value.IsArray || value.Values is not [{ } file] || !PartlyKnown.IsStatic(file) || file.AsSpan().IndexOfAny("$`") >= 0)
                    Gap($"'{name}' names a script that is not known", at);
                else if (file.Length > 0)
                    AddScript(new ShellWord(file, at), CodeLanguage.Bash, null, at);
                break;
            case "BASHOPTS" or "SHELLOPTS":
                Gap($"'{name}' switches options of shells that are started", at);
                break;
            case "BASH_ALIASES" or "BASH_CMDS":
                Gap($"'{name}' gives commands another meaning", at);
                break;
            case "BASH_COMPAT" or "POSIXLY_CORRECT":
                _state.Options |= ShellOptions.Changed;
                break;
            case "GLOBIGNORE":
                _state.Options |= ShellOptions.FindsDots;
                break;
            case "BASH_ARGV0":
                _state.Self = null;
                break;
            default:
                if (ShellNames.IsEvaluated(name))
                    EvaluateAll(value, at);
                break;
        }
    }

    private void ReadAside(string text, int at)
    {
        var here = _state;
        var outer = (_failure, _abandoned);
        _state = here.Fork();
        ReadInner(text, at, null);
        _state = here;
        (_failure, _abandoned) = outer;
    }

    private void Assign(Assignment[] assignments, bool isExported = false, bool isFree = false)
    {
        foreach (var assignment in assignments)
        {
            int at = At(assignment.Start);
            var value = ValueOf(assignment, at);
            var shown = value is { IsArray: false, Values: [var only] } ? PartlyKnown.ToWord(only ?? "", at) : ShellWord.Unknown(at);
            _reading.Assignments.Add(new ShellAssignment(assignment.Name, shown, at));
            bool isCommand = assignment.Elements is null && (assignment.IsAppended || assignment.Subscript is not null) && IsPosix();
            var before = isCommand ? _state.Fork() : null;
            Assign(assignment.Name, value, at, isExported, isFree);
            if (before is not null)
                _state = Join(before, _state);
        }
    }

    private Variable ValueOf(Assignment assignment, int at)
    {
        var before = _state.Find(assignment.Name);
        string? index = assignment.Subscript is null ? null : SubscriptOf(before, assignment.Subscript) ?? "";
        if (assignment.Elements is not null)
            return ValueOf(assignment.Elements, assignment.IsAppended, before);
        string[] values = assignment.Value is null ? [""] : ExpandTexts(assignment.Value);
        if (index is not null && (index.Length == 0 ? !IsKey(before, assignment.Subscript!) : index[0] == '-' || assignment.Subscript!.Parts.Length == 0))
            MayFail();
        if (index is not null && before is not null && before.Has(VariableTraits.Integer))
        {
            EvaluateAll(new Variable(values, null, VariableTraits.None), at);
            return Variable.NumberArray;
        }
        if (index is not null)
            return WithElement(before, index, assignment.IsAppended || values.Length > 1 ? PartlyKnown.Anything : values[0]);
        return assignment.IsAppended ? Appended(before, values, at) : new Variable(values, null, VariableTraits.None);
    }

    /// <summary>It is a text that is certainly not empty, which is all that an array with texts for subscripts asks for.</summary>
    private static bool IsKey(Variable? before, Word subscript) =>
        before is not null && before.Has(VariableTraits.Keyed) && subscript.Parts is [BareText { Text.Length: > 0 } or QuotedText { Text.Length: > 0 }, ..];

    private Variable Appended(Variable? before, string[] values, int at)
    {
        if (before is null || before.IsArray)
            return Variable.Unknown;
        if (before.Has(VariableTraits.Integer))
        {
            foreach (string value in values)
                Evaluate(value, at);
            return Variable.Number;
        }
        var all = new List<string?>();
        foreach (string? start in before.Values)
        {
            foreach (string end in values)
            {
                string both = start is [.., PartlyKnown.Hole] && end is [PartlyKnown.Hole, ..] ? start + end[1..] : start + end;
                if (!_budget.TakeSteps(1 + both.Length / 16) || both.Length > PartlyKnown.MaxLength)
                    return Variable.Unknown;
                if (!all.Contains(both))
                    all.Add(both);
            }
        }
        return all.Count > Variable.MaxValues ? Variable.Unknown : new Variable([.. all], null, VariableTraits.None);
    }

    private static Variable WithElement(Variable? before, string index, string value)
    {
        if (before?.Elements is not { } elements || index.Length is 0 or > 6 || !int.TryParse(index, System.Globalization.CultureInfo.InvariantCulture, out int at) || at < 0 || at > elements.Length)
            return before is null || !before.Has(VariableTraits.Keyed) ? Variable.UnknownArray : Variable.UnknownArray.With(VariableTraits.Keyed);
        var changed = new string[Math.Max(elements.Length, at + 1)];
        elements.CopyTo(changed, 0);
        changed[at] = value;
        return Variable.OfElements(changed);
    }

    private Variable ValueOf(ArrayElement[] elements, bool isAppended, Variable? before)
    {
        var known = isAppended ? before?.Elements is { } old ? new List<string>(old) : null : [];
        bool isKeyed = before is not null && before.Has(VariableTraits.Keyed);
        foreach (var element in elements)
        {
            if (element.Subscript is not null)
            {
                SubscriptOf(before, element.Subscript);
                ExpandText(element.Value);
                known = null;
                continue;
            }
            var found = ExpandAll([element.Value], out var others);
            if (others is not null)
                known = null;
            foreach (var word in found)
            {
                if (word.IsMany || word.IsLoose)
                    known = null;
                known?.Add(PartlyKnown.Of(word));
            }
        }
        // zsh counts elements from 1, and means all of them by the name alone.
        if (known is null || isKeyed || _frame.Dialect == ShellDialect.Zsh || !_budget.TakeSteps(known.Count))
            return Variable.UnknownArray.With(isKeyed ? VariableTraits.Keyed : VariableTraits.Array);
        return Variable.OfElements([.. known]);
    }

    /// <summary>Sets a variable that an argument names (<c>read x</c>).</summary>
    private void AssignNamed(in ShellWord word, Variable value)
    {
        if (!word.IsStatic || !ShellNames.IsHarmless(word.Text))
        {
            Gap("a variable's name is not known, and naming it may run commands", word.At);
            Forget();
            return;
        }
        int open = word.Text.IndexOf('[', StringComparison.Ordinal);
        Assign(open < 0 ? word.Text : word.Text[..open], open < 0 ? value : Variable.UnknownArray, word.At);
    }
}
