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
            ("replaced by a break", LogVerifierTests.Replaced(5)),
            ("replaced by a later break", LogVerifierTests.Replaced(20)),
            .. Notes(),
            .. Unanchored(),
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
        string[] strict = Python(["--key", key, "--require-checkpoint", "-"], input.ToString(), out _);

        code.Should().Be(1);
        answers.Should().HaveCount(copies.Count);
        for (int i = 0; i < copies.Count; i++)
        {
            string expected = Answer(copies[i].Log, Tampering.WithKey);
            if (!answers[i].StartsWith(expected, StringComparison.Ordinal) || expected.StartsWith("ok", StringComparison.Ordinal) && answers[i].Length != expected.Length)
                throw new Xunit.Sdk.XunitException($"{copies[i].What}: expected '{expected}', found '{answers[i]}'");
            expected = Answer(copies[i].Log, Tampering.WithKey with { RequireCheckpoint = true });
            if (!strict[i].StartsWith(expected, StringComparison.Ordinal))
                throw new Xunit.Sdk.XunitException($"{copies[i].What}, checkpoint required: expected '{expected}', found '{strict[i]}'");
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

    [SkippableFact]
    public void Verify_SpellingsOfTheKey_AreThoseThatTheLibraryTakes()
    {
        using var folder = new TempFolder();
        Tampering.Anchored.WriteTo(folder.Log);
        string pem = Signed.Signer.PublicKey.ToString();
        string verifierKey = Signed.Signer.PublicKey.ToVerifierKey(ForgedLog.Origin);
        string[] parts = verifierKey.Split('+', 3);
        string[] texts =
        [
            pem, "a comment\n" + pem, pem + "\n", verifierKey, verifierKey + "\n", "other" + verifierKey, $"{parts[0]}+00000000+{parts[2]}",
            $"{parts[0]}+{parts[1]}+{'B' + parts[2][1..]}", $"+{parts[1]}+{parts[2]}", parts[0], "",
        ];
        foreach (string text in texts)
        {
            string path = Path.Combine(folder.Path, "key");
            File.WriteAllText(path, text);
            int expected = 2;
            try
            {
                expected = Tampering.Anchored.Verify(new VerifyOptions { PublicKey = AuditPublicKey.Parse(text) }).IsValid ? 0 : 1;
            }
            catch (FormatException)
            {
            }
            Python(["--key", path, folder.Log], "", out int code);
            code.Should().Be(expected, text);
        }
    }

    private static string Script => Repository.PathOf("docs", "verify-audit.py");

    /// <summary>Notes and marks of odd spellings.</summary>
    private static IEnumerable<(string What, MemoryLog Log)> Notes()
    {
        string note = ForgedLog.Note(Tampering.Lines, 10);
        foreach (int more in new[] { 63, 64 })
            yield return ($"{more} more signatures", Tampering.Anchored.With("checkpoint", Encoding.UTF8.GetBytes(note + string.Concat(Enumerable.Repeat("\u2014 witness AAAAAAA=\n", more)))));
        foreach (int length in new[] { 200_000, 300_000, 800_000 })
        {
            string kept = Encoding.UTF8.GetString(Tampering.Anchored.Files["checkpoints.log"]);
            yield return ($"a last note of {length} units", Tampering.Anchored.With("checkpoints.log", Encoding.UTF8.GetBytes(kept + note + $"\u2014 {new string('w', length)} AAAAAAA=\n\n")));
            yield return ($"a torn note of {length} units", Tampering.Anchored.With("checkpoints.log", Encoding.UTF8.GetBytes(kept + new string('w', length))));
        }
        foreach (string origin in new[] { "/break-9223372036854775807", "/break-9223372036854775808", "/break-99999999999999999999" })
            yield return (origin, Tampering.Anchored.With("checkpoint", Encoding.UTF8.GetBytes(note.Replace(ForgedLog.Origin + "\n", ForgedLog.Origin + origin + "\n", StringComparison.Ordinal))));
        foreach (string before in new[] { "4.0", "4e0", "true", "\"4\"" })
            yield return ($"before {before}", WithMark(b => b.Replace("\"before\":4", "\"before\":" + before, StringComparison.Ordinal)));
        yield return ("peaks of another type", WithMark(b => b.Replace("\"peaks\":[", "\"peaks\":{\"a\":[", StringComparison.Ordinal).Replace("]", "]}", StringComparison.Ordinal)));
    }

    private static MemoryLog WithMark(Func<string, string> change) =>
        LogVerifierTests.Pruned().With("pruned", Encoding.UTF8.GetBytes(ForgedLog.Chain([change(ForgedLog.PruneBody(Tampering.Lines, 4))], 11)[0] + "\n"));

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

    /// <summary>Records that say that those before them had no checkpoint, and some that only look so.</summary>
    private static IEnumerable<(string What, MemoryLog Log)> Unanchored()
    {
        foreach (string body in new[]
        {
            "\"type\":\"recovery\",\"unanchored\":5", "\"type\":\"recovery\",\"\\u0075nanchored\":null", "\"type\":\"r\\u0065covery\",\"unanchored\":[]",
            "\"type\":\"decision\",\"unanchored\":5", "\"type\":\"recovery\",\"a\":{\"unanchored\":5}", "\"type\":\"recovery\",\"a\":\"unanchored\"",
            "\"type\":\"recovery\",\"\\ud800nanchored\":1,\"\\ud801nanchored\":1",
        })
        {
            var lines = LogVerifierTests.Unanchored(5, 10, body);
            yield return ($"anchored, with {body}", ForgedLog.Anchored(lines, ForgedLog.Segments(lines, 0, 7), 4, 10));
            yield return ($"unanchored, with {body}", new MemoryLog(ForgedLog.Segments(lines, 0, 7)));
        }
        foreach (int at in new[] { 2, 4, 5 })
        {
            List<string> bodies = [.. Tampering.Bodies, ForgedLog.PruneBody(LogVerifierTests.Unanchored(at, 10), 4)];
            bodies[at] = "\"ts\":\"2026-04-03T14:42:16.1234567Z\",\"type\":\"recovery\",\"unanchored\":1";
            var lines = ForgedLog.Chain(bodies);
            var files = ForgedLog.Segments(lines, 0, 4, 8);
            files.Remove(ForgedLog.Segment(0));
            files["pruned"] = Encoding.UTF8.GetBytes(lines[10] + "\n");
            yield return ($"pruned to 4, with record {at}", ForgedLog.Anchored(lines, files, 11));
        }
    }

    private static string Answer(MemoryLog log, VerifyOptions options)
    {
        AuditVerification verification;
        try
        {
            verification = log.Verify(options);
        }
        catch (AuditException)
        {
            // What a log in a folder reports without a place.
            return "bad -: ";
        }
        if (verification.IsValid)
        {
            string bare = verification.Warnings.LastOrDefault(w => w.Message.Contains("had no checkpoint", StringComparison.Ordinal)) is { } told ? $"; the records before {told.Sequence} had no checkpoint" : "";
            return string.Create(CultureInfo.InvariantCulture, $"ok, {verification.Records} records, ") + (verification.Anchor is null ? "unanchored" : $"anchored at {verification.Anchor.Size}") + bare;
        }
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
