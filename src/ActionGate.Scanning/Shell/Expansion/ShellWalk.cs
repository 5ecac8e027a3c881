using ActionGate.Scanning.Shell.Commands;
using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;
using ActionGate.Scanning.Text;

namespace ActionGate.Scanning.Shell.Expansion;

/// <summary>
/// Goes through a tree in the order in which a shell does, with what is known of its variables, functions and folders, and lists what
/// could happen on any branch. Its chapters: texts, statements, loops, functions, words, parameters, arithmetic, commands, builtins.
/// </summary>
internal sealed partial class ShellWalk
{
    private static readonly string[] NoVia = [];

    private readonly ShellReading _reading = new();
    private readonly ShellBudget _budget;
    private readonly FieldBuffer _buffer = new();
    private readonly List<ShellWord> _fields = [];
    private readonly Stack<CommandEffects> _spareEffects = new();
    private List<(string Text, ShellPlace Place, TextFrame Frame, bool IsAnytime)>? _deferred;
    private ShellState _state = new();

    /// <summary>What holds where the last command failed; <see langword="null"/> where that is the same.</summary>
    private ShellState? _failure;

    private TextFrame _frame;
    private ShellPlace? _place;
    private Choices? _choices;

    /// <summary>The revision of the state in which the words began that are being expanded; -1 where nobody asks for combinations.</summary>
    private int _choicesFrom = -1;
    private bool _hasUnseen;
    private bool _hasNegatedGroup;

    /// <summary>The text, or a script that it runs in its own shell, switches on extended patterns.</summary>
    private bool _mayExtendPatterns;

    /// <summary>What the last command wrote to its standard output, as far as that is known.</summary>
    private string? _output;

    private ShellWalk(ShellDialect dialect, ShellBudget budget, bool isGuess)
    {
        _budget = budget;
        _isGuess = isGuess;
        _frame = new TextFrame(-1, NoVia, dialect);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="dialect">Whose grammar it is read by.</param>
    /// <param name="budget">What may be spent.</param>
    /// <param name="isGuess">Nobody has said which shell reads it; this is one of several readings.</param>
    /// <param name="isFed">Its standard input may hold what nobody knows of.</param>
    internal static ShellReading Read(string text, ShellDialect dialect, ShellBudget budget, bool isGuess, bool isFed)
    {
        var walk = new ShellWalk(dialect, budget, isGuess);
        if (isFed)
            walk._state.Input = StandardInput.Unknown;
        walk.ReadAll(text);
        walk._reading.IsOtherwiseInPosix = walk._isOtherwiseInPosix;
        return walk._reading;
    }

    private void ReadAll(string text)
    {
        if (_budget.TakeText(text.Length))
        {
            _hasDollarQuotes = text.Contains("$'", StringComparison.Ordinal) || text.Contains("$\"", StringComparison.Ordinal);
            _hasUnseen = UnseenCharacters.AreIn(text);
            if (_hasUnseen && UnseenCharacters.IndexOfBidirectional(text) is >= 0 and int at)
                Gap("it holds a character that changes the order in which text is shown", at);
            ReadText(text, isOwn: true);
            ReadDeferred();
            ReadUncalled();
            if (_hasNegatedGroup && _mayExtendPatterns)
                Gap("'!(', which is a pattern where 'extglob' is set", 0);
        }
        if (_budget.Problem is { } problem)
        {
            Gap(problem, 0);
            _reading.IsParsed = false;
        }
    }

    /// <summary>Parses a text and goes through it, in the state that holds.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isOwn">A shell reads it as its own, and not within a line of another text.</param>
    private void ReadText(string text, bool isOwn)
    {
        var parsed = ShellParser.Parse(text, _frame.Dialect);
        if (parsed.Body is null)
        {
            Gap(parsed.Problem ?? "it can't be read", At(parsed.ProblemAt));
            _reading.IsParsed = false;
            return;
        }
        _isOtherwiseInPosix |= parsed.IsOtherwiseInPosix;
        _hasNegatedGroup |= parsed.HasNegatedGroup;
        Walk(parsed.Body, text, isOwn);
        Merge();
        JoinAbandoned();
    }

    /// <summary>Reads a text within the text: as the shell itself does, or as a shell that it starts.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where it stands in the outermost text.</param>
    /// <param name="via">The language of the shell that reads it; <see langword="null"/> for this shell itself.</param>
    /// <param name="dialect">Whose grammar it is read by; <see langword="null"/>: that of the language.</param>
    private void ReadInner(string text, int at, string? via, ShellDialect? dialect = null)
    {
        if (!_budget.TakeText(text.Length) || !_budget.Enter())
            return;
        if (UnseenCharacters.AreIn(text))
        {
            _hasUnseen = true;
            if (UnseenCharacters.IndexOfBidirectional(text) >= 0)
                Gap("it holds a character that changes the order in which text is shown", at);
        }
        var outer = (_frame, _choices, _choicesFrom, _loop, _abandoned, _callsAround);
        // What is quoted outside is a shell's own text inside.
        _frame = new TextFrame(at, via is null ? _frame.Via : [.. _frame.Via, via], dialect ?? (via is null ? _frame.Dialect : DialectOf(via)));
        (_choices, _choicesFrom) = (null, -1);
        _state.Input = StandardInput.Unknown;
        if (via is not null)
            (_loop, _abandoned, _callsAround) = (null, null, _calls.Count);
        ReadText(text, isOwn: via is not null);
        (_frame, _choices, _choicesFrom, _loop, var abandoned, _callsAround) = outer;
        if (via is not null)
            _abandoned = abandoned;
        _budget.Leave();
    }

    private static ShellDialect DialectOf(string language) => language switch { CodeLanguage.Sh => ShellDialect.Posix, "zsh" => ShellDialect.Zsh, _ => ShellDialect.Bash };

    /// <summary>Texts that run at some later time, with whatever the variables hold then.</summary>
    private void ReadDeferred()
    {
        var here = (_state, _frame);
        for (int i = 0; i < (_deferred?.Count ?? 0) && !_budget.IsSpent; i++)
        {
            var (text, place, frame, isAnytime) = _deferred![i];
            var start = _history ?? here._state;
            _state = start.Fork();
            _state.IsDead = false;
            _state.Touched = isAnytime ? new(StringComparer.Ordinal) : null;
            _abandoned = null;
            _frame = frame;
            _state.Input = StandardInput.Unknown;
            ReadInner(text, place.At, null);
            CheckTouched(start, place.At);
        }
        (_state, _frame) = here;
    }

    private int At(int start) => _frame.At >= 0 ? _frame.At : start;

    private ShellPlace PlaceAt(int at)
    {
        if (_place is { } last && last.At == at && ReferenceEquals(last.Directories, _state.Folders) && ReferenceEquals(last.Via, _frame.Via))
            return last;
        return _place = new ShellPlace(at, _state.Folders, _frame.Via);
    }

    private void Gap(string reason, int at)
    {
        var place = PlaceAt(at);
        // Loops and calls come here again and again.
        for (int i = _reading.Gaps.Count - 1; i >= 0 && i >= _reading.Gaps.Count - 8; i--)
        {
            if (_reading.Gaps[i].Reason == reason && _reading.Gaps[i].Place.At == at)
                return;
        }
        _reading.Gaps.Add(new ShellGap(reason, place));
    }

    private void CheckSeen(string text, int at)
    {
        if (_hasUnseen && UnseenCharacters.AreIn(text))
            Gap("it holds an invisible or unusual character", at);
    }

    private ShellState Join(ShellState a, ShellState b) => ShellState.Join(a, b, _budget);

    /// <summary>Takes success and failure of the last command together.</summary>
    private void Merge()
    {
        if (_failure is not null)
            _state = Join(_state, _failure);
        _failure = null;
    }
}
