using System.Globalization;
using ActionGate.Audit.Notes;

namespace ActionGate.Audit.Verifying;

/// <summary>The checkpoints in a log's folder: first looked at by themselves, then taken one after another, as the log's trees grow to their sizes.</summary>
/// <remarks>Those that are kept in a file stand there in the order of the log, so that no more than two are in memory.</remarks>
internal sealed class CheckpointTrail : IDisposable
{
    private const string LastName = "checkpoint";
    private const string KeptName = "checkpoints.log";

    private readonly ILogSource _source;
    private readonly AuditPublicKey? _key;
    private readonly long _from;
    private readonly long _earliest;
    private NoteReader? _notes;
    private long _left;
    private long _passedEnd = -1;
    private AuditCheckpoint? _last;
    private AuditCheckpoint? _kept;

    private CheckpointTrail(ILogSource source, AuditPublicKey? key, long from, bool beginsTree)
    {
        _source = source;
        _key = key;
        _from = from;
        _earliest = beginsTree ? from : 0;
    }

    /// <summary>There is a checkpoint that can be read.</summary>
    internal bool HasAny => Log is not null;

    /// <summary>There are some of trees before the one that was begun with.</summary>
    internal bool HasPassed => _passedEnd >= 0;

    /// <summary>The log's name, as the checkpoints have it.</summary>
    internal string? Log { get; private set; }

    /// <summary>The sequence of the record that began the tree which the record to begin with belongs to, as far as the checkpoints know.</summary>
    internal long TreeStart { get; private set; }

    /// <summary>The last checkpoint, until it has been passed; <see langword="null"/>: there is none.</summary>
    internal AuditCheckpoint? Last => _last;

    /// <summary>The checkpoint that comes next; <see langword="null"/>: none does.</summary>
    internal AuditCheckpoint? Next => IsLastNext ? _last : _kept;

    private bool IsLastNext => _last is not null && (_kept is null || Compare(_last, _kept) < 0);

    /// <summary>Reads the checkpoints.</summary>
    /// <param name="source">The log.</param>
    /// <param name="key">Its public key; <see langword="null"/>: no signature is looked at.</param>
    /// <param name="from">The record that the log, or what is verified of it, begins with.</param>
    /// <param name="beginsTree">A tree begins with that record: checkpoints of earlier ones are passed over.</param>
    /// <param name="problems">Gets what is wrong with them.</param>
    /// <param name="warnings">Gets what a crash may have left.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static CheckpointTrail Read(ILogSource source, AuditPublicKey? key, long from, bool beginsTree, List<AuditProblem> problems,
        List<AuditProblem> warnings, CancellationToken cancellationToken)
    {
        var trail = new CheckpointTrail(source, key, from, beginsTree);
        try
        {
            trail.InspectLast(problems);
            trail._notes = trail.OpenKept();
            trail.InspectKept(problems, warnings, cancellationToken);
            trail.InspectPassed(problems);
            trail._notes?.Dispose();
            trail._notes = trail.OpenKept();
            trail.MoveKept();
            return trail;
        }
        catch
        {
            trail.Dispose();
            throw;
        }
    }

    /// <summary>Goes on to the one behind <see cref="Next"/>.</summary>
    internal void Advance()
    {
        if (IsLastNext)
            _last = null;
        else
            MoveKept();
    }

    /// <summary>The log's key has signed it.</summary>
    internal bool IsTrusted(AuditCheckpoint checkpoint) => _key is not null && checkpoint.IsSignedBy(_key);

    public void Dispose() => _notes?.Dispose();

    private void InspectLast(List<AuditProblem> problems)
    {
        string path = _source.Directory.Checkpoint;
        if (!_source.Has(path))
            return;
        byte[] bytes = [];
        int length = 0;
        using (var file = _source.Open(path))
        {
            if (file is not null)
                bytes = new byte[(int)Math.Min(file.Length, NoteReader.LongestNote + 1)];
            for (int count; length < bytes.Length && (count = file!.Read(bytes.AsSpan(length), length)) > 0;)
                length += count;
        }
        _last = AuditCheckpoint.TryParse(bytes.AsSpan(0, length), out string? fault);
        if (_last?.First < _earliest)
        {
            Pass(_last);
            _last = null;
        }
        else if ((_last is null ? fault : Take(_last)) is { } found)
            problems.Add(Refused($"{LastName}: {found}"));
    }

    private void InspectKept(List<AuditProblem> problems, List<AuditProblem> warnings, CancellationToken cancellationToken)
    {
        AuditCheckpoint? previous = null;
        long number = 0;
        // What is added later may count records that are added later.
        for (; _notes is not null && _notes.TryTake(out var bytes, out bool isTorn); _left = number)
        {
            cancellationToken.ThrowIfCancellationRequested();
            number++;
            var note = AuditCheckpoint.TryParse(bytes, out string? fault);
            if (note?.First < _earliest)
            {
                Pass(note);
                continue;
            }
            if (note is not null)
            {
                fault = FindContradiction(previous, note) ?? FindContradiction(note, _last) ?? Take(note);
                bool isBack = previous is not null && Compare(previous, note) > 0;
                if (isBack)
                    fault ??= "it counts fewer records than the one before";
                else
                    previous = note;
            }
            if (fault is not null)
                (note is null && isTorn ? warnings : problems).Add(Refused(string.Create(CultureInfo.InvariantCulture, $"{KeptName}, note {number}: {fault}")));
        }
    }

    /// <summary>It is of an earlier tree, whose records are not read.</summary>
    private void Pass(AuditCheckpoint note)
    {
        if (_key is null || note.FindFault(_key) is null)
            _passedEnd = Math.Max(_passedEnd, note.First + Math.Min(note.Size, long.MaxValue - note.First));
    }

    /// <summary>A break stands behind all that was signed before, and is signed itself: anybody could have put another one there, to get rid of the checkpoints.</summary>
    private void InspectPassed(List<AuditProblem> problems)
    {
        if (_passedEnd > _earliest)
            problems.Add(Tampered(string.Create(CultureInfo.InvariantCulture, $"a checkpoint counts the records up to {_passedEnd - 1}, and was signed before the break that is record {_earliest}")));
        else if (_passedEnd >= 0 && !HasAny)
            problems.Add(Tampered(string.Create(CultureInfo.InvariantCulture, $"there are checkpoints, and all are of trees before the break that is record {_earliest}: nobody has signed what it begins")));
    }

    /// <summary>Two of one size with different roots: somebody signed two histories, and which of them the log has is another matter.</summary>
    private static string? FindContradiction(AuditCheckpoint? one, AuditCheckpoint? other) =>
        one is null || other is null ? null : CheckpointHistory.FindEquivocation(one, other);

    /// <summary>Notes what a checkpoint says of the log as a whole.</summary>
    /// <returns>What is wrong with it; <see langword="null"/>: nothing.</returns>
    private string? Take(AuditCheckpoint note)
    {
        Log ??= note.Log;
        if (note.First <= _from && note.First > TreeStart)
            TreeStart = note.First;
        if (!string.Equals(Log, note.Log, StringComparison.Ordinal))
            return $"it is of the log {DecisionText.Quote(note.Log)}, another is of {DecisionText.Quote(Log)}";
        return _key is null ? null : note.FindFault(_key);
    }

    private void MoveKept()
    {
        var previous = _kept;
        _kept = null;
        for (; _kept is null && _notes is not null && _left > 0 && _notes.TryTake(out var bytes, out _); _left--)
        {
            _kept = AuditCheckpoint.TryParse(bytes, out _);
            if (_kept is not null && (_kept.First < _earliest || previous is not null && Compare(previous, _kept) > 0))
                _kept = null;
        }
    }

    private NoteReader? OpenKept()
    {
        string path = _source.Directory.CheckpointLog;
        return _source.Has(path) ? new NoteReader(_source.Open(path)) : null;
    }

    private static int Compare(AuditCheckpoint one, AuditCheckpoint other) =>
        one.First != other.First ? one.First.CompareTo(other.First) : one.Size.CompareTo(other.Size);

    private static AuditProblem Tampered(string message) => new(DiagnosticIds.AuditTampered, null, 0, 0, -1, message);

    private static AuditProblem Refused(string message) => new(DiagnosticIds.AuditCheckpointRefused, null, 0, 0, -1, message);
}
