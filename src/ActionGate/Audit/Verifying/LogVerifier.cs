using System.Globalization;
using ActionGate.Audit.Files;
using ActionGate.Audit.Notes;
using ActionGate.Audit.Records;
using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Verifying;

/// <summary>Verifies a log as it stands; takes no lock and changes nothing.</summary>
/// <remarks>
/// Other threads look at blocks of lines by themselves. Here they are joined in their order, and whatever is out of the ordinary is looked at
/// once more, record by record: so the first fault is found that a single reader would have found.
/// </remarks>
internal sealed partial class LogVerifier : IDisposable
{
    private readonly ILogSource _source;
    private readonly VerifyOptions _options;
    private readonly VerifyPace _pace;
    private readonly CancellationToken _cancellation;
    private readonly RecordVerifier _records = new();
    private readonly UnknownRecords _unknown = new();
    private readonly List<AuditProblem> _problems = [];
    private readonly List<AuditProblem> _warnings = [];
    private readonly BlockReader _reader;
    private readonly Stack<LineBlock> _free = new();
    private readonly Queue<LineBlock> _busy = new();
    private CheckpointTrail _trail = null!;
    private List<LogSegment> _segments = [];
    private PrunedMark? _pruned;
    private CompactRange? _tree;
    private Frontier? _frontier;
    private AuditCheckpoint? _anchor;
    private AuditProblem? _damage;
    private AuditProblem? _torn;
    private AuditProblem? _cut;
    private long _begin;
    private long _counted;
    private long _prune = -1;
    private (RecordPlace Place, long Records)? _unanchored;
    private AuditCheckpoint? _soundAnchor;
    private long _sound;
    private string? _head;
    private string? _headBefore;
    private string? _segment;
    private long _line;
    private long _offset;

    private LogVerifier(ILogSource source, VerifyOptions options, VerifyPace pace, CancellationToken cancellation)
    {
        _source = source;
        _options = options;
        _pace = pace;
        _cancellation = cancellation;
        _reader = new BlockReader(pace.Block, pace.Patience);
    }

    internal static AuditVerification Verify(LogDirectory directory, VerifyOptions options, CancellationToken cancellationToken)
    {
        try
        {
            directory.Inspect();
            return Verify(new FolderSource(directory), options, VerifyPace.Default, cancellationToken);
        }
        catch (AuditException e)
        {
            return Failed(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Failed(new AuditException(DiagnosticIds.AuditUnusable, $"{directory.FullPath}: can't be read: {e.Message}", e));
        }
    }

    internal static AuditVerification Verify(ILogSource source, VerifyOptions options, VerifyPace pace, CancellationToken cancellationToken) =>
        MovingLog.Read(isLast =>
        {
            using var verifier = new LogVerifier(source, options, pace, cancellationToken);
            return verifier.Run(isLast);
        });

    public void Dispose()
    {
        Drain();
        foreach (var block in _free)
            block.Dispose();
        _records.Dispose();
        _trail?.Dispose();
    }

    private static AuditVerification Failed(AuditException e) => new(0, null, [new AuditProblem(e)], [], null, 0, 0);

    /// <returns><see langword="null"/>: the log was pruned meanwhile.</returns>
    private AuditVerification? Run(bool isLast)
    {
        // In this order: what a checkpoint counts was there before it, and what is to be deleted is named before it is deleted.
        long before = ReadPruned()?.Before ?? 0;
        long from = Math.Max(_options.From, before);
        bool beginsTree = from > 0 && _source.Segments().Find(s => s.First == from) is { First: > 0 } segment && BeginsWithBreak(segment);
        var frontier = ReadFrontier();
        _trail = CheckpointTrail.Read(_source, _options.PublicKey, from, beginsTree, _problems, _warnings, _cancellation);
        // A writer replaces the one and then the other: what belongs to the checkpoint was there before it was read, or is now.
        _frontier = FindFitting(frontier) ?? FindFitting(ReadFrontier());
        _segments = _source.Segments();
        _pruned = ReadPruned();
        // The checkpoints were read for another beginning.
        if (!isLast && (_pruned?.Before ?? 0) != before)
            return null;
        _segments.RemoveAll(s => s.First < _pruned?.Before);
        _begin = Math.Max(_options.From, _pruned?.Before ?? 0);
        if (_segments.Count == 0)
        {
            Damaged(_trail.HasAny || _pruned is not null
                ? new AuditProblem(DiagnosticIds.AuditTampered, null, 0, 0, -1, $"{_source.Directory.FullPath}: no segment is there, and {(_trail.HasAny ? "a checkpoint" : "the line of a prune record")} is")
                : new AuditProblem(DiagnosticIds.AuditMissing, null, 0, 0, -1, $"{_source.Directory.FullPath}: no log is there, expected {Path.GetFileName(_source.Directory.SegmentAt(0).Path)}"));
            return Result();
        }
        int index = Begin(out long skipped);
        for (bool isFirst = true; index < _segments.Count; isFirst = false)
        {
            if (Read(index, isFirst ? skipped : 0) is not { } damage)
            {
                index++;
                continue;
            }
            Damaged(damage);
            for (index++; index < _segments.Count && !BeginsWithBreak(_segments[index]); index++)
            {
            }
        }
        End();
        return Result();
    }

    private PrunedMark? ReadPruned()
    {
        string path = _source.Directory.Pruned;
        if (!_source.Has(path))
            return null;
        return PrunedMark.Parse(ReadFile(path, RecordFormat.LongestLine + 1)) ?? throw new AuditException(DiagnosticIds.AuditTampered, $"{path}: expected the line of a prune record");
    }

    /// <summary>Only where the tree's beginning is not read: it knows the tree by itself.</summary>
    private Frontier? ReadFrontier() =>
        _options.From > 0 && _source.Has(_source.Directory.Frontier) ? Frontier.Parse(ReadFile(_source.Directory.Frontier, Frontier.LongestFile)) : null;

    private Frontier? FindFitting(Frontier? frontier) => frontier is not null && _trail.Last is { } last && frontier.Fits(last) ? frontier : null;

    private byte[] ReadFile(string path, int longest)
    {
        byte[] bytes = new byte[longest];
        int length = 0;
        using var file = _source.Open(path);
        for (int count; file is not null && length < bytes.Length && (count = file.Read(bytes.AsSpan(length), length)) > 0;)
            length += count;
        return bytes[..length];
    }

    /// <summary>Finds where to begin, and what is known there.</summary>
    /// <param name="skipped">How many records of the segment come before.</param>
    /// <returns>The index of the segment.</returns>
    private int Begin(out long skipped)
    {
        skipped = 0;
        int index = Math.Max(0, _segments.FindLastIndex(s => s.First <= _begin));
        var segment = _segments[index];
        if (segment.First == _begin && (_begin == 0 || BeginsWithBreak(segment)))
        {
            _tree = _trail.HasAny ? new CompactRange() : null;
            return index;
        }
        if (_pruned?.Before == _begin)
        {
            _records.MoveTo(_begin, _pruned.Head, _trail.TreeStart);
            _tree = _trail.HasAny ? _pruned.Tree(_trail.TreeStart) : null;
            if (_tree is null && _trail.HasAny)
                _problems.Add(new AuditProblem(DiagnosticIds.AuditTampered, null, 0, 0, -1, "the prune record and the checkpoints tell of different trees"));
            return index;
        }
        _records.MoveTo(_begin, RecordFormat.NoPrevious, _trail.TreeStart);
        skipped = Math.Max(0, _begin - segment.First);
        return index;
    }

    /// <summary>A later segment that says so may go on after damage; whether it is sound is seen when it is read.</summary>
    private bool BeginsWithBreak(LogSegment segment)
    {
        const int Enough = 128;
        Span<byte> start = stackalloc byte[Enough];
        using var file = _source.Open(segment.Path);
        return start[..Math.Max(0, file?.Read(start, 0) ?? 0)].IndexOf(",\"type\":\"break\","u8) > 0;
    }

    private void Damaged(AuditProblem problem) => Damaged(problem, _records.Records, Head());

    /// <summary>What is verified from here on does not count.</summary>
    private void Damaged(AuditProblem problem, long sound, string? head)
    {
        _problems.Add(problem);
        if (_damage is null)
            (_sound, _head, _soundAnchor) = (sound, head, _anchor);
        _damage = problem;
    }

    private string? Head() => _records.Records == 0 ? null : System.Text.Encoding.ASCII.GetString(_records.Head);

    /// <summary>The place of the next record.</summary>
    private RecordPlace Here() => new(_segment, _line + 1, _offset, _records.Next);

    private AuditProblem Tampered(string message) => Here().Problem(DiagnosticIds.AuditTampered, message);

    /// <summary>A checkpoint counts more records of the tree than there are, or those of a tree of which there are none.</summary>
    /// <param name="following">Where the next tree begins; <see langword="null"/>: there is none.</param>
    private AuditProblem? FindCut(long? following = null)
    {
        long size = _records.Next - _records.TreeStart;
        while (_trail.Next is { } old && (old.First < _records.TreeStart || old.First == _records.TreeStart && old.Size <= size))
            _trail.Advance();
        if (_trail.Next is not { } checkpoint || checkpoint.First >= following)
            return null;
        return Tampered(checkpoint.First == _records.TreeStart
            ? string.Create(CultureInfo.InvariantCulture, $"a checkpoint counts {checkpoint.Size} records, found {size}: the rest was cut off")
            : string.Create(CultureInfo.InvariantCulture, $"a checkpoint counts {checkpoint.Size} records from record {checkpoint.First} on, found none: they were cut off"));
    }

    private void End()
    {
        if (_damage is null && (FindCut() ?? _torn ?? (_records.Records > 0 ? null : Empty())) is { } problem)
            Damaged(problem);
        if (_damage is null && _pruned?.Before == _begin)
            CheckPruning();
        CheckName();
        CheckOpenings();
        var anchor = _damage is null ? _anchor : _soundAnchor;
        if (_options.RequireCheckpoint && anchor is null)
            _problems.Add(Unplaced(DiagnosticIds.AuditCheckpointRefused, "expected a checkpoint that the log's key has signed and that counts its records, found " + WhyUnanchored()));
        else if (anchor is null && (_trail.HasAny || _options.PublicKey is not null))
            _warnings.Add(Unplaced(DiagnosticIds.AuditCheckpointRefused, "nothing vouches for the end of the log: " + WhyUnanchored()));
    }

    private AuditProblem Empty() => _begin > 0
        ? Here().Problem(DiagnosticIds.AuditMissing, string.Create(CultureInfo.InvariantCulture, $"expected record {_begin}, found the end of the log"))
        : Here().Problem(DiagnosticIds.AuditMissing, "the log is empty: it was begun, and no record was written yet; it goes on when it is opened");

    private void CheckPruning()
    {
        if (_prune < 0)
            _problems.Add(Unplaced(DiagnosticIds.AuditTampered, "records were deleted, and the log has no record that says so"));
        else if (_trail.HasAny && _prune >= _records.TreeStart + _counted)
            _problems.Add(Unplaced(DiagnosticIds.AuditTampered, "records were deleted, and no checkpoint counts the record that says so"));
    }

    /// <summary>Some of what was read was signed by an opening that found no checkpoint of it.</summary>
    private void CheckOpenings()
    {
        if (_unanchored is not var (place, records))
            return;
        string message = string.Create(CultureInfo.InvariantCulture,
            $"when record {place.Sequence} was written, {(records == 1 ? "the record" : $"the {records} records")} before it had no checkpoint: what signed them was taken away, or never was there");
        if (_options.RequireCheckpoint)
            _problems.Add(Unplaced(DiagnosticIds.AuditCheckpointRefused, message));
        else
            _warnings.Add(place.Problem(DiagnosticIds.AuditCheckpointRefused, message));
    }

    private void CheckName()
    {
        string? name = _records.Origin ?? _trail.Log;
        if (name is not null && _trail.Log is { } signed && !string.Equals(name, signed, StringComparison.Ordinal))
            _problems.Add(Unplaced(DiagnosticIds.AuditCheckpointRefused, $"the checkpoints are of the log {DecisionText.Quote(signed)}, the records of {DecisionText.Quote(name)}"));
        if (name is not null && _options.Origin is { } expected && !string.Equals(name, expected, StringComparison.Ordinal))
            _problems.Add(Unplaced(DiagnosticIds.AuditOtherOrigin, $"expected the log {DecisionText.Quote(expected)}, found {DecisionText.Quote(name)}"));
    }

    private string WhyUnanchored() => !_trail.HasAny ? "the anchor is missing: " + (_trail.HasPassed ? "no checkpoint is of what the break began" : "there is no checkpoint")
        : _options.PublicKey is null ? "the checkpoint was not checked: no public key was given"
        : _tree is null && _counted == 0 && _begin > _trail.TreeStart ? (_frontier is null ? "the tree's first records were left out, and no frontier leads to the last checkpoint"
            : "the tree's first records were left out, and no checkpoint counts what follows")
            + string.Create(CultureInfo.InvariantCulture, $": verify from record {Math.Max(_pruned?.Before ?? 0, _trail.TreeStart)} on")
        : "no checkpoint that verifies";

    private static AuditProblem Unplaced(string id, string message) => new(id, null, 0, 0, -1, message);

    private AuditVerification Result()
    {
        if (_damage is null)
            (_sound, _head, _soundAnchor) = (_records.Records, Head(), _anchor);
        return new AuditVerification(_sound, _head, _problems, [.. _unknown.Warnings(), .. _warnings], _soundAnchor, _pruned?.Before ?? 0, _begin);
    }
}
