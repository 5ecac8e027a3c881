using System.Globalization;
using System.Text;
using DotNet.Globbing;

namespace ActionGate.Benchmarks;

/// <summary>
/// Prints what a decision costs where thousands of rules share what is first looked up of them: a folder, an extension, the name of a command, a
/// domain. Of each family one rule takes a target, or none does.
/// </summary>
internal static class CrowdedHarness
{
    private const int TargetCount = 200;
    private static readonly int[] Sizes = [1_000, 10_000];

    private static readonly Family[] Families =
    [
        new("file_read", "**/src/**/*a{0:D5}*.cs", "/srv/project/src/deep/xa{0:D5}y.cs"),
        new("file_read", "/data/*-{0}-*/**/*.csv", "/data/report-{0}-b/of/may/sales.csv"),
        new("file_read", "/**/team{1}/**/*.ext{2}", "/home/team{1}/src/deep/x.ext{2}"),
        new("file_read", "**/*{3}*{4}*{5}*", "/srv/Q/{3}-{4}-{5}"),
        new("file_read", "**/*[{3}-{3}]*{0:D5}?", "/srv/Q/{3}-{0:D5}7"),
        new("network", "*x{0:D5}*.example.com", "https://ax{0:D5}b.example.com/items"),
        new("network", "https://api.example.com/v*/items{0}/**", "https://api.example.com/v1/items{0}/all"),
        new("shell_exec", "git *x{0:D5}*", "git ax{0:D5}b --verbose"),
        new("shell_exec", "docker run * image{0}:*", "docker run -it image{0}:latest"),
        new("shell_exec", "cat /srv/p{0}/**", "cat /srv/p{0}/notes.txt"),
        new("shell_exec", "/opt/tool{0}/bin/run *", "/opt/tool{0}/bin/run fast"),
        new("shell_exec", "/opt/tool{0}/bin/run *", "/opt/tool{0}/bin/run fast", IsRefusal: true),
        new("shell_exec", "rm -rf /srv/p{0}/**", "rm -rf /srv/p{0}/old", IsRefusal: true),
        new("db_query", "select * from t{0} *", "select a, b from t{0} where c = 1"),
    ];

    /// <summary>Policies that are made to be dear to load, by what is special about them.</summary>
    private static readonly (string Name, string Kind, int Rules, Func<int, string> Pattern)[] Loads =
    [
        ("10,000 times `*a*a*a*b`", "file_read", 10_000, _ => "*a*a*a*b"),
        ("100,000 times `/srv/x/**`", "file_read", 100_000, _ => "/srv/x/**"),
        ("100,000 rules `/srv/*-{n}-*`", "file_read", 100_000, i => $"/srv/*-{i}-*"),
        ("100,000 rules `git *x{n}*`", "shell_exec", 100_000, i => $"git *x{i}*"),
        ("100,000 refused `rm -rf /srv/p{n}/**`", "shell_exec", 100_000, i => $"rm -rf /srv/p{i}/**"),
        ("100,000 rules `*.host{n}.example.com`", "network", 100_000, i => $"*.host{i}.example.com"),
        ("900 rules of 256 alternatives", "file_read", 900, i => $"/srv/x{i}" + string.Concat(Enumerable.Repeat("{a,b}", 8))),
        ("1,000 rules of 256 alternatives", "file_read", 1_000, i => $"/srv/x{i}" + string.Concat(Enumerable.Repeat("{a,b}", 8))),
        ("512 alternatives", "file_read", 1, _ => "/srv/" + string.Concat(Enumerable.Repeat("{a,b}", 9))),
        ("a pattern of 100 KB", "file_read", 1, _ => "/" + new string('a', 100_000)),
        ("100,000 stars", "file_read", 1, _ => "/" + string.Concat(Enumerable.Repeat("*a", 100_000))),
        ("3,000 patterns of 4,096 characters", "file_read", 3_000, i => ("/srv/" + i).PadRight(4_096, 'a')),
        ("3,000 patterns of 255 stars", "file_read", 3_000, i => $"/srv/{i}" + string.Concat(Enumerable.Repeat("*ab", 255))),
        ("3,000 commands of 2,000 words", "shell_exec", 3_000, i => $"t{i}" + string.Concat(Enumerable.Repeat(" a", 2_000))),
    ];

    /// <summary>What loading costs at worst, or why it is refused.</summary>
    internal static void PrintLoads()
    {
        MatchingHarness.Header("Policy.Parse of what is made to be dear", ["text", "time", "allocated", "kept", "refused"]);
        foreach (var (name, kind, rules, pattern) in Loads)
        {
            var yaml = new StringBuilder("version: 1\nbase: /srv/project\ndefault: allow\nrules:\n");
            for (int i = 0; i < rules; i++)
                yaml.Append(CultureInfo.InvariantCulture, $"  - {{ action: {kind}, target: \"{pattern(i)}\", decision: deny }}\n");
            string text = yaml.ToString();
            long kept = GC.GetTotalMemory(forceFullCollection: true);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Environment.CpuUsage.TotalTime;
            Policy? policy = null;
            string refusal = "";
            try
            {
                policy = Policy.Parse(text);
            }
            catch (PolicyException exception)
            {
                refusal = exception.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error).Message;
            }
            var time = Environment.CpuUsage.TotalTime - start;
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            kept = GC.GetTotalMemory(forceFullCollection: true) - kept;
            GC.KeepAlive(policy);
            string[] sizes = [.. new[] { text.Length, allocated, kept }.Select(bytes => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:0.0} MB"))];
            MatchingHarness.Row(name, [sizes[0], string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"), sizes[1], sizes[2], refusal]);
        }
        Console.WriteLine();
    }

    internal static void Run()
    {
        MatchingHarness.Header("many rules on one anchor, Policy.Evaluate: ns a request", ["1,000", "10,000", "bytes", "load, 10,000", "kept", "DotNet.Glob at 1,000", "at 10,000"]);
        foreach (var family in Families)
        {
            var cells = new List<string>();
            foreach (int size in Sizes)
            {
                var answer = MatchingHarness.Evaluating(Policy.Parse(Yaml(family, size)), family.Kind, Targets(family, size));
                cells.Add(MatchingHarness.Nanoseconds(MatchingHarness.Least(answer, TargetCount)));
                if (size == Sizes[^1])
                    cells.Add(MatchingHarness.Bytes(i => answer(i % TargetCount)));
            }
            cells.AddRange(Load(Yaml(family, Sizes[^1])));
            foreach (int size in Sizes)
            {
                Glob[] globs = [.. Enumerable.Range(0, size).Select(i => Glob.Parse(Format(family.Pattern, i)))];
                string[] targets = Targets(family, size)[..20];
                cells.Add(MatchingHarness.Nanoseconds(MatchingHarness.Least(i => Array.FindIndex(globs, g => g.IsMatch(targets[i])), targets.Length)));
            }
            MatchingHarness.Row($"{family.Kind}{(family.IsRefusal ? ", refused" : "")} `{family.Pattern}`", cells);
        }
        Console.WriteLine();
    }

    private static string[] Load(string yaml)
    {
        double least = double.MaxValue;
        for (int i = 0; i < 4; i++)
        {
            var start = Environment.CpuUsage.TotalTime;
            GC.KeepAlive(Policy.Parse(yaml));
            least = Math.Min(least, (Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
        }
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var policy = Policy.Parse(yaml);
        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(policy);
        return [string.Create(CultureInfo.InvariantCulture, $"{least:0} ms"), string.Create(CultureInfo.InvariantCulture, $"{kept / 1024.0:N0} KB")];
    }

    private static string Yaml(Family family, int count)
    {
        var yaml = new StringBuilder("version: 1\nbase: /srv/project\nkinds: [db_query]\n");
        yaml.Append(CultureInfo.InvariantCulture, $"default: {(family.IsRefusal ? "allow" : "deny")}\nrules:\n");
        for (int i = 0; i < count; i++)
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ action: {family.Kind}, target: \"{Format(family.Pattern, i)}\", decision: {(family.IsRefusal ? "deny" : "allow")} }}\n");
        return yaml.ToString();
    }

    /// <summary>Spread over all rules; for three in ten there is none.</summary>
    private static string[] Targets(Family family, int count)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, TargetCount).Select(n => Format(family.Target, n % 10 < 3 ? count + n : random.Next(count)))];
    }

    private static string Format(string format, int i) =>
        string.Format(CultureInfo.InvariantCulture, format, i, i / 100, i % 100, (char)('a' + i % 25), (char)('a' + i / 25 % 25), (char)('a' + i / 625 % 25));

    /// <param name="Kind">The kind of its rules.</param>
    /// <param name="Pattern">The pattern of a rule, by its number, two digits of it twice, and three letters.</param>
    /// <param name="Target">What that pattern takes.</param>
    /// <param name="IsRefusal">Its rules deny.</param>
    private sealed record Family(string Kind, string Pattern, string Target, bool IsRefusal = false);
}
