using ActionGate.Audit.Records;

namespace ActionGate.Audit.Writing;

/// <summary>Salts of records that are not written yet, a line a record. Staged and committed with the records' own lines.</summary>
internal sealed class OpeningLines
{
    private readonly JsonBuffer _lines = new(0);
    private int _committed;

    /// <summary>The lines of records that were committed.</summary>
    internal ReadOnlySpan<byte> Committed => _lines.Written[.._committed];

    /// <summary>Those that were only staged too.</summary>
    internal ReadOnlySpan<byte> All => _lines.Written;

    internal void Stage(long sequence, ReadOnlySpan<byte> salts)
    {
        _lines.Raw("{\"seq\":"u8);
        _lines.Number(sequence);
        _lines.Raw(",\"salts\":{"u8);
        _lines.Raw(salts);
        _lines.Raw("}}\n"u8);
    }

    internal void Commit() => _committed = _lines.Length;

    internal void Discard() => _lines.MoveTo(_committed);

    internal void Clear()
    {
        _committed = 0;
        _lines.MoveTo(0);
    }
}
