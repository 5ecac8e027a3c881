using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// Builtins that run what their arguments say.
internal sealed partial class ShellWalk
{
    private const string TrapIsUnknown = "what a trap changes at any time is not known";

    private bool RunTrap(ShellWord[] words, ShellCommand? outer, int at, string? doubt)
    {
        switch (words[0].Text)
        {
            case "eval":
                Add(words, outer, at, needsNoRule: false, doubt);
                Eval(words);
                return true;
            case "." or "source":
                Source(words, Add(words, outer, at, needsNoRule: false, doubt), at);
                return true;
            case "exec":
                Exec(words, outer, at, doubt);
                return true;
            case "command":
                RunCommandBuiltin(words, outer, at, doubt);
                return true;
            case "builtin":
                var builtin = Add(words, outer, at, needsNoRule: false, doubt);
                int first = words.Length > 1 && words[1].Text == "--" ? 2 : 1;
                if (first < words.Length)
                    Run(words[first..], builtin, Scope.NoFunctions, at);
                return true;
            case "trap":
                Add(words, outer, at, needsNoRule: false, doubt);
                SetTrap(words);
                return true;
            case "alias":
                Add(words, outer, at, needsNoRule: false, doubt);
                DefineAliases(words);
                return true;
            case "shopt":
                Add(words, outer, at, needsNoRule: false, doubt);
                SetShellOptions(words);
                return true;
            case "hash":
                return Doubtful(words, outer, at, doubt, "p", "pdt", "'hash -p' gives a command another meaning");
            case "enable":
                return Doubtful(words, outer, at, doubt, "fnd", "f", "'enable' gives a command another meaning");
            case "bind":
                return Doubtful(words, outer, at, doubt, "xmfu", "xmfqur", "'bind' may run commands");
            case "complete" or "compgen":
                return Doubtful(words, outer, at, doubt, "CFW", "oAGWFCXPSV", "completion may run commands");
            case "history":
                return Doubtful(words, outer, at, doubt, "ranwsp", "dps", "'history' reads or writes files, or expands its arguments");
            case "jobs":
                return Doubtful(words, outer, at, doubt, "x", "x", "'jobs -x' runs a command");
            case "fc":
                Add(words, outer, at, needsNoRule: false, doubt);
                Gap("'fc' runs earlier commands", at);
                return true;
            case "emulate" or "zmodload" or "zcompile" or "autoload" or "sched" or "noglob" or "nocorrect" or "functions" or "setopt" or "unsetopt" or "zle" or "vared"
                when _frame.Dialect == ShellDialect.Zsh:
                Add(words, outer, at, needsNoRule: false, doubt);
                Gap("what this builtin of zsh does is not known", at);
                return true;
            default:
                return false;
        }
    }

    /// <summary>A builtin that is harmless but for some options.</summary>
    private bool Doubtful(ShellWord[] words, ShellCommand? outer, int at, string? doubt, string letters, string withValue, string reason)
    {
        Add(words, outer, at, needsNoRule: false, doubt);
        var options = new OptionScan(words, withValue);
        while (options.Read())
        {
            if (letters.Contains(options.Letter, StringComparison.Ordinal))
                Gap(reason, at);
        }
        if (options.IsUnknown)
            Gap(OptionIsUnknown, at);
        return true;
    }

    private void Eval(ShellWord[] words)
    {
        int first = words.Length > 1 && words[1].Text == "--" ? 2 : 1;
        foreach (var word in words.AsSpan(Math.Min(first, words.Length)))
        {
            if (word.IsStatic)
                continue;
            Gap("'eval' of text that is not known", word.At);
            Forget();
            return;
        }
        if (first >= words.Length)
            return;
        string text = words[first].Text;
        if (first + 1 < words.Length)
        {
            var joined = new System.Text.StringBuilder(text);
            foreach (var word in words.AsSpan(first + 1))
                joined.Append(' ').Append(word.Text);
            text = joined.ToString();
        }
        ReadInner(text, words[first].At, null);
    }

    private void Source(ShellWord[] words, ShellCommand command, int at)
    {
        int first = words.Length > 1 && words[1].Text == "--" ? 2 : 1;
        if (first >= words.Length)
            return;
        ref readonly var file = ref words[first];
        if (file.IsStatic && IsInput(file) && _state.Input.Text is { } text && PartlyKnown.IsStatic(text))
        {
            ReadInner(text, file.At, null);
            return;
        }
        if (file.Text.StartsWith('-'))
            Gap("the script that it runs is not known", at);
        AddScript(file, _frame.Dialect == ShellDialect.Posix || _isGuess && _frame.Via.Count == 0 ? CodeLanguage.Sh : CodeLanguage.Bash, command, at);
        Forget();
        _mayExtendPatterns = true;
    }

    private void Exec(ShellWord[] words, ShellCommand? outer, int at, string? doubt)
    {
        var options = new OptionScan(words, "a");
        while (options.Read())
        {
        }
        bool runs = options.Next < words.Length;
        // Without a command it only redirects, which is decided as such.
        var command = Add(words, outer, at, needsNoRule: !runs, doubt);
        if (options.IsUnknown && words[options.Next].Text.StartsWith('-'))
            Gap(OptionIsUnknown, at);
        else if (runs)
            Run(words[options.Next..], command, Scope.Programs, at);
        // Without a command, or where the shell goes on although there is none (execfail), it keeps what it redirects.
        if (_isInputGiven)
            _state.ReplaceInput(_state.Input);
    }

    private void RunCommandBuiltin(ShellWord[] words, ShellCommand? outer, int at, string? doubt)
    {
        var options = new OptionScan(words, "");
        bool looksUp = false;
        while (options.Read())
            looksUp |= options.Letter is 'v' or 'V';
        var command = Add(words, outer, at, needsNoRule: true, doubt);
        if (options.IsUnknown && words[options.Next].Text.StartsWith('-'))
            Gap(OptionIsUnknown, at);
        else if (!looksUp && options.Next < words.Length)
            Run(words[options.Next..], command, Scope.NoFunctions, at);
    }

    private void SetTrap(ShellWord[] words)
    {
        var options = new OptionScan(words, "");
        bool prints = false;
        while (options.Read())
            prints |= options.Letter is 'p' or 'l' or 'P';
        if (options.Next >= words.Length || prints && !options.IsUnknown)
            return;
        ref readonly var text = ref words[options.Next];
        if (!text.IsStatic)
        {
            Gap("the text of a trap is not known", text.At);
            return;
        }
        if (text.Text is "-" or "")
            return;
        bool isAnytime = !AreExits(words.AsSpan(options.Next + 1));
        if (isAnytime)
            ReadAnytime(text.Text, text.At);
        foreach (var (known, place, _, _) in _deferred ?? [])
        {
            if (known == text.Text && place.At == text.At)
                return;
        }
        (_deferred ??= []).Add((text.Text, PlaceAt(text.At), _frame, isAnytime));
        _history = _history is null ? _state.Fork() : Join(_history, _state);
    }

    private static bool AreExits(ReadOnlySpan<ShellWord> signals)
    {
        foreach (var signal in signals)
        {
            if (!signal.IsStatic || signal.Text is not ("EXIT" or "0"))
                return false;
        }
        return !signals.IsEmpty;
    }

    /// <summary>A text that may run between any two commands from here on: what it changes is not known any more.</summary>
    private void ReadAnytime(string text, int at)
    {
        var outer = (_state, _failure, _abandoned, _output, _isRehearsal, _loop, _callsAround);
        var mark = MarkNow();
        var touched = new HashSet<string>(StringComparer.Ordinal);
        _state = _state.Fork();
        _state.Touched = touched;
        var options = _state.Options;
        (_failure, _abandoned, _isRehearsal, _loop, _callsAround) = (null, null, true, null, _calls.Count);
        ReadInner(text, at, null);
        bool comesBack = ComesBack;
        if (_state.Options != options)
            touched.Add(ShellState.AllNames);
        RollBack(mark);
        (_state, _failure, _abandoned, _output, _isRehearsal, _loop, _callsAround) = outer;
        if (!comesBack || touched.Count == 0)
            return;
        if (touched.Contains(ShellState.AllNames))
            Gap(TrapIsUnknown, at);
        _state.MakeVolatile(touched);
        NoteChange();
    }

    private bool ComesBack => !_state.IsDead || _abandoned is not null;

    /// <summary>Functions that a trap calls may have been defined when it was set, and then what they change was not seen.</summary>
    private void CheckTouched(ShellState start, int at)
    {
        if (_state.Touched is not { } touched || !ComesBack)
            return;
        foreach (string name in touched)
        {
            if (!start.IsVolatile(name))
                Gap(TrapIsUnknown, at);
        }
    }

    private void DefineAliases(ShellWord[] words)
    {
        foreach (var word in words.AsSpan(1))
        {
            int equals = word.Text.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? word.Text : word.Text[..equals];
            if (word.IsMany || name.Contains(ShellWord.Hole, StringComparison.Ordinal))
            {
                Gap("the name of an alias is not known", word.At);
                continue;
            }
            // zsh's options define aliases for files and for words anywhere.
            if (name.StartsWith('-') && _frame.Dialect == ShellDialect.Zsh)
                Gap(OptionIsUnknown, word.At);
            if (equals <= 0)
                continue;
            if (IsReserved(name))
                Gap("an alias stands for a word of the shell's grammar", word.At);
            _reading.Definitions.Add(new ShellDefinition(name, IsAlias: true, PlaceAt(word.At)));
            _state.Touch(ShellState.AllNames);
            _state.AddAlias(name);
            // Whoever uses it runs this, and the same text may be read where the definition is not seen.
            if (word.IsStatic)
                (_deferred ??= []).Add((word.Text[(equals + 1)..], PlaceAt(word.At), _frame, IsAnytime: false));
            else
                Gap("the text of an alias is not known", word.At);
        }
    }

    private static bool IsReserved(string name) => name is
        "if" or "then" or "elif" or "else" or "fi" or "for" or "select" or "while" or "until" or "do" or "done" or "case" or "esac" or "in" or
        "function" or "time" or "coproc" or "{" or "}" or "!" or "[[" or "]]";
}
