using System.Globalization;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>What must hold of a log whatever happened to those who wrote it.</summary>
internal static class Aftermath
{
    /// <summary>The key that the writers of a folder sign with.</summary>
    internal static string KeyOf(TempFolder folder) => Path.Combine(folder.Path, "audit.key");

    /// <summary>
    /// It opens without an alarm and takes a record more; every record that somebody was told of is there, once and in its place; it verifies to its end, as a second reader of the
    /// format sees it too.
    /// </summary>
    internal static void Check(TempFolder folder, string log, params IEnumerable<WriterProcess> writers)
    {
        var options = new AuditOptions { KeyFile = KeyOf(folder) };
        using (var opened = AuditLog.Open(log, options))
            opened.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
        AuditLog.Open(log, options with { VerifyOnOpen = true }).Dispose();

        var verification = AuditLog.VerifyAsync(log, new VerifyOptions { PublicKey = AuditKey.Load(options.KeyFile!).PublicKey, RequireCheckpoint = true }).AsTask().GetAwaiter().GetResult();
        verification.IsValid.Should().BeTrue(verification.ToString());
        byte[] bytes = [.. Directory.GetFiles(log, "audit-*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)];
        ChainOracle.Judge(bytes).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, (int)verification.Records));

        string[] lines = ChainOracle.Lines(bytes);
        HashSet<long> taken = [];
        foreach (var writer in writers)
        {
            writer.Lines.Should().NotContain(l => l.StartsWith("error ", StringComparison.Ordinal));
            foreach (var (name, sequence, _) in writer.Acknowledged)
            {
                sequence.Should().BeInRange(0, lines.Length - 1, $"{name} was acknowledged");
                lines[sequence].Should().Contain($"\"target\":\"{name} ", $"{name} was acknowledged as record {sequence}");
                taken.Add(sequence).Should().BeTrue("a place is given once");
            }
        }
    }

    /// <summary>How often something is tried: less where all tests run, more where somebody has the time.</summary>
    internal static int Rounds(int few, int many) => Environment.GetEnvironmentVariable("ACTIONGATE_LONG_TESTS") == "1" ? many : few;

    /// <summary>How many records the log says were lost.</summary>
    internal static long Lost(string log) => Directory.GetFiles(log, "audit-*.jsonl").SelectMany(File.ReadLines).Select(l => System.Text.RegularExpressions.Regex.Match(l, "\"lost\":([0-9]+)"))
        .Where(m => m.Success).Sum(m => long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
}
