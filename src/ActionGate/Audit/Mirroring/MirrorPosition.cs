using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ActionGate.Audit.Files;

namespace ActionGate.Audit.Mirroring;

/// <summary>The file in which a mirror keeps how far it has come: the sequence of the next record, and a line feed.</summary>
internal sealed class MirrorPosition
{
    private const int Longest = 20;

    private readonly LogFolder _folder;
    private readonly string _path;
    private long _kept;

    /// <exception cref="IOException">It can't be read, or a link or a folder stands there.</exception>
    internal MirrorPosition(LogFolder folder, string name)
    {
        _folder = folder;
        _path = folder.Directory.MirrorAt(name);
        Next = _kept = Read(_path);
    }

    /// <summary>What it said.</summary>
    internal long Next { get; }

    /// <summary>On the disk when it returns.</summary>
    internal void Keep(long next)
    {
        if (next == _kept)
            return;
        _folder.Replace(_path, Encoding.ASCII.GetBytes(next.ToString(CultureInfo.InvariantCulture) + "\n"));
        _kept = next;
    }

    /// <summary>What is no number counts as the beginning: records that come again do no harm.</summary>
    private static long Read(string path)
    {
        // What is no file, a pipe for one, has no length either, and might never open.
        if (!LogDirectory.IsFile(path) || new FileInfo(path).Length is not (> 1 and <= Longest and var length))
            return 0;
        Span<byte> text = stackalloc byte[Longest];
        using (var file = SegmentFile.OpenForReading(path))
            text = text[..Math.Max(0, file.Read(text[..(int)length], 0))];
        return Utf8Parser.TryParse(text, out long next, out int read) && read == text.Length - 1 && text[read] == (byte)'\n' && next > 0 ? next : 0;
    }
}
