namespace ActionGate.Reloading;

/// <summary>
/// What was found counts once it was found again, unchanged, at least a quiet period later: while somebody writes into a file, every
/// beginning of it can be a policy that loads. Not safe for concurrent use.
/// </summary>
internal sealed class Settling(TimeSpan quietPeriod, TimeProvider clock)
{
    private FoundFiles? _last;
    private long _since;
    private long? _restlessSince;

    /// <summary>Takes what was found now.</summary>
    /// <returns>Whether it may be acted on. With a quiet period of zero it may be at once.</returns>
    internal bool IsSettled(FoundFiles found)
    {
        long now = clock.GetTimestamp();
        _restlessSince ??= now;
        if (!found.IsSame(_last))
            (_last, _since) = (found, now);
        if (clock.GetElapsedTime(_since, now) < quietPeriod)
            return false;
        _restlessSince = null;
        return true;
    }

    /// <summary>How long files have been found changed at every look.</summary>
    internal TimeSpan Restless => _restlessSince is { } since ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Forgets what was found: nothing is going on.</summary>
    internal void Reset() => (_last, _restlessSince) = (null, null);
}
