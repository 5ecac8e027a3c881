using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// Operators in parameter expansions. Where the value or an operand is not known the result is a hole, and the operands are read all the same.
internal sealed partial class ShellWalk
{
    private void AppendOperation(ParameterExpansion node, string name, Held held, bool isWhole, bool isQuoted)
    {
        switch (node.Operation)
        {
            case ":-" or "-" or ":=" or "=" or ":?" or "?" or ":+" or "+":
                AppendDefault(node, name, held.Text, isWhole, isQuoted);
                return;
            case "@P":
                if (held.Text is null || !PartlyKnown.IsStatic(held.Text) || held.Text.AsSpan().IndexOfAny("$`\\!") >= 0)
                    Gap("'@P' expands a value once more, which may run commands", At(node.Start));
                break;
        }
        string result = held.Text is { } text ? Operate(node, text) : OperateUnset(node);
        // Outside quotes a name may fall into several words.
        AppendText(isWhole || PartlyKnown.IsStatic(result) ? result : PartlyKnown.Anything, isWhole);
    }

    private string OperateUnset(ParameterExpansion node)
    {
        ExpandOperands(node);
        // Replacing at the start of nothing puts something there.
        return node.Operation.StartsWith('/') || node.Operation.StartsWith('@') ? PartlyKnown.Anything : "";
    }

    private void AppendDefault(ParameterExpansion node, string name, string? value, bool isWhole, bool isQuoted)
    {
        bool countsEmpty = node.Operation[0] == ':';
        char kind = node.Operation[^1];
        bool isMissing = value is null || countsEmpty && value.Length == 0;
        bool isPresent = value is not null && (!PartlyKnown.MayBeEmpty(value) || value.Length == 0 && !countsEmpty);
        if (kind == '+')
        {
            int chosen = isMissing ? 1 : isPresent ? 0 : Choose(node, 2);
            if (chosen == 1)
                ReadAside(node);
            else if (chosen == 0)
                AppendOperand(node, isWhole, isQuoted);
            else
                AppendUnknown(node, isWhole);
            return;
        }
        if (isPresent)
        {
            ReadAside(node);
            AppendText(value!, isWhole);
            return;
        }
        if (kind == '?')
        {
            MayFail();
            ExpandOperands(node);
            AppendText(isMissing ? PartlyKnown.Anything : value!, isWhole);
            return;
        }
        if (kind == '=')
        {
            string made = node.Operands.Length > 0 ? ExpandText(node.Operands[0]) : "";
            made = isMissing ? made : PartlyKnown.Anything;
            if (ShellNames.IsName(name))
                Assign(name, new Variable(made), At(node.Start));
            else
                MayFail();
            AppendText(made, isWhole);
            return;
        }
        if (isMissing)
            AppendOperand(node, isWhole, isQuoted);
        else
            AppendUnknown(node, isWhole);
    }

    private void AppendUnknown(ParameterExpansion node, bool isWhole)
    {
        ExpandOperands(node);
        bool isList = node.Operands.Length > 0 && HoldsList(node.Operands[0].Parts);
        _buffer.Append(PartlyKnown.Hole, !isWhole ? Ink.Split : isList ? Ink.Many : Ink.Quoted);
    }

    /// <summary><c>"$@"</c> stands somewhere in it.</summary>
    private static bool HoldsList(WordPart[] parts)
    {
        foreach (var part in parts)
        {
            if (part is ParameterExpansion parameter && (parameter.Name == "@" || IsText(parameter.Subscript, "@")))
                return true;
            if (part is ParameterExpansion { Operands: [var operand, ..] } && HoldsList(operand.Parts) || part is DoubleQuoted quoted && HoldsList(quoted.Parts))
                return true;
        }
        return false;
    }

    private void AppendOperand(ParameterExpansion node, bool isWhole, bool isQuoted)
    {
        if (node.Operands.Length > 0)
            Append(node.Operands[0].Parts, isQuoted, isWhole ? Context.Text : Context.Operand);
    }

    /// <summary>Reads operands that are certainly not evaluated: what is in them does not happen, but is listed as if it might.</summary>
    private void ReadAside(ParameterExpansion node)
    {
        var here = _state;
        _state = here.Fork();
        ExpandOperands(node);
        _state = here;
    }

    private void ExpandOperands(ParameterExpansion node)
    {
        foreach (var operand in node.Operands)
        {
            if (node.Operation == ":")
                Evaluate(operand);
            else
                ExpandText(operand);
        }
        // A length below nothing is an error.
        if (node.Operation == ":" && node.Operands is [_, var length] && !(TryPlain(length, out string? digits) && IsNumber(digits)))
            MayFail();
    }

    private string Operate(ParameterExpansion node, string text)
    {
        bool isStatic = PartlyKnown.IsStatic(text);
        if (_budget.TakeSteps(1 + text.Length / 16) && !isStatic && node.Operation is "#" or "##" or "%" or "%%")
            return Trim(node, text);
        if (!isStatic || _budget.IsSpent)
        {
            ExpandOperands(node);
            return PartlyKnown.Anything;
        }
        switch (node.Operation)
        {
            case "#" or "##" or "%" or "%%":
                return Trim(node, text);
            case "/" or "//" or "/#" or "/%":
                return Replace(node, text);
            case ":":
                return Slice(node, text);
            case "^" or "^^" or "," or ",,":
                ExpandOperands(node);
                bool isAll = node.Operands.Length == 0 || node.Operands[0].Parts.Length == 0;
                return isAll && System.Text.Ascii.IsValid(text) ? Recase(text, node.Operation) : PartlyKnown.Anything;
            case "@U" or "@L" or "@u":
                return System.Text.Ascii.IsValid(text) ? Recase(text, node.Operation switch { "@U" => "^^", "@L" => ",,", _ => "^" }) : PartlyKnown.Anything;
            case "@P" when text.AsSpan().IndexOfAny("$`\\!") < 0:
                return text;
            default:
                ExpandOperands(node);
                return PartlyKnown.Anything;
        }
    }

    private static string Recase(string text, string operation) => operation switch
    {
        "^^" => text.ToUpperInvariant(),
        ",," => text.ToLowerInvariant(),
        _ when text.Length == 0 => text,
        "^" => char.ToUpperInvariant(text[0]) + text[1..],
        _ => char.ToLowerInvariant(text[0]) + text[1..],
    };

    private string Trim(ParameterExpansion node, string text)
    {
        int start = _buffer.Length;
        Append(node.Operands.Length > 0 ? node.Operands[0].Parts : [], isQuoted: false, Context.Text);
        string result = PartlyKnown.Anything;
        if (!PartlyKnown.IsStatic(text))
        {
            if (PatternsAreUsual && PartlyKnown.IsStatic(_buffer.Chars(start)))
                result = TrimmedName(node.Operation, _buffer.Text(start), IsLiteral(_buffer.Chars(start), _buffer.Inks(start)), text) ?? PartlyKnown.Anything;
        }
        else if (PatternsAreUsual && ShellPattern.TryRead(_buffer.Chars(start), _buffer.Inks(start), text, out var pattern) && IsAffordable(pattern.CostOf(text)))
        {
            bool isLongest = node.Operation.Length == 2;
            result = node.Operation[0] == '#' ? pattern.WithoutPrefix(text, isLongest) : pattern.WithoutSuffix(text, isLongest);
        }
        _buffer.Cut(start);
        return result;
    }

    /// <summary>Nothing of it is more than its characters.</summary>
    private static bool IsLiteral(ReadOnlySpan<char> chars, ReadOnlySpan<Ink> inks)
    {
        for (int i = 0; i < chars.Length; i++)
        {
            if (inks[i] != Ink.Quoted && chars[i] is '*' or '?' or '[' or '\\' or '(' or '|')
                return false;
        }
        return true;
    }

    private string Replace(ParameterExpansion node, string text)
    {
        string replacement = node.Operands.Length > 1 ? ExpandText(node.Operands[1]) : "";
        int start = _buffer.Length;
        Append(node.Operands[0].Parts, isQuoted: false, Context.Text);
        string result = PartlyKnown.Anything;
        // '&' in a replacement stands for what was found, in some versions.
        bool isPlain = PatternsAreUsual && PartlyKnown.IsStatic(replacement) && replacement.AsSpan().IndexOfAny('&', '\\') < 0;
        if (isPlain && ShellPattern.TryRead(_buffer.Chars(start), _buffer.Inks(start), text, out var pattern) && IsAffordable(pattern.CostOf(text) * (1 + text.Length)))
        {
            result = pattern.Replace(text, replacement, node.Operation == "//", node.Operation == "/#", node.Operation == "/%");
        }
        _buffer.Cut(start);
        return result.Length > PartlyKnown.MaxLength ? PartlyKnown.Anything : result;
    }

    private bool IsAffordable(long cost) => cost < 1 << 20 && _budget.TakeSteps(1 + (int)(cost / 64));

    private bool PatternsAreUsual => (_state.Options & (ShellOptions.Changed | ShellOptions.Unknown)) == 0;

    private string Slice(ParameterExpansion node, string text)
    {
        if (!TrySlice(node, text.Length, out int start, out int length) || !System.Text.Ascii.IsValid(text))
            return PartlyKnown.Anything;
        return text.Substring(start, length);
    }

    private bool TrySlice(ParameterExpansion node, int count, out int start, out int length)
    {
        start = length = 0;
        string first = Evaluate(node.Operands[0]);
        string? last = node.Operands.Length > 1 ? Evaluate(node.Operands[1]) : null;
        if (!int.TryParse(first, System.Globalization.CultureInfo.InvariantCulture, out int from))
            return false;
        if (from < 0)
            from += count;
        if (from < 0 || from > count)
        {
            start = 0;
            return true;
        }
        int to = count;
        if (last is not null)
        {
            if (!int.TryParse(last, System.Globalization.CultureInfo.InvariantCulture, out int size))
            {
                MayFail();
                return false;
            }
            to = size < 0 ? count + size : (int)Math.Min(count, from + (long)size);
            if (to < from)
            {
                MayFail();
                return false;
            }
        }
        (start, length) = (from, to - from);
        return true;
    }

    /// <summary>Operators on all values of a list.</summary>
    private string[]? Operate(ParameterExpansion node, string[]? list)
    {
        if (list is null || node.Operation is ":-" or "-" or ":=" or "=" or ":?" or "?" or ":+" or "+" || node.Operation.StartsWith('@'))
        {
            if (node.Operation == "@P")
                Gap("'@P' expands a value once more, which may run commands", At(node.Start));
            if (node.Operation is ":=" or "=" or ":?" or "?")
                MayFail();
            ExpandOperands(node);
            return null;
        }
        if (node.Operation == ":")
            return SliceList(node, list);
        var result = new string[list.Length];
        for (int i = 0; i < list.Length; i++)
            result[i] = Operate(node, list[i]);
        return result;
    }

    private string[]? SliceList(ParameterExpansion node, string[] list)
    {
        bool isParameters = node.Name is "@" or "*";
        // The parameters are counted from 1; '$0' is the one before.
        string first = Evaluate(node.Operands[0]);
        if (isParameters && (first == "0" || first.StartsWith('-')))
        {
            ExpandOperands(node);
            return null;
        }
        if (!TrySlice(node, list.Length + (isParameters ? 1 : 0), out int start, out int length))
            return null;
        if (node.Operands.Length > 1 && Evaluate(node.Operands[1]).StartsWith('-'))
        {
            MayFail();
            return null;
        }
        if (isParameters && start > 0)
            start--;
        return list.AsSpan(start, length).ToArray();
    }
}
