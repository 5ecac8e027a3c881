using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// Command substitutions, and what commands that only print write.
internal sealed partial class ShellWalk
{
    private string ValueOf(CommandSubstitution substitution)
    {
        if (_choices?.ValueOf(substitution) is { } known)
            return known;
        var outer = (_state, _failure, _choices, _choicesFrom, _abandoned);
        _state = _state.Fork();
        (_choices, _choicesFrom) = (null, -1);
        Walk(substitution.Body);
        string value = substitution.Body.Statements is [{ IsBackground: false, Pipelines: [{ Commands: [var only] }] }] && WritesOnlyOutput(only) && _output is { } output
            ? PartlyKnown.Computed + output.TrimEnd('\n')
            : PrintsNumber(substitution.Body) ? PartlyKnown.AnyNumber
            : PartlyKnown.Anything;
        (_state, _failure, _choices, _choicesFrom, _abandoned) = outer;
        _output = null;
        // The next combination of values reads it again, and shall not list it again.
        (_choices ??= new Choices()).Remember(substitution, value);
        return value;
    }

    /// <summary>The substitution is one plain command that prints a whole number, and nothing else, if it prints anything (nproc(1), id(1), date(1)).</summary>
    private bool PrintsNumber(CommandList body)
    {
        if (body.Statements is not [{ IsBackground: false, Pipelines: [{ Commands: [SimpleCommand { Assignments: [], Redirections: [], Words: var words }] }] }])
            return false;
        var texts = new List<string>(words.Length);
        foreach (var word in words)
        {
            if (!TryPlain(word, out string? text))
                return false;
            texts.Add(text);
        }
        bool isNumber = texts is ["nproc"] or ["id", "-u" or "-g"] or ["date", "+%s" or "+%Y" or "+%Y%m%d" or "+%s%N"] or ["getconf", "_NPROCESSORS_ONLN"];
        return isNumber && _state.FindFunction(texts[0]) is null && !_state.IsAlias(texts[0]);
    }

    private void Walk(ProcessSubstitution substitution)
    {
        if (_choices?.ValueOf(substitution) is not null)
            return;
        var outer = (_state, _failure, _choices, _choicesFrom, _abandoned);
        _state = _state.Fork();
        _state.Input = StandardInput.Unknown;
        (_choices, _choicesFrom) = (null, -1);
        Walk(substitution.Body);
        (_state, _failure, _choices, _choicesFrom, _abandoned) = outer;
        _output = null;
        (_choices ??= new Choices()).Remember(substitution, "");
    }

    /// <summary>What <c>echo</c>, <c>printf</c> and <c>cat</c> print; <see langword="null"/> where that is not known.</summary>
    private string? OutputOf(ShellWord[] words)
    {
        if ((_state.Options & (ShellOptions.Changed | ShellOptions.Unknown)) != 0)
            return null;
        foreach (var word in words)
        {
            if (word.IsMany)
                return null;
        }
        return words[0].Text switch
        {
            "echo" => EchoOf(words),
            "printf" => PrintfOf(words),
            "cat" when words.Length == 1 || words.Length == 2 && words[1].Text == "-" => _state.Input.Text,
            _ => null,
        };
    }

    private static string? EchoOf(ShellWord[] words)
    {
        bool endsLine = true;
        int i = 1;
        for (; i < words.Length && words[i].Text.StartsWith('-'); i++)
        {
            // Options that shells disagree about, or that give backslashes a meaning, are left alone.
            if (words[i].Text == "-n")
                endsLine = false;
            else if (!words[i].IsStatic || words[i].Text.AsSpan(1).IndexOfAnyExcept("neE") < 0 && words[i].Text.Length > 1)
                return null;
            else
                break;
        }
        var text = new System.Text.StringBuilder();
        for (int first = i; i < words.Length; i++)
        {
            // What is not known may begin as an option.
            if (words[i].Text.Contains('\\', StringComparison.Ordinal) || words[i].Text.StartsWith(PartlyKnown.Hole) && i == first)
                return null;
            text.Append(i > first ? " " : "").Append(PartlyKnown.Of(words[i]));
        }
        return (endsLine ? text.Append('\n') : text).ToString();
    }

    /// <summary>Formats of literal text, <c>%s</c>, <c>%%</c> and <c>\n</c>.</summary>
    private static string? PrintfOf(ShellWord[] words)
    {
        if (words.Length < 2 || !words[1].IsStatic || words[1].Text.StartsWith('-'))
            return null;
        string format = words[1].Text;
        var text = new System.Text.StringBuilder();
        int next = 2;
        do
        {
            int before = next;
            for (int i = 0; i < format.Length; i++)
            {
                char c = format[i];
                if (c is not ('%' or '\\'))
                {
                    text.Append(c);
                    continue;
                }
                char kind = ++i < format.Length ? format[i] : '\0';
                if (c == '\\' && kind == 'n')
                    text.Append('\n');
                else if (c == '%' && kind == '%')
                    text.Append('%');
                else if (c == '%' && kind == 's')
                    text.Append(next < words.Length ? PartlyKnown.Of(words[next++]) : "");
                else
                    return null;
            }
            if (next == before)
                break;
        }
        while (next < words.Length && text.Length < PartlyKnown.MaxLength);
        return text.Length < PartlyKnown.MaxLength ? text.ToString() : null;
    }
}
