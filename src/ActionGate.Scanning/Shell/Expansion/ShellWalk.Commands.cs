using ActionGate.Scanning.Shell.Commands;
using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;
using ActionGate.Scanning.Text;

namespace ActionGate.Scanning.Shell.Expansion;

// Simple commands: what a name stands for, and what comes of running it.
internal sealed partial class ShellWalk
{
    private const string NameIsUnknown = ShellGap.UnknownName;

    /// <summary>What a file, host or variable counts: each is decided by itself, perhaps with a look at the disk.</summary>
    private const int StepsOfOperation = 40;

    /// <summary>How many commands may stand one in the other: each one has all the words behind it, and all of them are decided.</summary>
    private const int MostWrappers = 12;

    /// <summary>Where arguments stand that are nothing but process substitutions.</summary>
    private HashSet<int>? _processWords;

    /// <summary>A redirection of the command, or of one around it, gives an input: <c>exec</c> without a command keeps it.</summary>
    private bool _isInputGiven;

    /// <summary>What the words of the command became in all combinations, where there are several.</summary>
    private object? _line;

    /// <summary>Where the shell looks for a command.</summary>
    private enum Scope : byte
    {
        /// <summary>Aliases, functions, builtins, programs.</summary>
        Everywhere,

        /// <summary>Builtins and programs: <c>command</c>.</summary>
        NoFunctions,

        /// <summary>Programs: what a wrapper runs.</summary>
        Programs,
    }

    private void WalkSimple(SimpleCommand command)
    {
        if (!_budget.TakeCommand())
            return;
        if (command.Words.Length == 0)
        {
            var unset = MayFail(command.Redirections) ? _state.Fork() : null;
            Assign(command.Assignments);
            FailIfNothingIsMade(command);
            Redirect(command.Redirections);
            if (unset is not null)
                MayNotRun(unset);
            _output = null;
            return;
        }
        int known = _reading.Commands.Count;
        var line = ExpandAll(command.Words, out var others);
        // A substitution in the words reads of the same input first.
        if (_reading.Commands.Count > known)
            _state.Input = StandardInput.Unknown;
        var redirected = command.Redirections.Length == 0 ? null : Redirect(command.Redirections);
        _output = null;
        object? outer = _line;
        // A loop may run several of them, one after the other.
        object? all = _loop is null ? others : null;
        _line = all;
        if (others is null)
        {
            WalkLine(line, command, redirected);
            _line = outer;
            return;
        }
        var before = _state;
        _state = before.Fork();
        WalkLine(line, command, redirected);
        Merge();
        foreach (var other in others)
        {
            var after = _state;
            _state = before.Fork();
            _line = all;
            WalkLine(other, command, redirected);
            Merge();
            _state = Join(after, _state);
        }
        _line = outer;
        _output = null;
    }

    private void WalkLine(ShellWord[] words, SimpleCommand command, StandardInput? redirected)
    {
        if (words.Length == 0)
        {
            // Nothing is left of the words, so that the assignments are the shell's own.
            var unset = MayFail(command.Redirections) ? _state.Fork() : null;
            Assign(command.Assignments);
            if (unset is not null)
                MayNotRun(unset);
            return;
        }
        var input = _state.Input;
        bool isInputGiven = _isInputGiven;
        var before = MayFail(command.Redirections) ? _state.Fork() : null;
        if (redirected is not null)
        {
            _state.Input = redirected;
            _isInputGiven = true;
        }
        if (command.Assignments.Length == 0)
            Run(words, null, Scope.Everywhere, At(command.Start));
        else
            RunAssigned(words, command);
        if (before is not null)
            MayNotRun(before);
        _isInputGiven = isInputGiven;
        if (redirected is null)
            return;
        _state.RestoreInput(input);
        _failure?.RestoreInput(input);
    }

    /// <summary>Runs a command with assignments before it, which it sees and which end with it.</summary>
    private void RunAssigned(ShellWord[] words, SimpleCommand command)
    {
        string name = words[0].IsStatic ? words[0].Text : "";
        bool runsHere = IsBuiltin(name) || _state.FindFunction(name) is not null;
        var before = _state;
        var abandoned = _abandoned;
        _state = before.Fork();
        // A separator for one 'read' is seen by nothing else.
        bool isFree = name is "read" && Array.TrueForAll(command.Assignments, static a => a.Name == "IFS");
        int known = _reading.Commands.Count;
        Assign(command.Assignments, isExported: true, isFree);
        if (_reading.Commands.Count > known)
            _state.Input = StandardInput.Unknown;
        Run(words, null, Scope.Everywhere, At(command.Start));
        // Where it fails the assignments before it end as well.
        if (!ReferenceEquals(abandoned, _abandoned))
            Abandon(before);
        if (!runsHere)
        {
            // All words may have been empty, and then the assignments stay.
            bool mayStay = Array.TrueForAll(words, static w => w.IsMany);
            _state = mayStay ? Join(before, _state) : before;
            _failure = null;
            return;
        }
        Merge();
        foreach (var assignment in command.Assignments)
        {
            // A POSIX shell keeps what stands before its special builtins.
            var old = before.Find(assignment.Name);
            bool isSpecial = IsSpecialBuiltin(name) || before.FindFunction(name) is not null;
            bool mayStay = _frame.Dialect == ShellDialect.Zsh || name is "eval" or "source" or "." or "exec" || isSpecial && IsPosix();
            _hasKeptAssignment |= mayStay;
            _state.Set(assignment.Name, mayStay ? new Variable([PartlyKnown.Anything], null, old?.Traits ?? VariableTraits.None) : old);
        }
        NoteChange();
    }

    /// <summary>Runs a command that is named by its first word.</summary>
    private void Run(ShellWord[] words, ShellCommand? outer, Scope scope, int at)
    {
        if (!_budget.TakeSteps(1 + words.Length))
            return;
        ref readonly var first = ref words[0];
        if (!first.IsStatic && (first.IsMany || first.Text.Contains(ShellWord.Hole, StringComparison.Ordinal)))
        {
            Gap(NameIsUnknown, first.At);
            Add(words, outer, at, needsNoRule: false);
            return;
        }
        if (first.IsComputed)
            Gap(NameIsUnknown, first.At);
        string name = first.Text;
        if (UnseenCharacters.AreIn(name))
            Gap("a command's name holds an invisible or unusual character", first.At);
        string? doubt = null;
        if (scope == Scope.Everywhere)
        {
            if (_state.IsAlias(name))
                doubt = "an alias of the text may stand for it";
            if (_state.FindFunction(name) is { } meaning)
            {
                if (meaning.IsCertain)
                {
                    Add(words, outer, at, needsNoRule: true, doubt);
                    Enter(meaning, words);
                    return;
                }
                var before = _state;
                Enter(meaning, words);
                var called = _state;
                _state = before.Fork();
                RunFound(words, outer, scope, at, doubt);
                Merge();
                _state = Join(called, _state);
                return;
            }
        }
        RunFound(words, outer, scope, at, doubt);
    }

    private void RunFound(ShellWord[] words, ShellCommand? outer, Scope scope, int at, string? doubt)
    {
        if (scope == Scope.Programs)
        {
            RunProgram(words, outer, at, doubt, scope);
            return;
        }
        bool isUnknown = IsOnlyOfBash(words) && IsPosix();
        var before = isUnknown || MayRefuse(words) ? _state.Fork() : null;
        if (!RunBuiltin(words, outer, at, doubt))
            RunProgram(words, outer, at, doubt, scope);
        if (before is not null)
            MayNotRun(before);
        if (isUnknown)
            Merge();
    }

    private ShellCommand Add(ShellWord[] words, ShellCommand? outer, int at, bool needsNoRule, string? doubt = null)
    {
        var command = new ShellCommand(words, PlaceAt(at)) { Outer = outer, NeedsNoRule = needsNoRule, Doubt = doubt, Line = _line, IsFed = _state.Input.IsFed };
        _reading.Commands.Add(command);
        return command;
    }

    private void RunProgram(ShellWord[] words, ShellCommand? outer, int at, string? doubt, Scope scope)
    {
        if (!_spareEffects.TryPop(out var effects))
            effects = new CommandEffects();
        CheckPatterns(words, effects, at);
        CommandCatalog.Read(words, effects);
        bool isFree = effects.NeedsNoRule || words[0].Text is "true" or "false" or "test" or "[" or "pwd";
        var command = Add(words, outer, at, isFree, doubt);
        if (scope != Scope.Programs)
            _output = OutputOf(words);
        string? output = _output;
        Follow(effects, command, at);
        effects.Clear();
        _spareEffects.Push(effects);
        _output = output;
    }

    /// <summary>A file may bear an option's name: where that would matter, what a pattern matches must be looked at.</summary>
    private void CheckPatterns(ShellWord[] words, CommandEffects effects, int at)
    {
        for (int i = 1; i < words.Length; i++)
        {
            bool isLoose = words[i].IsLoose;
            if (!isLoose && (!words[i].IsPattern || words[i].Text is not [ShellWord.NameHole or ShellWord.PlainNameHole, ..]) || !_budget.TakeSteps(words.Length))
                continue;
            var asOption = words.AsSpan().ToArray();
            asOption[i] = isLoose ? ShellWord.AnyNumber(words[i].At) : words[i] with { IsPattern = false };
            CommandCatalog.Read(asOption, effects);
            bool mayWrite = effects.Operations.Exists(static o => o.Kind != ActionKind.FileRead && o.Target.Text.Contains(ShellWord.Hole, StringComparison.Ordinal));
            if (isLoose && (mayWrite || effects.Gap is not null))
                _reading.HiddenOptions.Add(new ShellGap($"'{words[0].Text}' may get several arguments from the name of a file", PlaceAt(at)) { Pattern = words[i] });
            else if (isLoose && effects.Operations.Exists(static o => o.Target.Text.Contains(ShellWord.Hole, StringComparison.Ordinal)))
                _reading.HiddenOptions.Add(new ShellGap($"'{words[0].Text}' may get several arguments from the name of a file", PlaceAt(at)) { Pattern = words[i], IsRead = true });
            else if (effects.Gap is { } gap && !isLoose)
                _reading.Gaps.Add(new ShellGap(gap, PlaceAt(at)) { Pattern = words[i] });
            else if (mayWrite && !isLoose)
                _reading.HiddenOptions.Add(new ShellGap($"'{words[0].Text}' may get an option from the name of a file", PlaceAt(at)) { Pattern = words[i] });
            effects.Clear();
        }
    }

    private void Follow(CommandEffects effects, ShellCommand command, int at)
    {
        if (effects.Gap is { } gap)
            Gap(gap, at);
        if (!_budget.TakeSteps(StepsOfOperation * effects.Operations.Count))
            return;
        foreach (var operation in effects.Operations)
        {
            if (IsProcess(operation.Target))
                continue;
            _reading.Effects.Add(new ShellEffect(operation.Kind, operation.Target, operation.IsByOption ? EffectCause.Option : EffectCause.Command, command.Place)
            {
                Command = command,
                IsRecursive = operation.IsRecursive,
                IsTarget = operation.IsTarget,
                Unpacks = operation.Unpacks,
            });
        }
        foreach (var code in effects.Code)
            AddCode(code.Text, code.Language, command, at);
        foreach (var script in effects.Scripts)
        {
            if (script.Text.IsStatic && (script.Text.Text is "-" || IsInput(script.Text)))
                RunInput(script.Language, command, at);
            else
                AddScript(script.Text, script.Language, command, at);
            if (CodeLanguage.IsShell(script.Language) && IsShell(command))
                CheckStartOptions(command.Words, at);
        }
        if (effects.RunsInput is { } language)
            RunInput(language, command, at);
        if (effects.Commands.Count + effects.ShellTexts.Count + effects.Variables.Count > 0)
            FollowInner(effects, command, at);
    }

    private void FollowInner(CommandEffects effects, ShellCommand command, int at)
    {
        if (IsWrappedOften(command))
        {
            Gap("commands run one another too deeply", at);
            return;
        }
        if (!_budget.Enter())
            return;
        var here = _state;
        _state = here.Fork();
        foreach (var (name, value) in effects.Variables)
            Assign(name, new Variable(PartlyKnown.Of(value)), value.At, isExported: true);
        var changed = _state;
        if (effects.Commands.Count > 1)
            changed.Input = StandardInput.Unknown;
        foreach (var inner in effects.Commands)
        {
            if (!_budget.TakeCommand() || inner.Words.Length == 0)
                continue;
            _state = changed.Fork();
            if (inner.Directory is { } folder)
                _state.Folders = FoldersIn(folder);
            Run(inner.Words, command, Scope.Programs, inner.Words[0].At == 0 ? at : inner.Words[0].At);
            _state = changed;
            AddNamed(inner.Words, command);
        }
        foreach (var text in effects.ShellTexts)
        {
            _state = changed.Fork();
            RunText(text.Text, text.Language ?? CodeLanguage.Bash, text.Arguments, command, at);
        }
        _state = here;
        _failure = null;
        _budget.Leave();
    }

    private static bool IsWrappedOften(ShellCommand command)
    {
        int depth = 0;
        for (var outer = command.Outer; outer is not null && depth < MostWrappers; outer = outer.Outer)
            depth++;
        return depth == MostWrappers;
    }

    /// <summary>Reads a text that a shell of its own runs.</summary>
    private void RunText(in ShellWord text, string language, ShellWord[] arguments, ShellCommand command, int at)
    {
        if (!text.IsStatic)
        {
            Gap("the text that a shell runs is not known", at);
            return;
        }
        var outer = _state;
        _state = outer.ForChild();
        SetParameters(arguments);
        bool isOtherwise = _isOtherwiseInPosix;
        var later = (_deferred?.Count, _defined?.Count);
        _isOtherwiseInPosix = false;
        bool isSh = DialectOf(language) == ShellDialect.Posix;
        ReadStarted(text, command, at, language, isSh ? ShellDialect.Bash : null);
        // What is called 'sh' may be bash.
        if (isSh && (_isOtherwiseInPosix || later != (_deferred?.Count, _defined?.Count)))
        {
            _state = outer.ForChild();
            SetParameters(arguments);
            ReadStarted(text, command, at, language, ShellDialect.Posix);
        }
        _isOtherwiseInPosix = isOtherwise;
        _state = outer;
        _failure = null;
    }

    private void SetParameters(ShellWord[] arguments)
    {
        _state.Parameters = ParametersOf(arguments) ?? (arguments.Length == 0 ? [] : null);
        _state.Self = arguments.Length > 0 && !arguments[0].IsMany ? PartlyKnown.Of(arguments[0]) : null;
    }

    private void ReadStarted(in ShellWord text, ShellCommand command, int at, string language, ShellDialect? dialect)
    {
        if (IsShell(command))
            SetStartOptions(command.Words);
        ReadInner(text.Text, text.At == 0 ? at : text.At, language, dialect);
    }

    private static bool IsShell(ShellCommand command) => CodeLanguage.IsShell(command.Words[0].Text[(command.Words[0].Text.LastIndexOf('/') + 1)..]);

    private void RunInput(string? language, ShellCommand command, int at)
    {
        var input = _state.Input;
        if (!input.IsFed)
            return;
        // Without a language it is no program that could stand in a file, but commands of a debugger.
        if (language is "" || input is { File: null, Text: null })
        {
            Gap("what it reads from its input and runs is not known", at);
        }
        else if (input.Text is not { } text)
        {
            AddScript(input.File!.Value, language, command, at);
        }
        else if (CodeLanguage.IsShell(language))
        {
            // An interactive shell that reads its input puts earlier lines into it.
            if (MayBeInteractive(command.Words) && ShellParser.FindHistoryReference(text) >= 0)
                Gap("an interactive shell puts an earlier line into what it reads", at);
            RunText(PartlyKnown.ToWord(text, at), language!, InputArguments(command.Words), command, at);
        }
        else
        {
            AddCode(PartlyKnown.ToWord(text, at), language, command, at);
        }
    }

    private static bool MayBeInteractive(ShellWord[] words) =>
        Array.Exists(words, static w => w.Text is ['-' or '+', not '-', ..] && w.Text.Contains('i', StringComparison.Ordinal));

    /// <summary>What <c>bash -s a b</c> gives the text that it reads: its own name and the positional parameters.</summary>
    private static ShellWord[] InputArguments(ShellWord[] words)
    {
        if (words.Length == 1)
            return [];
        int first = Array.FindIndex(words, static w => w.IsStatic && w.Text == "-s") + 1;
        if (first > 0 && first < words.Length && words[first].IsStatic && words[first].Text == "--")
            return [words[0], .. words.AsSpan(first + 1)];
        bool mayBeOption = first < words.Length && (!words[first].IsStatic || words[first].Text is ['-' or '+', ..]);
        return first > 0 && !mayBeOption ? [words[0], .. words.AsSpan(first)] : [words[0], ShellWord.AnyNumber(words[0].At)];
    }

    private void AddCode(in ShellWord text, string? language, ShellCommand command, int at)
    {
        if (!text.IsStatic)
            Gap("the code that it runs is not known", at);
        _reading.Effects.Add(new ShellEffect(ActionKind.DynamicCode, text, EffectCause.Code, command.Place) { Command = command, Language = language });
    }

    private void AddScript(in ShellWord path, string? language, ShellCommand? command, int at)
    {
        if (path.IsMany || IsProcess(path) || IsDevice(path))
            Gap("the script that it runs is not known", at);
        _reading.Effects.Add(new ShellEffect(ActionKind.ScriptExec, path, EffectCause.Script, command?.Place ?? PlaceAt(at)) { Command = command, Language = language });
    }

    /// <summary>It is the name that the shell gives a process substitution, and nothing else.</summary>
    private bool IsProcess(in ShellWord word) => _processWords is not null && word.Text == "/dev/fd/\0" && _processWords.Contains(word.At);
}
