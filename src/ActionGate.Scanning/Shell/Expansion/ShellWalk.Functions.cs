using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// Functions: what their names stand for, and what a call does.
internal sealed partial class ShellWalk
{
    private const int MaxCalls = 16;

    /// <summary>The functions that are being called, innermost last.</summary>
    private readonly List<Call> _calls = [];

    /// <summary>How many of these belong to the shells around this one.</summary>
    private int _callsAround;

    private List<DefinedFunction>? _defined;
    private HashSet<DefinedFunction>? _isDefined;
    private HashSet<DefinedFunction>? _called;

    private bool IsInFunction => _calls.Count > _callsAround;

    private sealed class Call(DefinedFunction function, bool isOpen)
    {
        internal DefinedFunction Function { get; } = function;

        /// <summary>Its parameters and variables are not known, so that it stands for calls at any depth.</summary>
        internal bool IsOpen { get; } = isOpen;

        internal ShellState? Returned { get; set; }
    }

    private void Define(FunctionDefinition definition)
    {
        int at = At(definition.Start);
        CheckSeen(definition.Name, at);
        // POSIX shells look for these before functions, bash after them.
        if (IsSpecialBuiltin(definition.Name) && IsPosix())
            Gap("a function has the name of a special builtin", at);
        if (definition.IsRunWhereItStands)
            WalkApart(definition.Body);
        _reading.Definitions.Add(new ShellDefinition(definition.Name, IsAlias: false, PlaceAt(at)));
        var function = new DefinedFunction(definition, _frame);
        _state.SetFunction(definition.Name, new FunctionMeaning([function], IsCertain: true));
        if ((_isDefined ??= []).Add(function))
            (_defined ??= []).Add(function);
        _state.Touch(ShellState.AllNames);
        NoteChange();
    }

    private static bool IsSpecialBuiltin(string name) => name is
        "break" or ":" or "." or "continue" or "eval" or "exec" or "exit" or "export" or "readonly" or "return" or "set" or "shift" or "times" or "trap" or "unset";

    /// <summary>Goes through every definition that the name may stand for.</summary>
    private void Enter(FunctionMeaning meaning, ShellWord[] words)
    {
        var before = _state;
        ShellState? after = meaning.IsCertain ? null : before;
        foreach (var function in meaning.Definitions)
        {
            _state = before.Fork();
            Enter(function, words);
            after = after is null ? _state : Join(after, _state);
        }
        _state = after!;
        _failure = null;
    }

    private void Enter(DefinedFunction function, ShellWord[]? words)
    {
        bool isRecursive = _calls.Count >= MaxCalls;
        foreach (var call in _calls)
        {
            if (call.Function == function)
            {
                if (call.IsOpen)
                {
                    // This very call is being read, for any parameters.
                    _state.Forget();
                    return;
                }
                isRecursive = true;
            }
        }
        (_called ??= []).Add(function);
        if (!_budget.TakeSteps(16) || !_budget.Enter())
            return;
        if (isRecursive)
            _state.Forget();
        var outer = (_frame, _state.Parameters, _state.Locals, _loop);
        _frame = function.Frame with { Via = _frame.Via, At = _frame.At >= 0 ? _frame.At : function.Frame.At };
        _loop = new LoopFrame(_loop, isBorder: true);
        _state.Input = StandardInput.Unknown;
        _state.Parameters = isRecursive ? null : ParametersOf(words);
        var entered = new Call(function, isRecursive);
        var abandoned = _abandoned;
        _abandoned = null;
        _calls.Add(entered);
        Walk(function.Node.Body);
        Merge();
        _calls.RemoveAt(_calls.Count - 1);
        if (entered.Returned is { } returned)
            _state = Join(_state, returned).Fork();
        Unwind(_state, outer.Locals, outer.Parameters);
        if (_abandoned is not null)
            Unwind(_abandoned, outer.Locals, outer.Parameters);
        if (_abandoned is null)
            _abandoned = abandoned;
        else
            Abandon(abandoned);
        (_frame, _loop) = (outer._frame, outer._loop);
        if (isRecursive)
            _state.Forget();
        _budget.Leave();
    }

    /// <summary>Takes away what belongs to a call.</summary>
    private static void Unwind(ShellState state, LocalVariable? locals, string[]? parameters)
    {
        for (var local = state.Locals; local is not null && !ReferenceEquals(local, locals); local = local.Below)
            state.Set(local.Name, local.Before);
        (state.Parameters, state.Locals) = (parameters, locals);
    }

    /// <summary>The positional parameters that a call gives.</summary>
    private static string[]? ParametersOf(ReadOnlySpan<ShellWord> words)
    {
        if (words.IsEmpty)
            return null;
        var parameters = new string[words.Length - 1];
        for (int i = 1; i < words.Length; i++)
        {
            if (words[i].IsMany || words[i].IsLoose)
                return null;
            parameters[i - 1] = PartlyKnown.Of(words[i]);
        }
        return parameters;
    }

    private void Return(bool isCertain)
    {
        if (!IsInFunction)
            return;
        var call = _calls[^1];
        call.Returned = call.Returned is null ? _state.Fork() : Join(call.Returned, _state).Fork();
        if (isCertain)
            _state.IsDead = true;
    }

    /// <summary>A variable that belongs to the function that is being called: what it was comes back when the function ends.</summary>
    private void MakeLocal(string name)
    {
        if (!IsInFunction)
            return;
        _state.Locals = new LocalVariable(name, _state.Find(name), _state.Locals);
    }

    /// <summary>Functions that nobody calls are read as well, for any parameters.</summary>
    private void ReadUncalled()
    {
        for (int i = 0; i < (_defined?.Count ?? 0) && !_budget.IsSpent; i++)
        {
            var function = _defined![i];
            if (_called is not null && _called.Contains(function))
                continue;
            var after = _state;
            _state = after.Fork();
            _state.IsDead = false;
            Enter(function, null);
            _state = after;
            _abandoned = null;
        }
    }
}
