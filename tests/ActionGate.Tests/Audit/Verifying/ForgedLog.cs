using System.Globalization;
using System.Text;
using ActionGate.Tests.Audit.Tree;

namespace ActionGate.Tests.Audit.Verifying;

/// <summary>Logs of several segments with checkpoints, made from the description of the format by whoever has the key.</summary>
internal static class ForgedLog
{
    internal const string Origin = "example.com/a";
    internal const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>What the log holds, from a first record on: entries between <c>seq</c> and <c>prev</c>.</summary>
    internal static List<string> Bodies(int count) => [.. Enumerable.Range(0, count).Select(i => i == 0
        ? $"\"ts\":\"2026-04-03T14:42:15.1234567Z\",\"type\":\"log.open\",\"spec\":\"actiongate-audit/1\",\"log\":\"{Origin}\",\"log_id\":\"000102030405060708090a0b0c0d0e0f\""
        : i == count - 1
        ? "\"ts\":\"2026-04-03T14:42:17.1234567Z\",\"type\":\"close\""
        : $"\"ts\":\"2026-04-03T14:42:16.1234567Z\",\"type\":\"decision\",\"agent\":\"coder\",\"action\":\"shell_exec\",\"target\":\"ls {i} \\n\\u2028\\\"ü\",\"verdict\":\"{(i % 2 == 0 ? "allow" : "deny")}\",\"ops\":[{{\"kind\":\"shell_exec\",\"n\":-1.5e3}},{{\"kind\":\"x\",\"a\":[true,null]}}],\"c\":{{\"a\":{{}},\"b\":[]}}")];

    /// <summary>Chains records, without their line feeds.</summary>
    internal static List<string> Chain(IEnumerable<string> bodies, long first = 0, string previous = Zeros)
    {
        List<string> lines = [];
        foreach (string body in bodies)
        {
            string entry = string.Create(CultureInfo.InvariantCulture, $"{{\"v\":1,\"seq\":{first + lines.Count},{body},\"prev\":\"{previous}\"}}");
            previous = ChainOracle.HashOf(Encoding.UTF8.GetBytes(entry));
            lines.Add($"{entry[..^1]},\"hash\":\"{previous}\"}}");
        }
        return lines;
    }

    internal static string HashOf(string line) => line[^66..^2];

    internal static byte[] RootOf(IEnumerable<string> lines) => RfcTree.Mth(lines.Select(l => Convert.FromHexString(HashOf(l))).ToArray());

    internal static string Segment(long first) => string.Create(CultureInfo.InvariantCulture, $"audit-{first:D12}.jsonl");

    /// <summary>A folder of segments that begin with these records.</summary>
    internal static Dictionary<string, byte[]> Segments(IReadOnlyList<string> lines, params int[] starts)
    {
        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        int[] ends = [.. starts.Skip(1), lines.Count];
        for (int i = 0; i < starts.Length; i++)
            files[Segment(SequenceOf(lines[starts[i]]))] = ChainOracle.Bytes(lines.Skip(starts[i]).Take(ends[i] - starts[i]));
        return files;
    }

    /// <summary>The checkpoint of a tree's first records.</summary>
    internal static string Note(IReadOnlyList<string> lines, int size, long first = 0, ISigner? signer = null, string origin = Origin) =>
        Signed.Sign(origin, first, size, RootOf(lines.Take(size)), signer).Note;

    /// <summary>Adds the last checkpoint, and the ones before it.</summary>
    internal static MemoryLog Anchored(IReadOnlyList<string> lines, Dictionary<string, byte[]> segments, params int[] sizes)
    {
        var files = new Dictionary<string, byte[]>(segments, StringComparer.Ordinal)
        {
            ["checkpoint"] = Encoding.UTF8.GetBytes(Note(lines, sizes[^1])),
        };
        if (sizes.Length > 1)
            files["checkpoints.log"] = Encoding.UTF8.GetBytes(string.Concat(sizes[..^1].Select(s => Note(lines, s) + "\n")));
        return new MemoryLog(files);
    }

    internal static string PruneBody(IReadOnlyList<string> lines, int before)
    {
        var peaks = Peaks(lines.Take(before).ToList()).Select(p => $"\"{Convert.ToHexStringLower(p)}\"");
        return $"\"ts\":\"2026-04-03T14:42:16.1234567Z\",\"type\":\"prune\",\"before\":{before},\"head\":\"{HashOf(lines[before - 1])}\",\"peaks\":[{string.Join(',', peaks)}]";
    }

    internal static string BreakBody(string segment, long offset) =>
        $"\"ts\":\"2026-04-03T14:42:18.1234567Z\",\"type\":\"break\",\"log\":\"{Origin}\",\"log_id\":\"000102030405060708090a0b0c0d0e0f\",\"segment\":\"{segment}\",\"offset\":{offset},\"problem\":\"x\",\"records\":2";

    private static long SequenceOf(string line) => long.Parse(line.AsSpan(13, line.IndexOf(',', 13) - 13), CultureInfo.InvariantCulture);

    private static IEnumerable<byte[]> Peaks(List<string> lines)
    {
        for (int at = 0; at < lines.Count;)
        {
            int size = 1 << System.Numerics.BitOperations.Log2((uint)(lines.Count - at));
            yield return RootOf(lines.Skip(at).Take(size));
            at += size;
        }
    }
}
