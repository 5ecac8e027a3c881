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
