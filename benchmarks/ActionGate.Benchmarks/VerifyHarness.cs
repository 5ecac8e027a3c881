using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace ActionGate.Benchmarks;

/// <summary>How many records a second does the verification of an audit log check? Beside it a plain loop that reads lines and hashes them.</summary>
internal static class VerifyHarness
{
    private const int Records = 1_000_000;
    private const int Rounds = 5;

    internal static void Run()
    {
        string folder = Directory.CreateTempSubdirectory("actiongate-verify-").FullName;
        try
        {
            string path = Path.Combine(folder, "log");
            var key = AuditKey.Create(Path.Combine(folder, "keys", "audit.key"));
            Write(path, key);
            string[] segments = Directory.GetFiles(path, "audit-*.jsonl");
            double length = segments.Sum(s => new FileInfo(s).Length) / (double)Records;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Records:N0} records of {length:F1} bytes, {segments.Length} segments, {Environment.ProcessorCount} processors.\n"));
            Console.WriteLine("| what | records/s | ns of a processor a record |\n| --- | ---: | ---: |");
            Print("read and SHA-256, one thread", () => Plain(segments));
            Print("verified, no checkpoint", () => Verify(Unanchored(folder, segments), new VerifyOptions()));
            Print("verified, anchored", () => Verify(path, new VerifyOptions { PublicKey = key.PublicKey, RequireCheckpoint = true }));
            using var process = Process.GetCurrentProcess();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nAt most {process.PeakWorkingSet64 / 1048576.0:F0} MiB of memory, the writing of the log included."));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Verifies a log that is there, and says how much memory that took.</summary>
    internal static void Run(string path)
    {
        Print(path, () => Verify(path, new VerifyOptions()));
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{process.PeakWorkingSet64 / 1048576.0:F0} MiB at most"));
    }

    private static void Write(string path, AuditKey key)
    {
        var context = new ActionContext { Agent = "coder", Session = "s-1", Turn = 3 };
        var decision = Policy.Parse(RuleSets.Yaml("file_read", 10)).Evaluate(ActionRequest.ReadFile("/srv/project/module0/src/source.cs", context));
        using var log = AuditLog.Open(path, new AuditOptions { Level = AuditLevel.Buffered, Signer = key });
        for (int i = 0; i < Records - 2; i++)
        {
            if (log.AppendDecision(decision, context).Fault is { } fault)
                throw new InvalidOperationException(fault);
        }
    }

    private static string Unanchored(string folder, string[] segments)
    {
        string path = Path.Combine(folder, "unanchored");
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            foreach (string segment in segments)
                File.Copy(segment, Path.Combine(path, Path.GetFileName(segment)));
        }
        return path;
    }

    private static void Print(string what, Func<long> run)
    {
        run();
        double best = double.MaxValue, processor = double.MaxValue;
        long records = 0;
        for (int i = 0; i < Rounds; i++)
        {
            var used = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            records = run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            processor = Math.Min(processor, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {records / best:N0} | {processor / records * 1e9:N0} |"));
    }

    private static long Verify(string path, VerifyOptions options)
    {
        var verification = AuditLog.VerifyAsync(path, options).AsTask().GetAwaiter().GetResult();
        return verification.IsValid ? verification.Records : throw new InvalidOperationException(verification.ToString());
    }

    private static long Plain(string[] segments)
    {
        byte[] buffer = new byte[1 << 20];
        byte[] hash = new byte[SHA256.HashSizeInBytes];
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long lines = 0;
        foreach (string segment in segments)
        {
            using var file = File.OpenHandle(segment);
            long offset = 0;
            int count;
            int kept = 0;
            while ((count = RandomAccess.Read(file, buffer.AsSpan(kept), offset)) > 0)
            {
                offset += count;
                var rest = buffer.AsSpan(0, kept + count);
                for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
                {
                    sha.AppendData(rest[..end]);
                    sha.GetHashAndReset(hash);
                    lines++;
                }
                kept = rest.Length;
                rest.CopyTo(buffer);
            }
        }
        return lines;
    }
}
