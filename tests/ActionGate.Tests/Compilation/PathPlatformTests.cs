using System.Diagnostics;
using ActionGate.Compilation;
using ActionGate.Evaluation;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Tests.Compilation;

/// <summary>How a document, the machine and the host settle whose paths are meant.</summary>
public sealed class PathPlatformTests
{
    [Theory]
    [InlineData("Linux", Verdict.Deny)]
    [InlineData("MacOS", Verdict.Allow)]
    public void Compile_DocumentWithoutPlatform_TakesThatOfTheMachine(string machine, Verdict ofOtherCase)
    {
        var policy = Compile("/data/*", machine: Enum.Parse<PathPlatform>(machine));

        policy.PathRules.Platform.ToString().Should().Be(machine);
        VerdictOf(policy, "/data/x").Should().Be(Verdict.Allow);
        VerdictOf(policy, "/DATA/x").Should().Be(ofOtherCase);
    }

    [Fact]
    public void Compile_OnWindowsWithoutPlatform_ReadsWindowsPaths()
    {
        var policy = Compile(@"C:\data\**", machine: PathPlatform.Windows);

        VerdictOf(policy, "c:/DATA/x").Should().Be(Verdict.Allow);
    }

    [Fact]
    public void Compile_CaseOfTheDocument_StandsOverThePlatforms()
    {
        VerdictOf(Compile("/data/*", PathPlatform.MacOS, isCaseSensitive: true), "/DATA/x").Should().Be(Verdict.Deny);
        VerdictOf(Compile("/data/*", PathPlatform.Linux, isCaseSensitive: false), "/DATA/x").Should().Be(Verdict.Allow);
    }

    [Theory]
    [InlineData("Windows", "Linux", "/srv/policies", @"C:\data\**")]
    [InlineData("Linux", "Windows", @"C:\policies", "/data/**")]
    public void Compile_PolicyOfAnotherPlatform_LoadsWithoutBase(string platform, string machine, string hostBase, string pattern)
    {
        var policy = Compile(pattern, Enum.Parse<PathPlatform>(platform), machine: Enum.Parse<PathPlatform>(machine), hostBase: hostBase);

        policy.BaseDirectory.Should().BeNull();
    }

    [Fact]
    public void Compile_RelativeBaseOfTheOwnPlatform_IsAnError()
    {
        var bag = Diagnostics("/data/**", PathPlatform.Linux, null, PathPlatform.Linux, "srv", out _);

        bag.ToList().Should().ContainSingle().Which.Id.Should().Be("AG1209");
    }

    [Theory]
    [InlineData(@"C:\Data\x", @"C:\Data\x")]
    [InlineData("c:/Data/./x.", @"C:\Data\x")]
    [InlineData("file://SERVER/Share/X", @"\\server\share\X")]
    [InlineData("x", @"C:\Proj\x")]
    [InlineData("nul", null)]
    public void NormalPath_OfAWindowsTarget_KeepsItsCaseAndIsWrittenAsThere(string target, string? expected) =>
        RequestEvaluator.NormalPath(Compile("*", PathPlatform.Windows, hostBase: @"C:\Proj"), target, @"C:\Proj").Should().Be(expected);

    [Theory]
    [InlineData("Windows", @"C:\Proj\src\X.cs", @"C:\Proj")]
    [InlineData("Windows", "src/X.cs", @"C:\Proj")]
    [InlineData("Windows", @"\\Server\Share\X", @"C:\Proj")]
    [InlineData("MacOS", "/Proj/src/X.cs", "/Proj")]
    [InlineData("MacOS", "src/../X.cs", "/Proj")]
    public void Evaluate_AsciiTargetWithoutCase_AllocatesNothing(string platform, string target, string hostBase)
    {
        var policy = Compile("*", Enum.Parse<PathPlatform>(platform), hostBase: hostBase);
        var request = ActionRequest.ReadFile(target);
        VerdictOf(policy, target).Should().Be(Verdict.Allow);

        long least = long.MaxValue;
        long start = Stopwatch.GetTimestamp();
        while (least > 0 && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
                RequestEvaluator.Evaluate(policy, request, default);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        least.Should().Be(0);
    }

    private static Verdict VerdictOf(CompiledPolicy policy, string target) =>
        RequestEvaluator.Evaluate(policy, ActionRequest.ReadFile(target), default).Verdict;

    private static CompiledPolicy Compile(
        string pattern, PathPlatform? platform = null, bool? isCaseSensitive = null, PathPlatform machine = PathPlatform.Linux, string? hostBase = null)
    {
        var bag = Diagnostics(pattern, platform, isCaseSensitive, machine, hostBase, out var policy);
        bag.ToList().Should().BeEmpty();
        return policy;
    }

    private static DiagnosticBag Diagnostics(
        string pattern, PathPlatform? platform, bool? isCaseSensitive, PathPlatform machine, string? hostBase, out CompiledPolicy policy)
    {
        var bag = new DiagnosticBag(new PolicySource(null, ""));
        var rule = new PolicyRule
        {
            Id = "r",
            Span = default,
            Actions = [new Marked<string>(ActionKind.FileRead.Name, default)],
            Targets = [new Marked<string>(pattern, default)],
            Decision = Verdict.Allow,
        };
        var document = new PolicyDocument { Platform = platform, IsCaseSensitive = isCaseSensitive, Rules = [rule] };
        policy = PolicyCompiler.Compile(document, bag, new PolicyCompiler.HostInputs(new Dictionary<string, string>(), _ => null, hostBase, null, machine));
        return bag;
    }
}
