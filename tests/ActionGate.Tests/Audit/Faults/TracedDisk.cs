using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>What a traced program has done to a folder, and what of it would be on the disk if the power failed now.</summary>
internal sealed partial class TracedDisk(string folder)
{
    private const int Sector = 512;

    private readonly Dictionary<string, Inode> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Inode> _syncedNames = new(StringComparer.Ordinal);
    private readonly List<(string? From, string? To, Inode Inode)> _unsyncedNames = [];
    private readonly Dictionary<string, string> _unfinished = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _syncing = new(StringComparer.Ordinal);

    private int _syncedChanges;
    private string _said = "";

    /// <summary>The records that the program has acknowledged by now.</summary>
    internal List<(string Name, int Sequence)> Acknowledged { get; } = [];

    /// <summary>Takes a line of the trace.</summary>
    /// <returns>It changed what would be left.</returns>
    internal bool Take(string line)
    {
        int end = line.IndexOf(' ', StringComparison.Ordinal);
        string thread = line[..end], call = line[end..].TrimStart();
        if (call.EndsWith("<unfinished ...>", StringComparison.Ordinal))
        {
            _unfinished[thread] = call[..^"<unfinished ...>".Length].TrimEnd();
            // What is written while it is synced need not be synced by it.
            if (Sync().Match(call) is { Success: true } sync)
                _syncing[thread] = Path(sync.Groups[1].Value) == folder ? _syncedChanges + _unsyncedNames.Count : Find(Path(sync.Groups[1].Value))?.Changes ?? 0;
            return false;
        }
        int? syncs = null;
        if (Resumed().Match(call) is { Success: true } resumed)
        {
            call = _unfinished[thread] + call[resumed.Length..];
            if (_syncing.Remove(thread, out int count))
                syncs = count;
        }
        return call.Contains(" = -1 ", StringComparison.Ordinal) ? false : Do(call, syncs);
    }

    /// <summary>Writes a folder as it may be after a loss of power.</summary>
    /// <returns>What is in it.</returns>
    internal string WriteWhatIsLeft(string path, Random random)
    {
        Directory.CreateDirectory(path);
        var names = new Dictionary<string, Inode>(_syncedNames, StringComparer.Ordinal);
        foreach (var change in _unsyncedNames.Take(random.Next(_unsyncedNames.Count + 1)))
            Apply(names, change);
        var found = new StringBuilder();
        foreach (var (name, inode) in names)
        {
            byte[] bytes = inode.Left(random);
            File.WriteAllBytes(System.IO.Path.Combine(path, name), bytes);
            found.Append(CultureInfo.InvariantCulture, $"{name}: {bytes.Length} bytes, {inode.SyncedLength} synced\n");
        }
        return found.ToString();
    }

    private bool Do(string call, int? syncs)
    {
        if (Open().Match(call) is { Success: true } open)
        {
            if (NameOf(Text(open.Groups[1].Value)) is not { } created || !call.Contains("O_CREAT", StringComparison.Ordinal) || _names.ContainsKey(created))
                return false;
            return Change((null, created, new Inode()));
        }
        if (Write().Match(call) is { Success: true } write)
        {
            if (Find(Path(write.Groups[1].Value)) is not { } file)
                return false;
            int count = int.Parse(write.Groups[4].Value, CultureInfo.InvariantCulture);
            file.Unsynced.Add((long.Parse(write.Groups[3].Value, CultureInfo.InvariantCulture), Bytes(write.Groups[2].Value)[..count]));
            return true;
        }
        if (Cut().Match(call) is { Success: true } cut)
        {
            Find(Path(cut.Groups[1].Value))?.Unsynced.Add((long.Parse(cut.Groups[2].Value, CultureInfo.InvariantCulture), null));
            return true;
        }
        if (Sync().Match(call) is { Success: true } sync)
        {
            string path = Path(sync.Groups[1].Value);
            if (path == folder)
            {
                int count = syncs is null ? _unsyncedNames.Count : Math.Max(0, syncs.Value - _syncedChanges);
                _syncedChanges += count;
                _unsyncedNames.GetRange(0, count).ForEach(c => Apply(_syncedNames, c));
                _unsyncedNames.RemoveRange(0, count);
            }
            else if (Find(path) is { } file)
            {
                file.Sync(syncs ?? file.Changes);
            }
            return true;
        }
        if (Rename().Match(call) is { Success: true } rename)
            return NameOf(Text(rename.Groups[1].Value)) is { } from && NameOf(Text(rename.Groups[2].Value)) is { } to && Change((from, to, _names[from]));
        if (Unlink().Match(call) is { Success: true } unlink)
            return NameOf(Text(unlink.Groups[1].Value)) is { } name && Change((name, null, _names[name]));
        if (Say().Match(call) is { Success: true } say)
        {
            _said += Text(say.Groups[1].Value);
            foreach (Match ack in Acknowledgement().Matches(_said))
                Acknowledged.Add((ack.Groups[1].Value, int.Parse(ack.Groups[2].Value, CultureInfo.InvariantCulture)));
            // A line may be said in pieces.
            _said = _said[(_said.LastIndexOf('\n') + 1)..];
        }
        return false;
    }

    private bool Change((string? From, string? To, Inode Inode) change)
    {
        Apply(_names, change);
        _unsyncedNames.Add(change);
        return true;
    }

    private static void Apply(Dictionary<string, Inode> names, (string? From, string? To, Inode Inode) change)
    {
        if (change.From is not null)
            names.Remove(change.From);
        if (change.To is not null)
            names[change.To] = change.Inode;
    }

    private Inode? Find(string path) => NameOf(path) is { } name ? _names.GetValueOrDefault(name) : null;

    private string? NameOf(string path) => System.IO.Path.GetDirectoryName(path) == folder ? System.IO.Path.GetFileName(path) : null;

    private static string Text(string escaped) => Encoding.UTF8.GetString(Bytes(escaped));

    private static byte[] Bytes(string escaped) => Convert.FromHexString(escaped.Replace("\\x", "", StringComparison.Ordinal));

    /// <summary>The path of a descriptor, which the tracer writes in hexadecimal digits too.</summary>
    private static string Path(string path) => path.Contains("\\x", StringComparison.Ordinal) ? Text(path) : path;

    [GeneratedRegex("^<\\.\\.\\. [a-z0-9_]+ resumed>")]
    private static partial Regex Resumed();

    [GeneratedRegex("^openat\\(.*?, \"([^\"]*)\"")]
    private static partial Regex Open();

    [GeneratedRegex("^pwrite64\\([0-9]+<([^>]*)>, \"([^\"]*)\", [0-9]+, ([0-9]+)\\) += ([0-9]+)")]
    private static partial Regex Write();

    [GeneratedRegex("^ftruncate\\([0-9]+<([^>]*)>, ([0-9]+)")]
    private static partial Regex Cut();

    [GeneratedRegex("^fsync\\([0-9]+<([^>]*)>")]
    private static partial Regex Sync();

    [GeneratedRegex("^rename\\(\"([^\"]*)\", \"([^\"]*)\"")]
    private static partial Regex Rename();

    [GeneratedRegex("^unlink\\(\"([^\"]*)\"")]
    private static partial Regex Unlink();

    [GeneratedRegex("^write\\([0-9]+<[^>]*>, \"([^\"]*)\"")]
    private static partial Regex Say();

    [GeneratedRegex("ack ([^ ]+) ([0-9]+) [0-9]+ \\.\n")]
    private static partial Regex Acknowledgement();

    /// <summary>A file: what of it is on the disk, and what was done to it since. Without bytes it was cut to a length.</summary>
    private sealed class Inode
    {
        private byte[] _synced = [];
        private int _syncedChanges;

        internal List<(long Offset, byte[]? Bytes)> Unsynced { get; } = [];

        internal int SyncedLength => _synced.Length;

        /// <summary>How many there were in all.</summary>
        internal int Changes => _syncedChanges + Unsynced.Count;

        /// <param name="changes">How many there were when the sync began; another one may have ended since.</param>
        internal void Sync(int changes)
        {
            int count = Math.Max(0, changes - _syncedChanges);
            _syncedChanges += count;
            foreach (var (offset, bytes) in Unsynced.Take(count))
                _synced = bytes is null ? Resized(_synced, offset) : Written(_synced, offset, bytes);
            Unsynced.RemoveRange(0, count);
        }

        /// <summary>The length as after one of the changes, and each sector as it was after some of those that concern it.</summary>
        internal byte[] Left(Random random)
        {
            byte[] left = _synced;
            HashSet<long> unwritten = [];
            foreach (var (offset, bytes) in Unsynced.Take(random.Next(Unsynced.Count + 1)))
            {
                if (bytes is null)
                {
                    left = Resized(left, offset);
                    continue;
                }
                int before = left.Length;
                left = Resized(left, Math.Max(left.Length, offset + bytes.Length));
                for (long from = offset; from < offset + bytes.Length;)
                {
                    long to = Math.Min(offset + bytes.Length, (from / Sector * Sector) + Sector);
                    // A sector that was never written is empty. One that is written has all that it was given before.
                    if (random.Next(3) == 0)
                        unwritten.Add(from / Sector);
                    if (!unwritten.Contains(from / Sector))
                        bytes.AsSpan((int)(from - offset), (int)(to - from)).CopyTo(left.AsSpan((int)from));
                    from = to;
                }
                // The last write may not have come to its end.
                if (random.Next(4) == 0 && before < left.Length)
                    return Resized(left, random.Next(before, left.Length));
            }
            return left;
        }

        private static byte[] Written(byte[] file, long offset, byte[] bytes)
        {
            byte[] written = Resized(file, Math.Max(file.Length, offset + bytes.Length));
            bytes.CopyTo(written.AsSpan((int)offset));
            return written;
        }

        private static byte[] Resized(byte[] file, long length)
        {
            byte[] resized = new byte[length];
            file.AsSpan(0, (int)Math.Min(file.Length, length)).CopyTo(resized);
            return resized;
        }
    }
}
