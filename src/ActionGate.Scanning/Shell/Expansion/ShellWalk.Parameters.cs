using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// Parameter expansion: which parameter, and what it holds. What operators make of it is the next chapter.
internal sealed partial class ShellWalk
{
    /// <summary>What a parameter is for the operator behind it.</summary>
    /// <param name="Text">Its value; <see langword="null"/> where it is not set.</param>
    /// <param name="List">Its values where it is <c>$@</c>, <c>$*</c> or a whole array, and they are known.</param>
    /// <param name="IsList">It is one of these.</param>
    /// <param name="IsJoined"><c>$*</c> and its like: between quotes one text.</param>
    private readonly record struct Held(string? Text, string[]? List = null, bool IsList = false, bool IsJoined = false);

    /// <summary>Adds what an expansion yields.</summary>
    /// <param name="node">The expansion.</param>
    /// <param name="isWhole">Nothing splits it: it stands in quotes, or in a place where one text is made.</param>
    /// <param name="isQuoted">It stands in double quotes.</param>
    private void AppendParameter(ParameterExpansion node, bool isWhole, bool isQuoted)
    {
        string name = node.Name;
        if (node.IsIndirect && !TryIndirect(node, ref name, isWhole))
            return;
        var held = Lookup(name, node.Subscript, node);
        if (node.IsLength)
        {
            AppendText(LengthOf(held), isWhole);
            return;
        }
        if (held.IsList)
        {
            AppendList(node, held, isWhole, isQuoted);
            return;
        }
        if (node.Operation.Length > 0)
        {
            AppendOperation(node, name, held, isWhole, isQuoted);
            return;
        }
        AppendText(held.Text ?? "", isWhole);
    }

    private void AppendText(string text, bool isWhole) => _buffer.Append(text, isWhole ? Ink.Quoted : Ink.Split);

    private void AppendUnknownList(bool isWhole) => _buffer.Append(PartlyKnown.Hole, isWhole ? Ink.Many : Ink.Split);

    /// <summary><c>${!x}</c>: the parameter whose name another one holds.</summary>
    private bool TryIndirect(ParameterExpansion node, ref string name, bool isWhole)
    {
        int at = At(node.Start);
        bool listsNames = node.Operation is "*" or "@" && node.Operands.Length == 0;
        if (listsNames || node.Operation.Length == 0 && (IsText(node.Subscript, "@") || IsText(node.Subscript, "*")))
        {
            AppendUnknownList(isWhole);
            return false;
        }
        var held = Lookup(node.Name, node.Subscript, node);
        if (held.Text is { } target && PartlyKnown.IsStatic(target) && (ShellNames.IsName(target) || IsNumber(target)))
        {
            name = target;
            return true;
        }
        if (held.Text is { } text && (held.IsList || !PartlyKnown.IsNumeric(text)))
            Gap("a parameter is named by a value that is not known, and naming it may run commands", at);
        MayFail();
        ExpandOperands(node);
        AppendUnknownList(isWhole);
        return false;
    }

    private static bool IsNumber(string text) => text.Length is > 0 and < 9 && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    private Held Lookup(string name, Word? subscript, ParameterExpansion node)
    {
        switch (name)
        {
            case "@" or "*":
                return new(null, _state.Parameters, IsList: true, IsJoined: name == "*");
            case "#":
                return new(_state.Parameters is { } counted ? Digits(counted.Length) : PartlyKnown.AnyNumber);
            case "?" or "$":
                return new(PartlyKnown.AnyNumber);
            case "0":
                return new(_state.Self ?? PartlyKnown.Anything);
            case "!" or "-" or "_":
                return new(PartlyKnown.Anything);
        }
        if (IsNumber(name))
        {
            int index = int.Parse(name, System.Globalization.CultureInfo.InvariantCulture);
            return new(_state.Parameters is not { } parameters ? PartlyKnown.Anything : index <= parameters.Length && index > 0 ? parameters[index - 1] : null);
        }
        if (subscript is not null && node.Name == name)
            return LookupElement(name, subscript);
        return new(ValueOf(name));
    }

    private static string Digits(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What a variable holds, in the combination of values that is being expanded.</summary>
    private string? ValueOf(string name)
    {
        if (ShellNames.IsMadeByShell(name))
            return IsNumberOfShell(name) ? PartlyKnown.AnyNumber : PartlyKnown.Anything;
        if (_state.Find(name) is not { } variable)
            return name == "HOME" ? HomeText() : name == "IFS" && !_state.IsForgotten ? UsualSeparators : PartlyKnown.Anything;
        if (variable.Values.Length == 1)
            return variable.Values[0];
        int chosen = Choose(name, variable.Values.Length);
        return chosen < 0 ? variable.IsNumeric ? PartlyKnown.AnyNumber : PartlyKnown.Anything : variable.Values[chosen];
    }

    /// <summary>A POSIX shell may have none of these, and take them from the environment.</summary>
    private bool IsNumberOfShell(string name) =>
        ShellNames.IsNumberOfShell(name) && !_state.IsForgotten && _state.Find(name) is null && (name is "PPID" or "OPTIND" || _frame.Dialect == ShellDialect.Bash && !IsPosix());

    /// <summary>Chooses among values; -1 where a hole has to stand for them.</summary>
    private int Choose(object key, int count)
    {
        // What the same command has changed before would be changed again in the next combination.
        if (_state.Revision != _choicesFrom)
            return -1;
        _choices ??= new Choices();
        if (_choices.IsEmpty && !_choices.IsCollapsed)
            _choices.Start = _state.Fork();
        return _choices.Choose(key, count);
    }

    private Held LookupElement(string name, Word subscript)
    {
        var variable = _state.Find(name);
        bool isMade = ShellNames.IsMadeByShell(name);
        if (IsText(subscript, "@") || IsText(subscript, "*"))
        {
            bool isJoined = IsText(subscript, "*");
            if (variable is null || isMade || variable.Has(VariableTraits.Keyed))
                return new(null, null, IsList: true, isJoined);
            if (variable.IsArray)
                return new(null, variable.Elements, IsList: true, isJoined);
            return new(null, variable.Values is [var only] ? only is null ? [] : [only] : null, IsList: true, isJoined);
        }
        string? index = SubscriptOf(variable, subscript);
        if (index is null || isMade || variable is null)
            return new(isMade && name is "PIPESTATUS" or "BASH_LINENO" ? PartlyKnown.AnyNumber : PartlyKnown.Anything);
        if (!int.TryParse(index, System.Globalization.CultureInfo.InvariantCulture, out int at))
            return new(PartlyKnown.Anything);
        if (at < 0)
            at = variable.Elements is { } counted && counted.Length + at >= 0 ? counted.Length + at : int.MaxValue;
        if (!variable.IsArray)
            return new(at == 0 ? ValueOf(name) : null);
        return new(variable.Elements is not { } elements ? PartlyKnown.Anything : at < elements.Length ? elements[at] : null);
    }

    /// <summary>Evaluates a subscript; <see langword="null"/> where it is not known.</summary>
    private string? SubscriptOf(Variable? variable, Word subscript)
    {
        if (IsText(subscript, "@") || IsText(subscript, "*"))
            return null;
        if (variable is not null && variable.Has(VariableTraits.Keyed))
        {
            ExpandText(subscript);
            return null;
        }
        if (subscript.Parts.Length == 0)
            MayFail();
        string value = Evaluate(subscript);
        return PartlyKnown.IsStatic(value) ? value : null;
    }

    private string LengthOf(Held held)
    {
        if (held.IsList)
            return held.List is { } list ? Digits(list.Length) : PartlyKnown.AnyNumber;
        string text = held.Text ?? "";
        return PartlyKnown.IsStatic(text) && System.Text.Ascii.IsValid(text) ? Digits(text.Length) : PartlyKnown.AnyNumber;
    }

    private void AppendList(ParameterExpansion node, Held held, bool isWhole, bool isQuoted)
    {
        var list = held.List;
        if (node.Operation.Length > 0)
            list = Operate(node, list);
        if (list is null)
        {
            // "$*" is one text.
            if (isQuoted && held.IsJoined)
                _buffer.Append(PartlyKnown.Hole, Ink.Quoted);
            else
                AppendUnknownList(isWhole);
            return;
        }
        bool isOne = isQuoted && held.IsJoined;
        string? separators = isOne ? Separators() : null;
        for (int i = 0; i < list.Length && _budget.TakeSteps(1 + list[i].Length / 16); i++)
        {
            if (i > 0 && isOne)
                _buffer.Append(separators is null ? PartlyKnown.Anything : separators.Length > 0 ? separators[..1] : "", Ink.Quoted);
            else if (i > 0)
                _buffer.Append(' ', Ink.Break);
            _buffer.Append(list[i], isQuoted || isWhole ? Ink.Quoted : Ink.Split);
            if (isQuoted)
                _buffer.Append(' ', Ink.Null);
        }
    }
}
