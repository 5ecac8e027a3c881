using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActionGate.Tests.Audit.Verifying;

namespace ActionGate.Tests.Audit.Integration;

/// <summary>The program that was written from the page alone: it must find the same, and in the same place.</summary>
public sealed class PythonVerifierTests
{
    [SkippableFact]
    public void Verify_TamperedCopies_AgreesOnEachAndOnThePlace()
    {
        using var folder = new TempFolder();
        List<(string What, MemoryLog Log)> copies =
        [
            ("untouched", Tampering.Anchored),
            ("bare", Tampering.Bare),
            ("pruned", LogVerifierTests.Pruned()),
            ("pruned, without the mark", LogVerifierTests.Pruned().With("pruned", null)),
            ("pruned, without the record", LogVerifierTests.Pruned().With("pruned", Encoding.UTF8.GetBytes(ForgedLog.Chain([ForgedLog.PruneBody(Tampering.Lines, 4)], 11)[0] + "\n"))),
            ("broken", LogVerifierTests.Broken()),
            ("without the break", Tampering.Bare.With("checkpoint", LogVerifierTests.Broken().Files["checkpoint"])),
            ("a break without damage", new(new(Tampering.Anchored.Files.Concat(ForgedLog.Segments(ForgedLog.Chain([ForgedLog.BreakBody("x", 0)], 20), 0))))),
            ("no checkpoint", Tampering.Anchored.With("checkpoint", null)),
            ("a short checkpoint log", Tampering.Anchored.With("checkpoints.log", Tampering.Anchored.Files["checkpoints.log"][..^30])),
            ("two roots", Tampering.Anchored.With("checkpoints.log", Encoding.UTF8.GetBytes(Signed.Sign(ForgedLog.Origin, 0, 10, new byte[32]).Note + "\n"))),
            ("too many records counted", Tampering.Anchored.With("checkpoint", Encoding.UTF8.GetBytes(Signed.Sign(ForgedLog.Origin, 0, 11, new byte[32]).Note))),
            ("another log's checkpoint", Tampering.Anchored.With("checkpoint", Encoding.UTF8.GetBytes(ForgedLog.Note(Tampering.Lines, 10, origin: "b")))),
            .. BadForms(),
            .. Tampering.Bytes(101).Select((c, i) => (c.What, i % 2 == 0 ? c.WithCheckpoints() : c.WithoutCheckpoints())),
            .. Tampering.Wholes().SelectMany(c => new[] { (c.What, c.WithCheckpoints()), (c.What, c.WithoutCheckpoints()) }),
        ];
        var input = new StringBuilder();
        for (int i = 0; i < copies.Count; i++)
        {
            string path = Path.Combine(folder.Path, i.ToString(CultureInfo.InvariantCulture));
            copies[i].Log.WriteTo(path);
            input.Append(path).Append('\n');
        }
        string key = Path.Combine(folder.Path, "key.pem");
        File.WriteAllText(key, Signed.Signer.PublicKey.ToString());

        string[] answers = Python(["--key", key, "-"], input.ToString(), out int code);

        code.Should().Be(1);
        answers.Should().HaveCount(copies.Count);
        for (int i = 0; i < copies.Count; i++)
        {
            string expected = Answer(copies[i].Log);
            if (!answers[i].StartsWith(expected, StringComparison.Ordinal))
                throw new Xunit.Sdk.XunitException($"{copies[i].What}: expected '{expected}', found '{answers[i]}'");
        }
    }

    [SkippableFact]
    public void Verify_SegmentOfAnIndependentProgram_IsAnchoredByItsKey()
    {
        string corpus = Repository.PathOf("tests", "ActionGate.Tests", "Corpus", "Audit");
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.Log);
        foreach (string name in new[] { "audit-000000000000.jsonl", "checkpoint" })
            File.Copy(Path.Combine(corpus, name), Path.Combine(folder.Log, name));

        Python(["--key", Path.Combine(corpus, "audit-key.pub"), "--require-checkpoint", folder.Log], "", out int code).Should().Equal("ok, 7 records, anchored at 7");

        code.Should().Be(0);
        string verifierKey = Path.Combine(folder.Path, "log.pub");
        File.WriteAllText(verifierKey, AuditPublicKey.Load(Path.Combine(corpus, "audit-key.pub")).ToVerifierKey("example.com/agents/host1") + "\n");
        Python(["--key", verifierKey, "--require-checkpoint", folder.Log], "", out _).Should().Equal("ok, 7 records, anchored at 7");
        File.ReadLines(Script).Count().Should().BeLessThanOrEqualTo(150);
    }

    private static string Script => Repository.PathOf("docs", "verify-audit.py");

    /// <summary>Right hashes around what is no record.</summary>
    private static IEnumerable<(string What, MemoryLog Log)> BadForms()
    {
        string[] tails =
        [
            "\"a\":1,\"a\":2", "\"a\":{\"b\":1,\"\\u0062\":2}", "\"type\":\"x\"", "\"a\":NaN", "\"a\":-Infinity", "\"a\":01", "\"a\":1.", "\"a\":[1,]", "\"a\":\"\t\"", "\"a\":\"\\x\"",
            "\"a\":\"\\ud800\"", "\"\\ud83d\\ude00\":1,\"😀\":2", $"\"a\":{new string('9', 5000)}", "\"a\":1e999", $"\"a\":{new string('[', 63)}{new string(']', 63)}",
            $"\"a\":{new string('[', 64)}{new string(']', 64)}", $"\"a\":{new string('[', 5000)}{new string(']', 5000)}", $"\"a\":\"{new string('x', 66_000)}\"", " \"a\" : [ 1 , 2 ] ", "\"log\":7",
        ];
        foreach (string tail in tails)
        {
            foreach (int record in new[] { 0, 5 })
            {
                List<string> bodies = [.. Tampering.Bodies];
                bodies[record] += "," + tail;
                yield return ($"record {record} with {tail[..Math.Min(tail.Length, 40)]}", new MemoryLog(ForgedLog.Segments(ForgedLog.Chain(bodies), Tampering.Starts)));
            }
        }
        foreach (string body in new[] { "\"type\":7", "\"type\":\"prune\"", "\"type\":\"break\"", "\"type\":\"\"", "\"type\":\"recovery\",\"late\":[1,2]", "\"x\":1", "\"type\":\"log.open\"" })
        {
            List<string> bodies = [.. Tampering.Bodies];
            bodies[5] = body;
            yield return ($"record 5 is {body}", new MemoryLog(ForgedLog.Segments(ForgedLog.Chain(bodies), Tampering.Starts)));
        }
    }

    private static string Answer(MemoryLog log)
    {
        var verification = log.Verify(Tampering.WithKey);
        if (verification.IsValid)
            return string.Create(CultureInfo.InvariantCulture, $"ok, {verification.Records} records, ") + (verification.Anchor is null ? "unanchored" : $"anchored at {verification.Anchor.Size}");
        return verification.Problems.FirstOrDefault(p => p.Line > 0) is { } place
            ? string.Create(CultureInfo.InvariantCulture, $"bad {place.Segment} {place.Line} {place.Offset} {place.Sequence}: ")
            : "bad -: ";
    }

    private static string[] Python(string[] arguments, string input, out int code)
    {
        var start = new ProcessStartInfo("python3", [Script, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new SkipException("python3 is not installed");
        }
        using (process)
        {
            var writing = Task.Run(() =>
            {
                process.StandardInput.Write(input);
                process.StandardInput.Close();
            });
            string output = process.StandardOutput.ReadToEnd();
            writing.Wait();
            process.WaitForExit(60_000).Should().BeTrue();
            code = process.ExitCode;
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
