using ActionGate.Cli.Commands;

namespace ActionGate.Cli.Tests.Commands;

public sealed class BenchTests
{
    [Fact]
    public void WithInline_SameText_GivesTheSameArbiter()
    {
        using var bench = new Bench(null, new PolicyOptions(), AuditLog.InMemory(), null);

        bench.WithInline("version: 1\nrules: []", out _).Should().NotBeNull().And.BeSameAs(bench.WithInline("version: 1\nrules: []", out _));
    }

    [Fact]
    public void WithInline_ManyTexts_KeepsTheLastUsed()
    {
        using var bench = new Bench(null, new PolicyOptions(), AuditLog.InMemory(), null);
        var first = bench.WithInline(Policy(0), out _);
        for (int i = 1; i < 10 * Bench.MostKept; i++)
        {
            bench.WithInline(Policy(i), out _);
            bench.WithInline(Policy(0), out _).Should().BeSameAs(first);
        }

        bench.KeptCount.Should().Be(Bench.MostKept);
    }

    [Fact]
    public void WithInline_LargeTexts_AreNotKeptTogether()
    {
        using var bench = new Bench(null, new PolicyOptions(), AuditLog.InMemory(), null);
        string padding = "# " + new string('x', 3_000_000) + "\n";

        bench.WithInline(padding + Policy(1), out _).Should().NotBeNull();
        bench.WithInline(padding + Policy(2), out _).Should().NotBeNull();

        bench.KeptCount.Should().Be(1);
    }

    [Fact]
    public void WithInline_TextThatDoesNotLoad_IsKeptWithItsError()
    {
        using var bench = new Bench(null, new PolicyOptions(), AuditLog.InMemory(), null);

        bench.WithInline("version: 9", out string? error).Should().BeNull();
        bench.WithInline("version: 9", out string? again).Should().BeNull();

        error.Should().Contain("AG1030");
        again.Should().BeSameAs(error);
    }

    private static string Policy(int number) => $"version: 1\nname: n{number}\nrules: []";
}
