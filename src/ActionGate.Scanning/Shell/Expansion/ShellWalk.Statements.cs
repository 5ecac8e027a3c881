using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// Lists, pipelines and branches.
internal sealed partial class ShellWalk
{
    /// <param name="list">The commands.</param>
    /// <param name="text">The text that they are all of, whose lines are read one after the other.</param>
    /// <param name="isOwn">The text is no part of a line of another text.</param>
    private void Walk(CommandList list, string? text = null, bool isOwn = false)
    {
        _output = null;
        if (!_budget.Enter())
            return;
        int end = 0;
        foreach (var statement in list.Statements)
        {
            Merge();
            if (text is not null && _abandoned is not null)
                BeginLine(text.AsSpan(end..Math.Max(end, statement.Start)), isOwn);
            end = statement.End;
            if (!_budget.TakeSteps(1))
                break;
            if (statement.IsBackground)
            {
                var here = (_state, _abandoned);
                _state = _state.Fork();
                _state.Input = StandardInput.Unknown;
                Walk(statement);
                (_state, _abandoned) = here;
                _failure = null;
            }
            else
            {
                Walk(statement);
            }
        }
        _budget.Leave();
    }

    private void Walk(Statement statement)
    {
        var start = Array.Exists(statement.Pipelines, EndsInPosix) && IsPosix() ? _state.Fork() : null;
        Walk(statement.Pipelines[0]);
        Detach(statement.Pipelines[0], start);
        if (statement.Pipelines.Length == 1)
            return;
        var success = _state;
        var failure = _failure ?? _state;
        for (int i = 1; i < statement.Pipelines.Length; i++)
        {
            bool isOr = statement.IsOr[i - 1];
            var from = isOr ? failure : success;
            var other = isOr ? success : failure;
            _state = ReferenceEquals(from, other) ? from.Fork() : from;
            _failure = null;
            Walk(statement.Pipelines[i]);
            Detach(statement.Pipelines[i], start);
            if (isOr)
            {
                failure = _failure ?? _state;
                success = Join(other, _state);
            }
            else
            {
                success = _state;
                failure = Join(other, _failure ?? _state);
            }
        }
        _state = success;
        _failure = ReferenceEquals(success, failure) ? null : failure;
        _output = null;
    }

    private void Walk(Pipeline pipeline)
    {
        _failure = null;
        if (pipeline.Commands.Length == 1)
        {
            Walk(pipeline.Commands[0]);
            if (pipeline.IsNegated && _failure is not null)
                (_state, _failure) = (_failure, _state);
            return;
        }
        var before = _state;
        var abandoned = _abandoned;
        var input = before.Input;
        for (int i = 0; i < pipeline.Commands.Length && !_budget.IsSpent; i++)
        {
            _state = before.Fork();
            _state.Input = input;
            _failure = null;
            Walk(pipeline.Commands[i]);
            input = _output is { } known && i + 1 < pipeline.Commands.Length && !pipeline.PipesErrors[i] && WritesOnlyOutput(pipeline.Commands[i])
                ? new StandardInput(known, null)
                : StandardInput.Unknown;
        }
        Merge();
        // zsh, and bash when told to, run the last one in the shell itself.
        bool mayKeep = _frame.Dialect == ShellDialect.Zsh || (before.Options & (ShellOptions.LastInShell | ShellOptions.Unknown)) != 0;
        var last = _state;
        _state = before;
        if (mayKeep)
        {
            last.Input = before.Input;
            _state = Join(before, last);
        }
        else
        {
            _abandoned = abandoned;
        }
        _output = null;
    }

    private static bool WritesOnlyOutput(Command command)
    {
        foreach (var redirection in command.Redirections)
        {
            if (redirection.Kind is not (RedirectionKind.HereDocument or RedirectionKind.HereString or RedirectionKind.Read))
                return false;
        }
        return command is SimpleCommand;
    }

    private void Walk(Command command)
    {
        _output = null;
        var abandoned = _abandoned;
        if (command is SimpleCommand simple)
        {
            WalkSimple(simple);
            if (!ReferenceEquals(abandoned, _abandoned))
                JoinAbandoned();
            return;
        }
        if (!_budget.Enter())
            return;
        var input = _state.Input;
        Redirect(command.Redirections);
        var before = MayFail(command.Redirections) ? _state.Fork() : null;
        _state.Input = StandardInput.Unknown;
        WalkCompound(command);
        if (before is not null)
            MayNotRun(before);
        _state.RestoreInput(input);
        _failure?.RestoreInput(input);
        if (!ReferenceEquals(abandoned, _abandoned))
            JoinAbandoned();
        _output = null;
        _budget.Leave();
    }

    private void WalkCompound(Command command)
    {
        switch (command)
        {
            case Group group:
                Walk(group.Body);
                break;
            case Subshell subshell:
                WalkApart(subshell.Body);
                break;
            case If branches:
                Walk(branches);
                break;
            case Case choice:
                Walk(choice);
                break;
            case For loop:
                Walk(loop);
                break;
            case ArithmeticFor loop:
                Walk(loop);
                break;
            case While loop:
                Walk(loop);
                break;
            case FunctionDefinition definition:
                Define(definition);
                break;
            case Coprocess coprocess:
                Walk(coprocess);
                break;
            case ArithmeticCommand arithmetic:
                var before = IsPosix() ? _state.Fork() : null;
                Evaluate(arithmetic.Expression);
                if (before is not null)
                    _state = Join(before, _state);
                break;
            case Conditional conditional:
                Walk(conditional);
                break;
            default:
                Gap("there is no reading of this construct", At(command.Start));
                _state.Forget();
                break;
        }
    }

    /// <summary>Goes through commands in a shell of their own, which leaves nothing behind.</summary>
    private void WalkApart(CommandList body)
    {
        var outer = (_state, _abandoned);
        _state = _state.Fork();
        Walk(body);
        (_state, _abandoned) = outer;
        _failure = null;
    }

    private void Walk(If command)
    {
        ShellState? after = null;
        for (int i = 0; i < command.Branches.Length; i++)
        {
            Walk(command.Branches[i].Condition);
            var otherwise = _failure ?? _state.Fork();
            _failure = null;
            Walk(command.Branches[i].Body);
            Merge();
            after = after is null ? _state : Join(after, _state);
            _state = otherwise;
        }
        if (command.Otherwise is not null)
            Walk(command.Otherwise);
        Merge();
        _state = Join(after!, _state);
    }

    private void Walk(Case command)
    {
        ExpandText(command.Subject);
        var before = _state;
        var after = before;
        foreach (var item in command.Items)
        {
            foreach (var pattern in item.Patterns)
                ExpandText(pattern);
            // A clause may begin where the one before it has ended (';&').
            _state = Join(before, after).Fork();
            _failure = null;
            Walk(item.Body);
            Merge();
            after = Join(after, _state);
        }
        _state = after;
    }

    private void Walk(Coprocess command)
    {
        var outer = (_state, _abandoned);
        _state = _state.Fork();
        _state.Input = StandardInput.Unknown;
        Walk(command.Body);
        (_state, _abandoned) = outer;
        _failure = null;
        string name = command.Name ?? "COPROC";
        Assign(name, Variable.UnknownArray, At(command.Start));
        Assign(name + "_PID", Variable.Number, At(command.Start));
    }

    private void Walk(Conditional command)
    {
        var words = command.Words;
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i].Operand is not { } operand)
                continue;
            string text = ExpandText(operand);
            if (i > 0 && words[i - 1].Operator is "-v" or "-R")
                CheckTestedName(text, At(operand.Start));
            else if (IsArithmetic(words, i - 1) || IsArithmetic(words, i + 1))
                Evaluate(text, At(operand.Start));
        }
    }

    private static bool IsArithmetic(ConditionalWord[] words, int at) =>
        at >= 0 && at < words.Length && words[at].Operator is "-eq" or "-ne" or "-lt" or "-le" or "-gt" or "-ge";
}
