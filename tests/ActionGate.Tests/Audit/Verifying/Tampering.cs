using System.Text;

namespace ActionGate.Tests.Audit.Verifying;

/// <summary>A log of three segments and three checkpoints, and every small change to it.</summary>
internal static class Tampering
{
    internal const int Records = 10;
    internal static readonly int[] Starts = [0, 4, 7];
    internal static readonly int[] Sizes = [4, 7, Records];
    internal static readonly List<string> Bodies = ForgedLog.Bodies(Records);
    internal static readonly List<string> Lines = ForgedLog.Chain(Bodies);
    internal static readonly MemoryLog Anchored = ForgedLog.Anchored(Lines, ForgedLog.Segments(Lines, Starts), Sizes);
    internal static readonly MemoryLog Bare = new(ForgedLog.Segments(Lines, Starts));
    internal static readonly string[] Segments = [.. Starts.Select(s => ForgedLog.Segment(s))];
    internal static readonly VerifyOptions WithKey = new() { PublicKey = Signed.Signer.PublicKey };

    /// <summary>What happened to the segments, and whether the chain alone shows it.</summary>
    internal sealed record Copy(string What, bool IsSeen, Dictionary<string, byte[]> Segments)
    {
        internal MemoryLog WithoutCheckpoints() => new(Segments);

        internal MemoryLog WithCheckpoints() => new(new Dictionary<string, byte[]>(Segments, StringComparer.Ordinal)
        {
            ["checkpoint"] = Anchored.Files["checkpoint"],
            ["checkpoints.log"] = Anchored.Files["checkpoints.log"],
        });
    }

    /// <summary>Bits, bytes and cuts: every stride-th of them.</summary>
    internal static IEnumerable<Copy> Bytes(int stride)
    {
        int n = 0;
        foreach (string name in Segments)
        {
            byte[] bytes = Bare.Files[name];
            for (int i = 0; i < bytes.Length; i++)
            {
                for (int bit = 0; bit < 8; bit++)
                {
                    if (n++ % stride != 0)
                        continue;
                    byte[] flipped = [.. bytes];
                    flipped[i] ^= (byte)(1 << bit);
                    yield return Of($"bit {bit} of byte {i} of {name}", true, name, flipped);
                }
                if (n++ % stride == 0)
                    yield return Of($"byte {i} of {name} removed", true, name, [.. bytes[..i], .. bytes[(i + 1)..]]);
                if (n++ % stride == 0)
                    yield return Of($"byte {i} of {name} doubled", true, name, [.. bytes[..i], bytes[i], .. bytes[i..]]);
                if (n++ % stride == 0)
                    yield return Of($"{name} cut at byte {i}", name != Segments[^1] || i > 0 && bytes[i - 1] != (byte)'\n', name, bytes[..i]);
            }
        }
    }

    /// <summary>Whole records and segments.</summary>
    internal static IEnumerable<Copy> Wholes()
    {
        for (int i = 0; i < Records; i++)
        {
            yield return OfLines($"record {i} deleted", i < Records - 1, Lines.Where((_, n) => n != i));
            yield return OfLines($"record {i} doubled", true, [.. Lines.Take(i + 1), .. Lines.Skip(i)]);
            for (int j = i + 1; j < Records; j++)
            {
                List<string> swapped = [.. Lines];
                (swapped[i], swapped[j]) = (swapped[j], swapped[i]);
                yield return OfLines($"records {i} and {j} swapped", true, swapped);
            }
            yield return OfLines($"record {i} forged in", true, [.. Lines.Take(i), Forged(i), .. Lines.Skip(i)]);
            yield return OfLines($"record {i} forged over", i < Records - 1, [.. Lines.Take(i), Forged(i), .. Lines.Skip(i + 1)]);
            List<string> bodies = [.. Bodies];
            bodies[i] += ",\"forged\":true";
            yield return OfLines($"record {i} changed and the chain made anew", false, ForgedLog.Chain(bodies));
            yield return OfLines($"record {i} deleted and the chain made anew", i == 0, ForgedLog.Chain(Bodies.Where((_, n) => n != i)));
            yield return OfLines($"spliced with another log at record {i}", i > 0, [.. Lines.Take(i), .. Other.Skip(i)]);
            yield return OfLines($"cut behind record {i}", false, Lines.Take(i + 1));
        }
        foreach (string name in Segments)
        {
            bool isLast = name == Segments[^1];
            byte[] bytes = Bare.Files[name];
            yield return new Copy($"{name} deleted", !isLast, Without(name));
            yield return new Copy($"{name} renamed", true, new(Without(name)) { ["audit-000000000099.jsonl"] = bytes });
            yield return new Copy($"{name} copied", true, new(Files()) { ["audit-000000000099.jsonl"] = bytes });
            yield return Of($"{name} emptied", !isLast, name, []);
            yield return Of($"{name} zeros", true, name, new byte[4096]);
            yield return Of($"{name} with a BOM", true, name, [0xEF, 0xBB, 0xBF, .. bytes]);
            yield return Of($"{name} with CRLF", true, name, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("\n", "\r\n", StringComparison.Ordinal)));
            yield return Of($"{name} with a blank line", true, name, [.. bytes, (byte)'\n']);
            yield return Of($"{name} with NULs", true, name, [.. bytes, 0, 0, 0]);
            yield return Of($"{name} with a line of NULs", true, name, [.. bytes, 0, 0, (byte)'\n']);
            yield return Of($"{name} with too many bytes", true, name, [.. bytes, .. new byte[70_000]]);
        }
        for (int i = 0; i < Segments.Length; i++)
        {
            var files = Files();
            (files[Segments[i]], files[Segments[(i + 1) % 3]]) = (files[Segments[(i + 1) % 3]], files[Segments[i]]);
            yield return new Copy($"segment {i} swapped with the next", true, files);
        }
        yield return new Copy("the last two segments deleted", false, new() { [Segments[0]] = Bare.Files[Segments[0]] });
        yield return new Copy("all segments joined into one", false, ForgedLog.Segments(Lines, 0));
    }

    private static readonly List<string> Other = ForgedLog.Chain(ForgedLog.Bodies(Records).Select(b => b.Replace("0001020304", "ffffffffff", StringComparison.Ordinal)));

    /// <summary>A record that is right by itself.</summary>
    private static string Forged(int i) => ForgedLog.Chain([Bodies[i] + ",\"forged\":true"], i, i == 0 ? ForgedLog.Zeros : ForgedLog.HashOf(Lines[i - 1]))[0];

    private static Dictionary<string, byte[]> Files() => new(Bare.Files.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

    private static Dictionary<string, byte[]> Without(string name)
    {
        var files = Files();
        files.Remove(name);
        return files;
    }

    private static Copy Of(string what, bool isSeen, string name, byte[] bytes) => new(what, isSeen, new(Files()) { [name] = bytes });

    /// <summary>Cut into segments where the log was.</summary>
    private static Copy OfLines(string what, bool isSeen, IEnumerable<string> lines)
    {
        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        List<string> all = [.. lines];
        for (int i = 0; i < Starts.Length; i++)
        {
            int end = i + 1 < Starts.Length ? Starts[i + 1] : all.Count;
            if (Starts[i] < all.Count)
                files[Segments[i]] = ChainOracle.Bytes(all.Skip(Starts[i]).Take(Math.Min(end, all.Count) - Starts[i]));
        }
        return new Copy(what, isSeen, files);
    }
}
