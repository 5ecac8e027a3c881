namespace ActionGate;

/// <summary>The right to do one action once, or the knowledge that there is none.</summary>
/// <remarks>
/// Tell it how the action ended with <see cref="CompleteAsync"/>, and dispose it; disposed without that, the record says "abandoned".
/// Not safe for concurrent use: it belongs to one action.
/// </remarks>
public sealed class Permit : IAsyncDisposable, IDisposable
{
    private readonly AuditLog _audit;
    private readonly TimeProvider _clock;
    private readonly ActionContext _context;
    private readonly long _sequence;
    private readonly long _start;
    private int _isCompleted;

    internal Permit(AuditLog audit, TimeProvider clock, long sequence, Decision decision, CodeDecision? code, ActionContext context, bool isGranted)
    {
        _audit = audit;
        _clock = clock;
        _context = context;
        _sequence = sequence;
        _start = clock.GetTimestamp();
        Decision = decision;
        Code = code;
        IsGranted = isGranted;
    }

    /// <summary>The action may happen now: it is allowed, was approved, or the gate only simulates.</summary>
    public bool IsGranted { get; }

    /// <summary>The decision; for one that a person refused, a denial with that person's reason.</summary>
    public Decision Decision { get; }

    /// <summary>For code: the decision on each operation. Otherwise <see langword="null"/>.</summary>
    public CodeDecision? Code { get; }

    /// <summary>
    /// For granted code: what of the policy an operating system can hold. It looks at the disk when it is first read. Otherwise
    /// <see langword="null"/>.
    /// </summary>
    public Confinement? Confinement { get; internal init; }

    /// <summary>Throws where the action may not happen.</summary>
    /// <returns>This permit.</returns>
    /// <exception cref="ActionDeniedException">The permit is not granted.</exception>
    public Permit EnsureGranted() => IsGranted ? this : throw new ActionDeniedException(Decision);

    /// <summary>Records how the action ended. To be called once.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="cancellationToken">Not used once the record is under way: an ended action is recorded.</param>
    /// <exception cref="ArgumentNullException"><paramref name="outcome"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The permit is not granted, or was completed before.</exception>
    public ValueTask CompleteAsync(ActionOutcome outcome, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        End(outcome);
        var recorded = _audit.AppendOutcomeAsync(_sequence, outcome, DurationOf(outcome), abandoned: false, _context);
        if (!recorded.IsCompletedSuccessfully)
            return new ValueTask(recorded.AsTask());
        _ = recorded.Result;
        return ValueTask.CompletedTask;
    }

    /// <summary>Records how the action ended, from synchronous code. To be called once.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <exception cref="ArgumentNullException"><paramref name="outcome"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The permit is not granted, or was completed before.</exception>
    public void Complete(ActionOutcome outcome)
    {
        End(outcome);
        Record(outcome, abandoned: false);
    }

    /// <summary>Ends the permit; a granted one that nobody completed is recorded as abandoned.</summary>
    public void Dispose()
    {
        if (IsGranted && Interlocked.Exchange(ref _isCompleted, 1) == 0)
            Record(ActionOutcome.Completed, abandoned: true);
    }

    /// <summary>Ends the permit; a granted one that nobody completed is recorded as abandoned.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void End(ActionOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (!IsGranted)
            throw new InvalidOperationException("the permit was not granted, so there is no outcome");
        if (Interlocked.Exchange(ref _isCompleted, 1) != 0)
            throw new InvalidOperationException("the permit was completed before");
    }

    // What happened has happened: a record that can't be written here stops the next action, not this one.
    private void Record(ActionOutcome outcome, bool abandoned) =>
        _audit.AppendOutcome(_sequence, outcome, DurationOf(outcome), abandoned, _context);

    private TimeSpan DurationOf(ActionOutcome outcome) => outcome.Duration ?? _clock.GetElapsedTime(_start);
}
