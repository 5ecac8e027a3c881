using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ActionGate.Compilation;
using ActionGate.Matching;
using DotNet.Globbing;

namespace ActionGate.Benchmarks;

/// <summary>
/// Prints the tables of <c>results/matching.md</c>: matching alone and a whole evaluation beside what a host would write by hand, by the number of rules.
/// It measures by itself, since a hundred combinations take BenchmarkDotNet an hour: processor time of this process, and of some rounds the least,
/// which other work on the machine disturbs least.
/// </summary>
internal static class MatchingHarness
{
    private const int Rounds = 30;
    private const int FewestRounds = 4;
    private const int TargetCount = 1000;
    private const int UnseenCount = 200_000;
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(20);

    /// <summary>What takes longer has had rounds enough.</summary>
    private static readonly TimeSpan AllRounds = TimeSpan.FromSeconds(1);
    private static readonly int[] Sizes = [10, 100, 1_000, 10_000];
    private static readonly string[] SizeNames = [.. Sizes.Select(Number)];
    private static readonly (string Name, Contestant Make)[] Contestants =
    [
        ("ActionGate, matching alone", (rules, targets) => Matching(Policy.Parse(MatchingSets.Yaml(rules)), targets)),
        ("Policy.Evaluate", (rules, targets) => Evaluating(Policy.Parse(MatchingSets.Yaml(rules)), "file_read", targets)),
        ("loop over DotNet.Glob", Globs),
        ("loop over Regex, compiled", CompiledExpressions),
        ("one Regex, NonBacktracking", OneExpression),
        ("wildcard loop by hand", Wildcards),
    ];

    /// <summary>Makes what answers the target of a number; <see langword="null"/> where it can't be made.</summary>
    private delegate Func<int, int>? Contestant(int rules, string[] targets);

    internal static void Run()
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $".NET {Environment.Version}, {Environment.ProcessorCount} processors\n"));
        WarmUp();
        foreach (string name in (string[])["first", "last", "none", "mixed"])
            PrintCase(name);
        PrintUnseen();
        PrintKinds();
        CrowdedHarness.Run();
        PrintLoads();
        CrowdedHarness.PrintLoads();
        PrintThreads();
        PrintWorst();
    }

    /// <summary>Until the runtime has compiled what runs often for the second time.</summary>
    private static void WarmUp()
    {
        string[] targets = MatchingSets.Targets("mixed", 100, TargetCount);
        Func<int, int>[] answers = [.. from contestant in Contestants from rules in (int[])[10, 100] select contestant.Make(rules, targets)!];
        for (var start = Environment.CpuUsage.TotalTime; Environment.CpuUsage.TotalTime - start < TimeSpan.FromSeconds(8);)
        {
            foreach (var answer in answers)
                Least(answer, TargetCount);
        }
    }

    private static void PrintCase(string name)
    {
        Header($"{name}: ns a target", [.. SizeNames, "bytes at 10,000"]);
        foreach (var (title, make) in Contestants)
        {
            var cells = new List<string>();
            string bytes = "–";
            foreach (int size in Sizes)
            {
                string[] targets = MatchingSets.Targets(name, size, TargetCount);
                var answer = make(size, targets);
                cells.Add(answer is null ? "–" : Nanoseconds(Least(answer, TargetCount)));
                if (answer is not null && size == Sizes[^1])
                    bytes = Bytes(answer);
            }
            Row(title, [.. cells, bytes]);
        }
        Console.WriteLine();
    }

    /// <summary>Each target once, and none of them seen before: what a cache would hide.</summary>
    private static void PrintUnseen()
    {
        Header("200,000 targets, each seen once: ns a target", SizeNames);
        foreach (var (title, make) in Contestants[..2])
        {
            var cells = new List<string>();
            foreach (int size in Sizes)
            {
                Least(make(size, MatchingSets.Targets("mixed", size, TargetCount))!, TargetCount);
                double least = double.MaxValue;
                for (int round = 0; round < 3; round++)
                {
                    var answer = make(size, MatchingSets.Targets("mixed", size, UnseenCount))!;
                    int sum = 0;
                    var start = Environment.CpuUsage.TotalTime;
                    for (int i = 0; i < UnseenCount; i++)
                        sum += answer(i);
                    least = Math.Min(least, (Environment.CpuUsage.TotalTime - start).TotalNanoseconds / UnseenCount);
                    GC.KeepAlive(sum);
                }
                cells.Add(Nanoseconds(least));
            }
            Row(title, cells);
        }
        Console.WriteLine();
    }

    /// <summary>The rules of the other benchmarks, of all kinds.</summary>
    private static void PrintKinds()
    {
        Header("Policy.Evaluate, mixed: ns a request", [.. SizeNames, "bytes", "DotNet.Glob at 1,000"]);
        foreach (string kind in (string[])["file_read", "network", "shell_exec"])
        {
            var policy = Policy.Parse(RuleSets.Yaml(kind, 100));
            for (var start = Environment.CpuUsage.TotalTime; Environment.CpuUsage.TotalTime - start < TimeSpan.FromSeconds(2);)
                Least(Evaluating(policy, kind, RuleSets.Targets(kind, 100)), TargetCount);
            var cells = new List<string>();
            string bytes = "";
            foreach (int size in Sizes)
            {
                var answer = Evaluating(Policy.Parse(RuleSets.Yaml(kind, size)), kind, RuleSets.Targets(kind, size));
                cells.Add(Nanoseconds(Least(answer, TargetCount)));
                bytes = Bytes(answer);
            }
            var globs = RuleSets.Patterns(kind, 1_000).Select(p => Glob.Parse(p)).ToArray();
            string[] targets = RuleSets.Targets(kind, 1_000);
            Row(kind, [.. cells, bytes, Nanoseconds(Least(i => Array.FindIndex(globs, g => g.IsMatch(targets[i])), TargetCount))]);
        }
        Console.WriteLine();
    }

    private static void PrintLoads()
    {
        int[] sizes = [.. Sizes, 100_000];
        Header("Policy.Parse", [.. sizes.Select(Number)]);
        var times = new List<string>();
        var kept = new List<string>();
        foreach (int size in sizes)
        {
            string yaml = MatchingSets.Yaml(size);
            double least = double.MaxValue;
            for (int i = 0; i < (size > 10_000 ? 2 : 9); i++)
            {
                var start = Environment.CpuUsage.TotalTime;
                GC.KeepAlive(Policy.Parse(yaml));
                least = Math.Min(least, (Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
            }
            times.Add(string.Create(CultureInfo.InvariantCulture, $"{least:0.0} ms"));
            long before = GC.GetTotalMemory(forceFullCollection: true);
            var policy = Policy.Parse(yaml);
            kept.Add(string.Create(CultureInfo.InvariantCulture, $"{(GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0:N0} KB"));
            GC.KeepAlive(policy);
        }
        Row("time, warm", times);
        Row("what stays in memory", kept);
        Console.WriteLine();
    }

    private static void PrintThreads()
    {
        Header("Policy.Evaluate, mixed, 10,000 rules", ["decisions a second", "of processor time"]);
        var answer = Evaluating(Policy.Parse(MatchingSets.Yaml(10_000)), "file_read", MatchingSets.Targets("mixed", 10_000, TargetCount));
        foreach (int threads in (int[])[1, 2])
        {
            double best = 0;
            double bestOfTime = 0;
            for (int round = 0; round < 5; round++)
            {
                long decisions = 0;
                var time = Environment.CpuUsage.TotalTime;
                long start = Stopwatch.GetTimestamp();
                Thread[] all = [.. Enumerable.Range(0, threads).Select(first => new Thread(() =>
                {
                    long count = 0;
                    for (; Stopwatch.GetElapsedTime(start).TotalMilliseconds < 500; count += TargetCount)
                    {
                        for (int i = 0; i < TargetCount; i++)
                            answer((i + first * 500) % TargetCount);
                    }
                    Interlocked.Add(ref decisions, count);
                }))];
                Array.ForEach(all, t => t.Start());
                Array.ForEach(all, t => t.Join());
                best = Math.Max(best, decisions / Stopwatch.GetElapsedTime(start).TotalSeconds);
                bestOfTime = Math.Max(bestOfTime, decisions / (Environment.CpuUsage.TotalTime - time).TotalSeconds);
            }
            Row(threads == 1 ? "one thread" : "two threads", [best.ToString("N0", CultureInfo.InvariantCulture), bestOfTime.ToString("N0", CultureInfo.InvariantCulture)]);
        }
        Console.WriteLine();
    }

    /// <summary>Patterns that are made to be slow, against targets that are made for them.</summary>
    internal static void PrintWorst()
    {
        int[] lengths = [64, 4_096, 1 << 20];
        Header("one pattern: ns a character", [.. lengths.Select(Number)]);
        foreach (var (name, pattern, piece, end) in WorstCases)
        {
            var cells = new List<string>();
            foreach (int length in lengths)
            {
                string target = string.Concat("/", string.Concat(Enumerable.Repeat(piece, (length - end.Length) / piece.Length)), end);
                var policy = Policy.Parse($"version: 1\ndefault: deny\nrules: [{{ action: file_read, target: '{pattern}', decision: deny }}]");
                cells.Add(string.Create(CultureInfo.InvariantCulture, $"{Least(Matching(policy, [target]), 1, Math.Max(1, 20_000 / length)) / target.Length:0.0}"));
            }
            Row(name, cells);
        }
        Console.WriteLine();
        Header("10,000 patterns: ns a character", [.. lengths.Select(Number)]);
        var many = Policy.Parse(MatchingSets.Yaml(10_000));
        foreach (string piece in (string[])["/a", "/some-folder", "/srv/project", "/report.type4"])
        {
            string[] targets = [.. lengths.Select(length => Repeat(piece, length / piece.Length))];
            Row($"`{piece}{piece}…`", [.. targets.Select(t => string.Create(CultureInfo.InvariantCulture, $"{Least(Matching(many, [t]), 1, Math.Max(1, 20_000 / t.Length)) / t.Length:0.0}"))]);
        }
        Console.WriteLine();
    }

    private static readonly (string Name, string Pattern, string Piece, string End)[] WorstCases =
    [
        ("`/x*a*a*…*b*y`, 60 stars", "/x*" + Repeat("a*", 60) + "b*y", "xa", "y"),
        ("`/*a?a?a?…b*`, 64 places", "/*" + Repeat("a?", 32) + "b*", "a", "a"),
        ("`/*a?a?a?…b*`, 127 places", "/*" + Repeat("a?", 63) + "b*", "a", "a"),
        ("`/*[ab][ab]…c*`, 100 classes", "/*" + Repeat("[ab]", 99) + "[xy]c*", "ab", "c"),
        ("`/*aaa…ba…a*`, 4,000 letters", "/*" + new string('a', 2000) + "b" + new string('a', 1990) + "*", "a", "a"),
        ("`/**/a/**/a/…/b`, 31 runs", "/" + Repeat("**/a/", 31) + "b/c", "a/b/", "c"),
        ("`/**/*/*/…/b`, 61 segments", "/**/" + Repeat("*/", 61) + "b", "b/a/a/a/", "a"),
        ("`/**/a*a/a*a/…/b`, 30 segments", "/**/" + Repeat("a*a/", 30) + "b", "aa/", "b/aa"),
    ];

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static Func<int, int> Matching(Policy policy, string[] targets)
    {
        var patterns = ((RuleChain<PathTarget>)policy.Layers[0].Find(null)!.Rules.Find("file_read")!).Links[0].Patterns;
        return i =>
        {
            var target = new PathTarget(targets[i], default);
            var candidates = new CandidateCursor();
            patterns.Begin(in target, ref candidates);
            return patterns.Next(in target, ref candidates, out _);
        };
    }

    internal static Func<int, int> Evaluating(Policy policy, string kind, string[] targets)
    {
        ActionRequest[] requests = [.. targets.Select(t => new ActionRequest(kind, t))];
        return i => (int)policy.Evaluate(requests[i]).Verdict;
    }

    private static Func<int, int> Globs(int rules, string[] targets)
    {
        Glob[] globs = [.. Enumerable.Range(0, rules).Select(i => Glob.Parse(MatchingSets.Pattern(i)))];
        return i =>
        {
            for (int n = 0; n < globs.Length; n++)
            {
                if (globs[n].IsMatch(targets[i]))
                    return n;
            }
            return -1;
        };
    }

    /// <summary>More than a thousand take minutes to make.</summary>
    private static Func<int, int>? CompiledExpressions(int rules, string[] targets)
    {
        if (rules > 1_000)
            return null;
        Regex[] expressions = [.. Enumerable.Range(0, rules).Select(i => new Regex(MatchingSets.Expression(MatchingSets.Pattern(i)), RegexOptions.Compiled | RegexOptions.CultureInvariant))];
        return i =>
        {
            for (int n = 0; n < expressions.Length; n++)
            {
                if (expressions[n].IsMatch(targets[i]))
                    return n;
            }
            return -1;
        };
    }

    /// <summary>It says whether any rule matches, and not which.</summary>
    private static Func<int, int>? OneExpression(int rules, string[] targets)
    {
        try
        {
            string all = string.Join('|', Enumerable.Range(0, rules).Select(i => MatchingSets.Expression(MatchingSets.Pattern(i))));
            var expression = new Regex(all, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return i => expression.IsMatch(targets[i]) ? 1 : -1;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static Func<int, int> Wildcards(int rules, string[] targets)
    {
        string[] patterns = [.. Enumerable.Range(0, rules).Select(MatchingSets.Pattern)];
        return i => Array.FindIndex(patterns, p => MatchingSets.IsWildcardMatch(p, targets[i]));
    }

    /// <summary>The least of some rounds, in nanoseconds for one target.</summary>
    internal static double Least(Func<int, int> answer, int targets, int repeats = 1)
    {
        double least = double.MaxValue;
        int sum = 0;
        var all = TimeSpan.Zero;
        TimeSpan took = default;
        for (int round = 0; round < Rounds && (round < FewestRounds || all < AllRounds); round++, all += took)
        {
            long count = 0;
            var start = Environment.CpuUsage.TotalTime;
            do
            {
                // Asking for the time costs more than a target.
                for (int n = 0; n < repeats; n++, count += targets)
                {
                    for (int i = 0; i < targets; i++)
                        sum += answer(i);
                }
                took = Environment.CpuUsage.TotalTime - start;
            }
            while (took < RoundTime);
            least = Math.Min(least, took.TotalNanoseconds / count);
        }
        GC.KeepAlive(sum);
        return least;
    }

    internal static string Bytes(Func<int, int> answer)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < TargetCount; i++)
            answer(i);
        return string.Create(CultureInfo.InvariantCulture, $"{(GC.GetAllocatedBytesForCurrentThread() - before) / TargetCount}");
    }

    internal static void Header(string title, IReadOnlyList<string> columns)
    {
        Row(title, columns);
        Console.WriteLine("|---" + string.Concat(Enumerable.Repeat("|---:", columns.Count)) + "|");
    }

    internal static void Row(string title, IReadOnlyList<string> cells) => Console.WriteLine($"| {title} | {string.Join(" | ", cells)} |");

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Nanoseconds(double time) => time.ToString(time < 100 ? "N1" : "N0", CultureInfo.InvariantCulture);
}
