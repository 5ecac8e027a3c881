using System.Text;

namespace ActionGate.Tests.Audit;

/// <summary>A receiver that keeps what it is given, and can be away.</summary>
internal sealed class FakeSink : IAuditSink
{
    private readonly List<string> _lines = [];

    /// <summary>All lines in the order in which they came, those that came again too.</summary>
    internal IReadOnlyList<string> Lines => _lines;

    internal IEnumerable<long> Sequences => _lines.Select(l => AuditRecord.Parse(Encoding.UTF8.GetBytes(l[..^1]))!.Sequence);

    /// <summary>What came, once each, as a file of its own.</summary>
    internal byte[] Bytes => Encoding.UTF8.GetBytes(string.Concat(_lines.Distinct()));

    /// <summary>Where records were missing, and how many.</summary>
    internal List<(long First, long Missing)> Gaps { get; } = [];

    internal AuditCheckpoint? Checkpoint { get; private set; }

    internal int Calls { get; private set; }

    internal int LargestBatch { get; private set; }

    internal bool IsAway { get; set; }

    /// <summary>It takes the records, and then does not say so.</summary>
    internal bool IsMute { get; set; }

    internal TaskCompletionSource? Silence { get; set; }

    internal CancellationToken Token { get; private set; }

    public ValueTask WriteAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        Calls++;
        Token = cancellationToken;
        if (IsAway)
            throw new IOException("away");
        if (Silence is not null)
            return new(Silence.Task);
        LargestBatch = Math.Max(LargestBatch, batch.Lines.Sum(l => l.Length));
        if (batch.Missing > 0)
            Gaps.Add((batch.First, batch.Missing));
        batch.Next.Should().Be(batch.First + batch.Lines.Count);
        _lines.AddRange(batch.Lines.Select(l => Encoding.UTF8.GetString(l.Span)));
        Checkpoint = batch.Checkpoint;
        return IsMute ? throw new IOException("lost its answer") : default;
    }
}
