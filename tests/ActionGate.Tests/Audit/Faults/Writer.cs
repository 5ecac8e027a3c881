using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActionGate.Audit;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>A program that writes a log and says what it was told: this assembly's entry point, run by tests that kill it or take its disk away.</summary>
/// <remarks>Each argument is a command. What it says of a record ends in a dot, so that a half line is none.</remarks>
internal static class Writer
{
    internal const string AlreadyWaits = "waiting";

    private static AuditLog? _log;
    private static int _written;
    private static long _since = Stopwatch.GetTimestamp();

    private static int Main(string[] commands)
    {
        foreach (string command in commands)
        {
            if (!Do(command.Split(' ')))
                return 2;
        }
        return 0;
    }

    private static bool Do(string[] words)
    {
        switch (words[0])
        {
            case "open":
                return Try("open", () => _log = AuditLog.Open(words[1], Options(words.AsSpan(2))));
            case "append":
                Append(Number(words, 1), 0);
                return true;
            case "gather":
                for (int i = 0; i < Number(words, 1); i++)
                    Gather(Number(words, 2));
                return true;
            case "until-fault":
                for (int i = 0; i < Number(words, 1) && Append(1, 0); i++)
                    ;
                return true;
            case "threads":
                Parallel(Number(words, 1), thread => Append(Number(words, 2), thread));
                return true;
            case "rotate":
                Try("rotated", () => _log!.Rotate());
                return true;
            case "checkpoint":
                _log!.CheckpointAsync().GetAwaiter().GetResult();
                Say("checkpoint " + (_log.CheckpointFault ?? "made"));
                return true;
            case "close":
                _log!.Dispose();
                Say("closed");
                return true;
            case "silent":
                for (int i = 0; i < Number(words, 1); i++)
                    _log!.AppendDecision(Decision(Name(0)), Sample.Context).Fault.Should().BeNull();
                return true;
            case "time":
                Say(string.Create(CultureInfo.InvariantCulture, $"ms {(long)Stopwatch.GetElapsedTime(_since).TotalMilliseconds}"));
                _since = Stopwatch.GetTimestamp();
                return true;
            case "peak":
                using (var self = Process.GetCurrentProcess())
                    Say(string.Create(CultureInfo.InvariantCulture, $"MB {self.PeakWorkingSet64 >> 20}"));
                return true;
            case "verify":
                Say(AuditLog.VerifyAsync(words[1]).AsTask().GetAwaiter().GetResult() is { IsValid: true } ? "valid" : "not valid");
                return true;
            case "wait":
                Say(AlreadyWaits);
                Console.ReadLine();
                return true;
            case "fill":
                Fill(words[1]);
                return true;
            case "crowd":
                Crowd(words[1]);
                return true;
            case "remove":
                if (Directory.Exists(words[1]))
                    Directory.Delete(words[1], recursive: true);
                else
                    File.Delete(words[1]);
                return true;
            case "child":
                using (var child = Process.Start("sh", ["-c", "exec sleep 60 >/dev/null 2>&1"]))
                    Say("child " + child.Id.ToString(CultureInfo.InvariantCulture));
                return true;
            default:
                throw new ArgumentException("unknown command: " + words[0]);
        }
    }

    private static AuditOptions Options(ReadOnlySpan<string> words)
    {
        var options = new AuditOptions();
        foreach (string word in words)
        {
            string[] sides = word.Split('=', 2);
            options = sides[0] switch
            {
                "level" => options with { Level = Enum.Parse<AuditLevel>(sides[1]) },
                "key" => options with { KeyFile = sides[1] },
                "segment" => options with { MaxSegmentBytes = Number(sides, 1) },
                "checkpoints" => options with { CheckpointInterval = TimeSpan.FromMilliseconds(Number(sides, 1)) },
                "patience" => options with { AppendTimeout = TimeSpan.FromMilliseconds(Number(sides, 1)) },
                "shared" => options with { Shared = true },
                "whole" => options with { VerifyOnOpen = true },
                _ => throw new ArgumentException("unknown option: " + word),
            };
        }
        return options;
    }

    /// <returns>All of them were acknowledged.</returns>
    private static bool Append(int count, int thread)
    {
        bool isWhole = true;
        for (int i = 0; i < count; i++)
        {
            string name = Name(thread);
            long start = Stopwatch.GetTimestamp();
            var result = _log!.AppendDecision(Decision(name), Sample.Context);
            isWhole &= result.Fault is null;
            Say(Told(name, result, Stopwatch.GetElapsedTime(start)));
        }
        return isWhole;
    }

    /// <summary>As many at once as will be written at once.</summary>
    private static void Gather(int count)
    {
        string[] names = [.. Enumerable.Range(0, count).Select(_ => Name(0))];
        long start = Stopwatch.GetTimestamp();
        var waits = new Task<AuditResult>[count];
        for (int i = 0; i < count; i++)
            waits[i] = _log!.AppendDecisionAsync(Decision(names[i]), Sample.Context).AsTask();
        string? fault = null;
        try
        {
            _log!.FlushAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (AuditException e)
        {
            fault = e.Message;
        }
        var told = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            var result = waits[i].GetAwaiter().GetResult();
            told.Append(Told(names[i], fault is null || result.Fault is not null ? result : new AuditResult(-1, fault), Stopwatch.GetElapsedTime(start))).Append('\n');
        }
        Console.Out.Write(told);
    }

    private static Decision Decision(string name) => Sample.Decision(target: name + ' ' + new string('x', (name.Length * 31 + _written) % 230));

    private static string Name(int thread) => string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{thread}-{Interlocked.Increment(ref _written)}");

    private static string Told(string name, AuditResult result, TimeSpan took) => result.Fault is { } fault
        ? $"fault {name} {fault.ReplaceLineEndings(" ")} ."
        : string.Create(CultureInfo.InvariantCulture, $"ack {name} {result.Sequence} {(long)took.TotalMilliseconds} .");

    private static void Parallel(int count, Action<int> work)
    {
        var threads = Enumerable.Range(0, count).Select(i => new Thread(() => work(i))).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
    }

    /// <summary>Writes a file until the disk takes nothing more, to the last byte.</summary>
    private static void Fill(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        long length = 0;
        for (int size = 65_536; size > 0;)
        {
            try
            {
                RandomAccess.Write(file, new byte[size], length);
                length += size;
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    /// <summary>Makes files until the disk can name no more.</summary>
    private static void Crowd(string folder)
    {
        Directory.CreateDirectory(folder);
        for (int i = 0; i < 10_000; i++)
        {
            try
            {
                File.WriteAllBytes(Path.Combine(folder, i.ToString(CultureInfo.InvariantCulture)), []);
            }
            catch (IOException)
            {
                Say("crowded");
                return;
            }
        }
    }

    private static bool Try(string done, Action action)
    {
        try
        {
            action();
            Say(done);
            return true;
        }
        catch (AuditException e)
        {
            Say("refused " + e.Message.ReplaceLineEndings(" "));
            return false;
        }
    }

    private static int Number(string[] words, int index) => int.Parse(words[index], CultureInfo.InvariantCulture);

    private static void Say(string text) => Console.Out.WriteLine(text);
}
