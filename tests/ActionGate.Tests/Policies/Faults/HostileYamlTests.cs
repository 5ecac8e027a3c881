using System.Globalization;
using System.Text;
using ActionGate.Policies;

namespace ActionGate.Tests.Policies.Faults;

/// <summary>Text that is made to hurt: refused with a diagnostic, soon, and without a heap of memory.</summary>
public sealed class HostileYamlTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, (Func<string> Text, string Id)> Texts = new(StringComparer.Ordinal)
    {
        ["lists of 20,000 levels"] = (() => Head + "name: " + Repeat("[", 20_000), DiagnosticIds.NestedTooDeep),
        ["lists of 20,000 levels, closed"] = (() => Head + "name: " + Repeat("[", 20_000) + Repeat("]", 20_000), DiagnosticIds.NestedTooDeep),
        ["lists of 20,000 levels, a line each"] = (() => Head + "name:\n" + Repeat(" [\n", 20_000), DiagnosticIds.NestedTooDeep),
        ["maps of 20,000 levels"] = (() => Repeat("{a: ", 20_000), DiagnosticIds.NestedTooDeep),
        ["maps of 20,000 levels as keys"] = (() => Repeat("{", 20_000), DiagnosticIds.NestedTooDeep),
        ["block lists of 20,000 levels"] = (() => Repeat("- ", 20_000) + "a", DiagnosticIds.NestedTooDeep),
        ["keys of 20,000 levels"] = (() => Repeat("? ", 20_000) + "a", DiagnosticIds.NestedTooDeep),
        ["block maps of 2,000 levels"] = (() => Stairs(2_000), DiagnosticIds.NestedTooDeep),
        ["a billion laughs"] = (() => Laughs(), DiagnosticIds.TooManyValues),
        ["a quadratic anchor"] = (() => Head + "kinds: &k [" + Repeat("a,", 1_000) + "]\nsets:\n" + Numbered("s", ": *k", 1_000), DiagnosticIds.TooManyValues),
        ["1,000,000 entries"] = (() => Head + "kinds:\n" + Repeat("- a\n", 1_000_000), DiagnosticIds.TooManyValues),
        ["600,000 keys"] = (() => Head + "sets:\n" + Numbered("k", ": v", 600_000), DiagnosticIds.TooManyValues),
        ["200,000 bad rules"] = (() => Head + "rules:\n" + Repeat("- {actoin: x}\n", 200_000), DiagnosticIds.TooManyDiagnostics),
        ["200,000 unknown sets"] = (() => Sets(200_000), DiagnosticIds.TooManyDiagnostics),
        ["200,000 unknown keys"] = (() => Head + Numbered("versoin", ": 1", 200_000), DiagnosticIds.TooManyDiagnostics),
        ["200,000 bad variables"] = (() => Head + "variables:\n" + Numbered(" a-", ": 1", 200_000), DiagnosticIds.TooManyDiagnostics),
        ["200,000 bad kinds"] = (() => Head + "kinds: [" + Repeat("'*',", 200_000) + "]\n", DiagnosticIds.TooManyDiagnostics),
        ["anchors without blanks"] = (() => Head + "kinds: [" + Repeat("&a,", 900_000) + "]", DiagnosticIds.TooManyDiagnostics),
        ["tags without blanks"] = (() => Head + "kinds: [" + Repeat("!a,", 900_000) + "]", DiagnosticIds.UnknownTag),
        ["600,000 tags"] = (() => Head + "kinds: [" + Repeat("!!str ,", 600_000) + "]", DiagnosticIds.TooManyDiagnostics),
        ["an action of a million segments"] = (() => Head + "kinds: [a.*]\n" + Rule(Repeat("a.", 1_000_000) + "a", "x", "deny"), DiagnosticIds.UnknownAction),
        ["a kind of a million segments"] = (() => Head + "kinds:\n- " + Repeat("a.", 1_000_000) + "a\n", DiagnosticIds.InvalidKind),
        ["a name of 4 MB"] = (() => Head + "name: " + Repeat("a", 4_000_000) + "\n", DiagnosticIds.MissingKey),
        ["a key of 4 MB"] = (() => Head + "? " + Repeat("a", 4_000_000) + "\n: a\n", DiagnosticIds.UnknownKey),
        ["a decision of 4 MB"] = (() => Rule("network", "x", Repeat("a", 4_000_000)), DiagnosticIds.UnknownDecision),
        ["an anchor of 4 MB"] = (() => Head + "name: *" + Repeat("a", 4_000_000) + "\n", DiagnosticIds.InvalidAlias),
        ["a tag of 4 MB"] = (() => Head + "name: !" + Repeat("a", 4_000_000) + " x\n", DiagnosticIds.UnknownTag),
        ["an open quote of 4 MB"] = (() => Head + "name: \"" + Repeat("a\n ", 1_300_000), DiagnosticIds.InvalidYaml),
        ["a block text of 4 MB"] = (() => Head + "name: |\n" + Repeat("  a\n", 1_000_000), DiagnosticIds.ForbiddenCharacter),
        ["comments of 4 MB"] = (() => Repeat("# a\n", 1_000_000), DiagnosticIds.EmptyPolicy),
        ["line breaks of 4 MB"] = (() => Repeat("\r\n", 2_000_000), DiagnosticIds.EmptyPolicy),
        ["blanks of 4 MB"] = (() => Repeat(" ", 4_000_000), DiagnosticIds.EmptyPolicy),
        ["tabs of 4 MB"] = (() => Head + "rules:" + Repeat("\t", 4_000_000) + "-", DiagnosticIds.InvalidYaml),
        ["NULs of 4 MB"] = (() => new string('\0', 4_000_000), DiagnosticIds.ForbiddenCharacter),
        ["documents of 4 MB"] = (() => Repeat("---\n", 1_000_000), DiagnosticIds.SecondDocument),
        ["ends of 4 MB"] = (() => Repeat("...\n", 1_000_000), DiagnosticIds.EmptyPolicy),
        ["directives of 1 MB"] = (() => Numbered("%TAG !a", "! tag:x", 50_000) + "---\n" + Head, DiagnosticIds.InvalidYaml),
        ["directives of 1 MB after the end"] = (() => Head + "rules: []\n...\n" + Numbered("%TAG !a", "! tag:x", 50_000) + "---\n", DiagnosticIds.SecondDocument),
        ["directives of 1 MB after the start"] = (() => "---\n" + Numbered("%TAG !a", "! tag:x", 50_000) + "---\n", DiagnosticIds.InvalidYaml),
        ["an agent's name of 4 MB"] = (() => Head + "agents:\n  ? " + Repeat("a", 4_000_000) + "\n  : { rules: [" + Repeat("{},", 20_000) + "] }\n", DiagnosticIds.AgentNameTooLong),
        ["100,000 rules of an agent"] = (() => Head + "agents:\n  " + Repeat("a", 200) + ": { rules: [" + Repeat("{action: network, target: x, decision: deny},", 100_000) + "] }\nx: 1\n", DiagnosticIds.UnknownKey),
        ["200,000 agents"] = (() => Head + "agents:\n" + Numbered("  a", ": []", 200_000), DiagnosticIds.TooManyDiagnostics),
        ["200,000 agents that nobody lists"] = (() => Head + "agents:\n" + Numbered("  a", ": {}", 100_000) + Rule("network", "x", "deny\n    agents: [" + Repeat("b,c", 100_000) + "]\n    port: 1"), DiagnosticIds.UnknownKey),
        ["200,000 bad modules"] = (() => Code("allowed_imports: [" + Repeat("'a..b',", 200_000) + "]"), DiagnosticIds.TooManyDiagnostics),
        ["a module of 4 MB"] = (() => Code("allowed_imports: " + Repeat("a.", 2_000_000)), DiagnosticIds.InvalidModule),
        ["200,000 bad file operations"] = (() => Code("allowed_file_operations: [" + Repeat("raed,", 200_000) + "]"), DiagnosticIds.TooManyDiagnostics),
        ["200,000 bad ports"] = (() => Rule("network", "x", "deny\n    ports: [" + Repeat("9-8,", 200_000) + "]"), DiagnosticIds.TooManyDiagnostics),
        ["a port of 4 MB"] = (() => Rule("network", "x", "deny\n    ports: " + Repeat("9", 4_000_000)), DiagnosticIds.InvalidPort),
        ["200,000 bad methods"] = (() => Rule("network", "x", "deny\n    methods: [" + Repeat("'*',", 200_000) + "]"), DiagnosticIds.TooManyDiagnostics),
        ["200,000 bad languages"] = (() => Rule("network", "x", "deny\n    languages: [" + Repeat("pyton,", 200_000) + "]"), DiagnosticIds.TooManyDiagnostics),
        ["a duration of 4 MB"] = (() => Head + "limits: { time: " + Repeat("9", 4_000_000) + "s }\n", DiagnosticIds.InvalidDuration),
        ["a size of 4 MB"] = (() => Head + "limits: { memory: 1" + Repeat("B", 4_000_000) + " }\n", DiagnosticIds.InvalidSize),
        ["a count of 4 MB"] = (() => Head + "limits: { processes: " + Repeat("0", 4_000_000) + " }\n", DiagnosticIds.InvalidNumber),
        ["a time of 4 MB"] = (() => Rule("network", "x", "allow\n    expires: 2026-01-01T00:00:00." + Repeat("9", 4_000_000)), DiagnosticIds.InvalidTime),
        ["a rate of 4 MB"] = (() => Rule("network", "x", "allow\n    rate: 1/" + Repeat("9", 4_000_000)), DiagnosticIds.InvalidRate),
        ["200,000 unknown kinds"] = (() => Head + "unresolved:\n" + Numbered("  file_raed", ": deny", 200_000), DiagnosticIds.TooManyDiagnostics),
        ["more than the limit"] = (() => Repeat("# ab\n", 4_000_000), DiagnosticIds.PolicyTooLarge),
        ["more than the limit as UTF-8"] = (() => Repeat("# äöü\n", 2_000_000), DiagnosticIds.PolicyTooLarge),
    };

    private const string Head = "version: 1\n";

    public static TheoryData<string> Names() => [.. Texts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Read_HostileText_IsRefusedSoon(string name)
    {
        (Func<string> make, string id) = Texts[name];
        string text = make();

        (IReadOnlyList<Diagnostic> diagnostics, long allocated) = await Task.Run(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var bag = new DiagnosticBag(new PolicySource(null, text));
            PolicyReader.Read(bag.Source, bag);
            return (bag.ToList(), GC.GetAllocatedBytesForCurrentThread() - before);
        }).WaitAsync(Deadline);

        diagnostics.Should().Contain(d => d.Id == id && d.Severity == DiagnosticSeverity.Error);
        diagnostics.Count.Should().BeLessThanOrEqualTo(DiagnosticBag.Capacity + 1);
        diagnostics.Should().OnlyContain(d => d.ToString().Length < 4_000);
        allocated.Should().BeLessThan(1L << 30);
    }

    [Fact]
    public void Read_AliasesWithinTheLimit_StandForTheirValues()
    {
        var bag = new DiagnosticBag(new PolicySource(null, Head + "sets:\n" + "  a: &a [" + Repeat("x,", 1_000) + "]\n" + Numbered("  s", ": *a", 99) + "rules: []\n"));

        PolicyDocument document = PolicyReader.Read(bag.Source, bag)!;

        bag.HasErrors.Should().BeFalse();
        document.Sets["s98"].Should().HaveCount(1_000);
    }

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static string Numbered(string before, string after, int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
            text.Append(before).Append(i).Append(after).Append('\n');
        return text.ToString();
    }

    private static string Stairs(int depth)
    {
        var text = new StringBuilder();
        for (int i = 0; i < depth; i++)
            text.Append(' ', i).Append("a:\n");
        return text.ToString();
    }

    private static string Laughs()
    {
        var text = new StringBuilder(Head + "sets:\n  a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 20; i++)
            text.Append(CultureInfo.InvariantCulture, $"  a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1} ", 9))}]\n");
        return text.ToString();
    }

    private static string Sets(int count) =>
        Head + "sets:\n" + Numbered("  own-hosts-", ": a", count) + Rule("network", "[" + Repeat("'@own-hosst-0',", count) + "]", "deny");

    private static string Code(string constraints) => Head + "agents: { a: { code_execution: { " + constraints + " } } }\n";

    private static string Rule(string action, string target, string decision) =>
        $"rules:\n  - action: {action}\n    target: {target}\n    decision: {decision}\n";
}
