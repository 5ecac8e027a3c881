namespace ActionGate.Audit.Files;

/// <summary>A log's folder that this process holds, and the making of files in it.</summary>
/// <param name="directory">The folder.</param>
/// <param name="hold">The hold on it; it goes with the folder.</param>
/// <param name="wrap">Something between the log and its segments; <see langword="null"/>: nothing.</param>
internal sealed class LogFolder(LogDirectory directory, LockFile hold, Func<ISegmentFile, ISegmentFile>? wrap) : IDisposable
{
    internal LogDirectory Directory => directory;

    internal LockFile Hold => hold;

    /// <summary>Creates a segment that was not there.</summary>
    internal ISegmentFile CreateSegment(LogSegment segment)
    {
        var file = SegmentFile.Create(segment.Path);
        return wrap?.Invoke(file) ?? file;
    }

    internal ISegmentFile OpenSegment(LogSegment segment)
    {
        var file = SegmentFile.OpenForWriting(segment.Path);
        return wrap?.Invoke(file) ?? file;
    }

    /// <summary>Puts a file in the place of another, so that whoever reads finds the one or the other, whole. On the disk when it returns.</summary>
    internal void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        string draft = path + ".tmp";
        // A crash may have left one; what is created must be ours, and no link.
        File.Delete(draft);
        using (var file = SegmentFile.Create(draft))
        {
            file.Write(bytes, 0);
            file.FlushToDisk();
        }
        File.Move(draft, path, overwrite: true);
        Flush();
    }

    /// <summary>Until the names in the folder are on the disk itself.</summary>
    internal void Flush() => hold.FlushFolder();

    /// <summary>What is wrong with the hold on the folder; <see langword="null"/>: nothing.</summary>
    internal string? FindDisplacement() => hold.FindDisplacement();

    public void Dispose() => hold.Dispose();
}
