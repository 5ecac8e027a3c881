using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// Loops. Over words that are known a body is read word by word; otherwise what a round changes is not known in the next.
internal sealed partial class ShellWalk
{
    private const int MaxRounds = 256;
    private const int MaxPasses = 4;
    private const int StepsOfRound = 40;

    /// <summary>How many times over the place is read, by loops around it that go word by word.</summary>
    private int _rounds = 1;

    /// <summary>Only what changes is asked for; what is listed is thrown away.</summary>
    private bool _isRehearsal;

    private LoopFrame? _loop;

    private sealed class LoopFrame(LoopFrame? outer, bool isBorder = false)
    {
        internal LoopFrame? Outer { get; } = outer;

        /// <summary>A function begins here: it is not known whether it can end the loops of its caller.</summary>
        internal bool IsBorder { get; } = isBorder;

        /// <summary>What holds where <c>break</c> or <c>continue</c> leaves a round.</summary>
        internal ShellState? Left { get; set; }
    }

    private readonly record struct Mark(int Commands, int Effects, int Definitions, int Assignments, int Gaps, int HiddenOptions, int Patterns);

    private void Walk(While command) => Repeat(
        () =>
        {
            Walk(command.Condition);
            var after = _failure ?? _state.Fork();
            if (command.IsUntil)
                (_state, after) = (after, _state);
            _failure = null;
            Walk(command.Body);
            Merge();
            return after;
        });

    private void Walk(ArithmeticFor command)
    {
        EvaluateIfAny(command.Expressions, 0);
        Repeat(
            () =>
            {
                EvaluateIfAny(command.Expressions, 1);
                var after = _state.Fork();
                Walk(command.Body);
                Merge();
                if (_loop?.Left is { } left)
                    _state = Join(_state, left);
                EvaluateIfAny(command.Expressions, 2);
                return after;
            });
    }

    private void EvaluateIfAny(Word[] expressions, int index)
    {
        if (index < expressions.Length && expressions[index].Parts.Length > 0)
            Evaluate(expressions[index]);
    }

    private void Walk(For command)
    {
        int at = At(command.Start);
        var words = WordsOf(command, out bool isOneList);
        if (!command.IsSelect && !_isRehearsal && isOneList && words is not null && words.Count <= MaxRounds / _rounds && AreSingle(words))
        {
            WalkRounds(command, words, at);
            return;
        }
        var value = ValueOf(command, words);
        NoteFolderOf(value);
        Repeat(
            () =>
            {
                var after = _state.Fork();
                Assign(command.Name, value, at);
                if (command.IsSelect)
                    Assign("REPLY", Variable.Unknown, at);
                Walk(command.Body);
                Merge();
                return after;
            });
    }

    private void WalkRounds(For command, List<ShellWord> words, int at)
    {
        int outer = _rounds;
        _rounds *= Math.Max(words.Count, 1);
        ShellState? broken = null;
        foreach (var word in words)
        {
            if (_budget.IsSpent)
                break;
            _loop = new LoopFrame(_loop);
            Assign(command.Name, new Variable(PartlyKnown.Of(word)), at);
            Walk(command.Body);
            Merge();
            // Whether 'break' or 'continue' has left the round: the next round may begin there, and the loop may end there.
            if (_loop.Left is { } left)
            {
                _state = Join(_state, left).Fork();
                broken = broken is null ? left : Join(broken, left);
            }
            _loop = _loop.Outer;
        }
        if (broken is not null)
            _state = Join(_state, broken);
        _rounds = outer;
    }

    /// <summary>The words that the loop goes over; <see langword="null"/> where even their number is unknown.</summary>
    private List<ShellWord>? WordsOf(For command, out bool isOneList)
    {
        isOneList = true;
        if (command.Words is null)
        {
            if (_state.Parameters is not { } parameters)
                return null;
            var words = new List<ShellWord>(parameters.Length);
            foreach (string parameter in parameters)
                words.Add(PartlyKnown.ToWord(parameter, At(command.Start)));
            return words;
        }
        // Where a word has several values there are several lists.
        var all = new List<ShellWord>(ExpandAll(command.Words, out var others));
        isOneList = others is null;
        foreach (var words in others ?? [])
            all.AddRange(words);
        return all;
    }

    private static bool AreSingle(List<ShellWord> words)
    {
        foreach (var word in words)
        {
            if (word.IsMany || word.IsLoose)
                return false;
        }
        return true;
    }

    /// <summary>What the variable may hold in any round.</summary>
    private Variable ValueOf(For command, List<ShellWord>? words)
    {
        // Too many to go through one by one.
        if (command is { IsSelect: false, Words: [{ Parts: [CommandSubstitution { Body: var body }] }] } && TryPlain(body, out var counted) && IsCounter(counted))
            return Variable.Number;
        if (command.IsSelect || words is null || words.Count == 0)
            return Variable.Unknown;
        bool areNames = command.Words is { } written && Array.TrueForAll(written, IsPatternOnly);
        Variable? value = null;
        foreach (var word in words)
        {
            if (word.IsMany && !areNames || word.IsLoose)
                return Variable.Unknown;
            var one = new Variable(PartlyKnown.Of(word));
            value = value is null ? one : Variable.Join(value, one);
        }
        return value!;
    }

    /// <summary>Each of the words that it becomes has its shape, which the words that an expansion is split into have not.</summary>
    private static bool IsPatternOnly(Word word)
    {
        foreach (var part in word.Parts)
        {
            if (part is not (BareText or QuotedText or ExtendedPattern or DoubleQuoted { Parts: [QuotedText] or [] }))
                return false;
        }
        return true;
    }

    /// <summary>Goes through a loop: first to see what a round changes, until nothing more changes, and then for what it lists.</summary>
    /// <param name="round">One round, which gives what holds where the loop ends before its body.</param>
    private void Repeat(Func<ShellState> round)
    {
        var before = _state;
        ShellState after, end;
        if (_isRehearsal)
        {
            // The loop around it is read again: all that matters is that nothing which changes counts as known.
            (after, end) = Round(before, round);
            _state = ShellState.Widen(before, Join(after, end), _budget);
            return;
        }

        var mark = MarkNow();
        var entry = before;
        _isRehearsal = true;
        for (int pass = 0; pass < MaxPasses; pass++)
        {
            (_, end) = Round(entry, round);
            RollBack(mark);
            var next = pass == 0 ? Join(entry, end) : ShellState.Widen(entry, end, _budget);
            if (_budget.IsSpent || ShellState.AreSame(next, entry, _budget))
                break;
            entry = next;
        }
        _isRehearsal = false;
        for (int pass = 0; ; pass++)
        {
            (after, end) = Round(entry, round);
            var next = ShellState.Widen(entry, end, _budget);
            if (_budget.IsSpent || pass == MaxPasses || ShellState.AreSame(next, entry, _budget))
                break;
            RollBack(mark);
            entry = next.Fork();
            if (pass + 1 == MaxPasses)
            {
                entry.Forget();
                Gap("what the loop changes is not known", _place?.At ?? 0);
                mark = MarkNow();
            }
        }
        _state = after;
    }

    private (ShellState After, ShellState End) Round(ShellState entry, Func<ShellState> round)
    {
        _budget.TakeSteps(StepsOfRound);
        _state = entry.Fork();
        _failure = null;
        _loop = new LoopFrame(_loop);
        var after = round();
        var end = _state;
        if (_loop.Left is { } left)
        {
            after = Join(after, left);
            end = Join(end, left);
        }
        _loop = _loop.Outer;
        _failure = null;
        return (after, end);
    }

    private Mark MarkNow() =>
        new(_reading.Commands.Count, _reading.Effects.Count, _reading.Definitions.Count, _reading.Assignments.Count, _reading.Gaps.Count, _reading.HiddenOptions.Count, _reading.Patterns.Count);

    private void RollBack(Mark mark)
    {
        Cut(_reading.Commands, mark.Commands);
        Cut(_reading.Effects, mark.Effects);
        Cut(_reading.Definitions, mark.Definitions);
        Cut(_reading.Assignments, mark.Assignments);
        Cut(_reading.Gaps, mark.Gaps);
        Cut(_reading.HiddenOptions, mark.HiddenOptions);
        Cut(_reading.Patterns, mark.Patterns);
    }

    private static void Cut<T>(List<T> list, int count) => list.RemoveRange(count, list.Count - count);

    /// <summary><c>break</c> and <c>continue</c>: what holds here holds at the end of every round around it.</summary>
    private void LeaveRound(bool isCertain)
    {
        for (var loop = _loop; loop is not null; loop = loop.Outer)
            loop.Left = loop.Left is null ? _state.Fork() : Join(loop.Left, _state).Fork();
        if (isCertain && _loop is not null && !_loop.IsBorder)
            _state.IsDead = true;
    }
}
