using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// Command substitutions, and what commands that only print write.
internal sealed partial class ShellWalk
{
    private string ValueOf(CommandSubstitution substitution)
    {
        if (_choices?.ValueOf(substitution) is not { } known)
        {
            known = Read(substitution);
            // The next combination of values reads it again, and shall not list it again.
            (_choices ??= new Choices()).Remember(substitution, known);
        }
        return !known.MayBeEmpty ? known.Value : Choose(substitution, 2) switch { 0 => known.Value, 1 => "", _ => PartlyKnown.Anything };
    }

    private PrintedText Read(CommandSubstitution substitution)
    {
        var outer = (_state, _failure, _choices, _choicesFrom, _abandoned);
        _state = _state.Fork();
        (_choices, _choicesFrom) = (null, -1);
        Walk(substitution.Body);
        var value = new PrintedText(PartlyKnown.Anything);
        if (_output is { } output && substitution.Body.Statements is [{ IsBackground: false, Pipelines: [{ Commands: [var only] }] }] && WritesOnlyOutput(only))
        {
            string text = output.TrimEnd('\n');
            value = IsCommand(only, "mktemp") ? new PrintedText(text, MayBeEmpty: true)
                : new PrintedText(PartlyKnown.Computed + text, MayBeEmpty: text.Length > 0 && !EndsKnown(text) && IsCommand(only, "basename"));
        }
        else if (TryPlain(substitution.Body, out var words))
        {
            value = IsNumberPrinter(words) ? new PrintedText(PartlyKnown.AnyNumber)
                : IsNamePrinter(words) ? new PrintedText(PartlyKnown.AnyName)
                : new PrintedText(NumbersOf(words) ?? PartlyKnown.Anything);
        }
        (_state, _failure, _choices, _choicesFrom, _abandoned) = outer;
        _output = null;
        return value;
    }

    private static bool IsCommand(Command command, string name) => command is SimpleCommand { Words: [var first, ..] } && TryPlain(first, out string? text) && text == name;

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
        (_choices ??= new Choices()).Remember(substitution, new PrintedText(""));
    }

    /// <summary>What a command prints of which it is known; <see langword="null"/> for others.</summary>
    private string? OutputOf(ShellWord[] words)
    {
        if ((_state.Options & (ShellOptions.Changed | ShellOptions.Unknown)) != 0 || _state.FindFunction(words[0].Text) is not null || _state.IsAlias(words[0].Text))
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
            "mktemp" => MadeUpName(words),
            "basename" or "dirname" => PartOf(words),
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
