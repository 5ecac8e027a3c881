using ActionGate.Audit.Records;

namespace ActionGate.Audit.Writing;

/// <summary>Where sealed lines go. Every call is made under the log's lock.</summary>
internal abstract class RecordSink : IDisposable
{
    /// <summary>Some lines are not written yet.</summary>
    internal virtual bool HasPending => false;

    /// <summary>What was committed last did not reach the level, so that nobody is answered without waiting.</summary>
    internal virtual bool IsFailing => false;

    /// <summary>What must happen before a record of this sequence can be taken.</summary>
    internal virtual void Prepare(long next, DateTimeOffset now)
    {
    }

    /// <summary>Waits until there is room for a record; to be waited for without the lock.</summary>
    /// <returns><see langword="null"/>: there is.</returns>
    internal virtual CommitWait? WaitForRoom(bool isAsync) => null;

    /// <summary>Takes a line for the moment.</summary>
    internal abstract void Stage(ReadOnlySpan<byte> line);

    /// <summary>Takes the salts of the line that was staged last.</summary>
    internal virtual void StageOpening(long sequence, ReadOnlySpan<byte> salts)
    {
    }

    /// <summary>Takes the staged lines for good, to the log's level. If it throws they are not part of the log, and must be discarded.</summary>
    /// <param name="told">What the first of the staged lines tell; <see langword="null"/>: they are ordinary ones.</param>
    internal abstract void Commit(Telling? told);

    internal abstract void Discard();

    /// <summary>Waits for what was committed last to reach the log's level; to be waited for without the lock.</summary>
    /// <returns><see langword="null"/>: it has.</returns>
    internal virtual CommitWait? WaitForCommit(long sequence, bool isAsync) => null;

    /// <summary>Writes what is pending, and makes sure that it stands where it should.</summary>
    internal virtual void Flush()
    {
    }

    /// <summary>Begins a new segment with the next record.</summary>
    internal virtual void Rotate(long next, DateTimeOffset now)
    {
    }

    /// <summary>Writes what is pending, for a checkpoint, and says where the log then ends.</summary>
    /// <returns><see langword="null"/>: it is in no folder.</returns>
    internal virtual LogPoint? Settle(Chain chain) => null;

    /// <summary>Nothing can be appended until the log is opened anew.</summary>
    internal virtual void PoisonBy(Exception failure)
    {
    }

    /// <summary>What has been appended so far; stays valid while more is.</summary>
    internal abstract RecordSnapshot Snapshot();

    public virtual void Dispose()
    {
    }
}
