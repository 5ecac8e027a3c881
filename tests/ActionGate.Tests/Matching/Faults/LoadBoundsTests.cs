using System.Globalization;
using System.Text;

namespace ActionGate.Tests.Matching.Faults;

/// <summary>Sets of patterns that are made to be dear are loaded within stated bounds, in bytes for each rule, or refused with the reason.</summary>
public sealed class LoadBoundsTests
{
    /// <summary>The bounds are about three times what was measured.</summary>
    [Theory]
    [InlineData("file_read", "*a*a*a*b", 10_000, 26_000)]
    [InlineData("file_read", "/srv/x/**", 20_000, 21_000)]
    [InlineData("file_read", "/srv/*-{0}-*", 20_000, 22_000)]
    [InlineData("shell_exec", "git *x{0}*", 20_000, 22_000)]
    [InlineData("shell_exec", "rm -rf /srv/p{0}/**", 10_000, 30_000)]
    [InlineData("network", "*.host{0}.example.com", 20_000, 25_000)]
    public void Parse_ThousandsOfRulesOnOneAnchor_AllocatesSoManyBytesARule(string kind, string pattern, int rules, int bytes)
    {
        string text = Yaml(kind, rules, i => string.Format(CultureInfo.InvariantCulture, pattern, i));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Policy.Parse(text);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.Should().BeLessThan((long)rules * bytes);
    }

    [Fact]
    public void Parse_BracesToTheirLimit_AllocatesSoManyBytesAnAlternative()
    {
        string braces = string.Concat(Enumerable.Repeat("{a,b}", 8));
        string text = Yaml("file_read", 100, i => $"/srv/x{i}{braces}");

        long before = GC.GetAllocatedBytesForCurrentThread();
        Policy.Parse(text);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100 * 256 * 9_000L);
    }

    [Theory]
    [InlineData(1, "{a,b}", 9, "256 patterns")]
    [InlineData(980, "{a,b}", 8, "250000 patterns")]
    [InlineData(1, "aaaaaaaaaa", 10_000, "4096 characters")]
    [InlineData(1, "*a", 1_000, "256 wildcards")]
    public void Parse_BeyondABound_SaysWhich(int rules, string piece, int times, string reason)
    {
        string pattern = "/srv/" + string.Concat(Enumerable.Repeat(piece, times));

        long before = GC.GetAllocatedBytesForCurrentThread();
        var parse = () => Policy.Parse(Yaml("file_read", rules, _ => pattern));

        parse.Should().Throw<PolicyException>().Which.Diagnostics.Should().Contain(d => d.Severity == DiagnosticSeverity.Error && d.Message.Contains(reason, StringComparison.Ordinal));
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1_500_000_000);
    }

    private static string Yaml(string kind, int rules, Func<int, string> pattern)
    {
        var yaml = new StringBuilder("version: 1\nbase: /srv/project\ndefault: deny\nrules:\n");
        for (int i = 0; i < rules; i++)
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ action: {kind}, target: \"{pattern(i)}\", decision: deny }}\n");
        return yaml.ToString();
    }
}
