namespace ActionGate.Audit.Writing;

/// <summary>Where sealed lines go. Every call is made under the log's lock.</summary>
internal abstract class RecordSink : IDisposable
{
    /// <summary>Some lines are not written yet.</summary>
    internal virtual bool HasPending => false;

    /// <summary>Takes a line, to the log's level; a line that it throws for is not part of the log.</summary>
    internal abstract void Append(ReadOnlySpan<byte> line);

    /// <summary>Writes what is pending, and makes sure that it stands where it should.</summary>
    internal virtual void Flush()
    {
    }

    /// <summary>What has been appended so far; stays valid while more is.</summary>
    internal abstract RecordSnapshot Snapshot();

    public virtual void Dispose()
    {
    }
}
