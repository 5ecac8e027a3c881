using ActionGate.Scanning.Shell;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Scanning.Tests.Shell;

public sealed class HistoryReferenceTests
{
    [Fact]
    public void ReadHistory_TextOfCorpus_IsOpaqueWhereALineMayComeIn()
    {
        foreach (var (mark, text) in HistoryCorpus.Read())
            (ShellScanner.ReadHistory(text) is not null).Should().Be(mark != '+', text);
    }

    [Fact]
    public void ReadHistory_LongText_EndsInTime() =>
        ShellScanner.ReadHistory(string.Concat(Enumerable.Repeat("[!", 200_000)) + "]!!").Should().NotBeNull();

    [Fact]
    public void ReadHistory_AnyText_FindsNothingWithoutTheCharacters() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
            text is null || text.AsSpan().ContainsAny('!', '^') || text.Any(char.IsControl) || ShellScanner.ReadHistory(text) is null).QuickCheckThrowOnFailure();
}
