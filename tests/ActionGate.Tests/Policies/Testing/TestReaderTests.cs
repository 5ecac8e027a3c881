using ActionGate.Policies;
using ActionGate.Policies.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Policies.Testing;

public sealed class TestReaderTests
{
    private static readonly string[] Pieces =
    [
        "version: 1\n", "policy: a.yaml\n", "tests:\n", "  - ", "    ", "name: ", "action: ", "network", "target: ", "decision: ", "deny", "\n", ", ", "[", "]", "{", "}",
        ":", "- ", "&a ", "*a", "!", "|\n", "'", "\"", "\\", "#", "%", "---\n", "~", "null", "é", "\uD800", "\0", "code: ", "language: ", "bash", "blocks: ", "agent: ",
        "port: ", "80", "now: ", "2026-01-01T00:00:00Z", "limits: ", "time: ", "5s", "recursive: ", "true", "rule: ", "x",
    ];

    [Fact]
    public void Read_EveryKey_ReachesTheDocument()
    {
        var document = Read(File.ReadAllText(Repository.Path("tests", "ActionGate.Tests", "Policies", "Testing", "Corpus", "good.yaml")), out var bag)!;

        bag.HasErrors.Should().BeFalse();
        document.Policies.Select(p => p.Value).Should().Equal("org.yaml", "../team.yaml");
        document.Base.Should().Be("/srv");
        document.Variables.Select(v => $"{v.Key}={v.Value.Value}").Should().Equal("A=b");
        document.Tests.Select(t => $"{t.Span.Line} {t.Name} {t.Decision} {t.Rule?.Value}").Should().Equal("7 a Deny ", "8 b RequireApproval x", "9 c Allow ", "10 d Deny @fault", "11 e Deny ");
        var network = document.Tests[1].Action!.Value.Value;
        (network.Kind.Name, network.Target, network.Method, network.Port, network.Context.Agent).Should().Be(("network", "a\nb", "GET", 0, "coder"));
        document.Tests[1].Now.Should().Be(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        document.Tests[1].Reason.Should().Be("y");
        document.Tests[1].Limits.Should().BeNull();
        var deletion = document.Tests[2].Action!.Value.Value;
        deletion.IsRecursive.Should().BeFalse();
        deletion.Context.Should().BeEquivalentTo(new ActionContext { Agent = null, Suggester = "s", WorkingDirectory = "/tmp" });
        document.Tests[2].Limits.Should().Be(ExecutionLimits.None);
        document.Tests[3].Code!.Blocks.Should().ContainSingle().Which.Language.Should().Be("cobol");
        document.Tests[4].Code!.Blocks.Select(b => $"{b.Language} {b.FileName}").Should().Equal("bash a.sh", "py ");
        document.Tests[4].Code!.Context.Agent.Should().Be("coder");
        document.Tests[4].Limits.Should().Be(new ExecutionLimits { WallTime = TimeSpan.FromSeconds(5) });
    }

    [Fact]
    public void Read_Recursive_ReachesTheRequest() =>
        Read(One("action: file_delete, target: /x, recursive: true, decision: deny"), out _)!.Tests[0].Action!.Value.Value.IsRecursive.Should().BeTrue();

    [Fact]
    public void Read_TooLarge_IsRefused()
    {
        var bag = new DiagnosticBag(new PolicySource("t.yaml", "version: 1"), DocumentKind.TestFile);

        TestReader.Read(bag, maxBytes: 5).Should().BeNull();

        bag.ToList().Should().ContainSingle().Which.Id.Should().Be("AG1003");
    }

    [Fact]
    public void Read_FaultyTests_LeavesTheOthersForTheCheckOfRules()
    {
        var document = Read("version: 1\npolicy: a\ntests:\n  - x\n  - { name: b, action: network, target: y, decision: deny }\n", out var bag)!;

        bag.HasErrors.Should().BeTrue();
        document.Tests.Select(t => t.Name).Should().Equal("b");
    }

    [Fact]
    public void Read_AnyPieces_EndsWithDiagnosticsInsideTheText()
    {
        var texts = Gen.ArrayOf(Gen.Elements(Pieces)).Select(string.Concat).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(60), Prop.ForAll(texts, Holds));
    }

    [Fact]
    public void Read_PublishedTestsWithOnePieceChanged_EndsWithDiagnosticsInsideTheText()
    {
        string file = File.ReadAllText(Repository.Path("policies", "agents.tests.yaml"))[..2_000];
        var changed =
            from at in Gen.Choose(0, file.Length)
            from cut in Gen.Choose(0, 5)
            from piece in Gen.Elements(Pieces)
            select file[..at] + piece + file[Math.Min(file.Length, at + cut)..];

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(changed.ToArbitrary(), Holds));
    }

    private static string One(string test) => $"version: 1\npolicy: a.yaml\ntests: [{{ name: a, {test} }}]\n";

    private static TestDocument? Read(string text, out DiagnosticBag bag)
    {
        bag = new DiagnosticBag(new PolicySource("t.yaml", text), DocumentKind.TestFile);
        return TestReader.Read(bag);
    }

    /// <summary>What is not reported can be run: of every test the request is there.</summary>
    private static bool Holds(string text)
    {
        var document = Read(text, out var bag);
        foreach (var d in bag.ToList())
        {
            if (d.Line > bag.Source.LineCount || (d.Line > 0 && (d.Column < 1 || d.Column - 1 + d.Length > Math.Max(1, d.SourceLine?.Length ?? int.MaxValue))))
                throw new InvalidOperationException($"{d.Line}:{d.Column}+{d.Length} {d}");
        }
        return bag.HasErrors || (document is { Policies.Count: > 0, Tests.Count: > 0 } && document.Tests.All(t => (t.Action is null) != (t.Code is null)));
    }
}
