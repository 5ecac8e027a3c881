using System.Text.RegularExpressions;
using ActionGate.Tests.Audit;

namespace ActionGate.Tests.Docs;

public sealed partial class AuditLogPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "audit-log.md"));

    [Fact]
    public void Code_OfThePage_IsCodeThatCompiles()
    {
        string compiled = Unindented(File.ReadAllText(Repository.PathOf("tests", "ActionGate.Tests", "Docs", "AuditLogCode.cs")));
        var blocks = CodeBlock().Matches(Page).Select(b => Unindented(b.Groups["code"].Value)).ToList();

        blocks.Should().HaveCount(3);
        blocks.Should().OnlyContain(b => compiled.Contains(b, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Fault", "74")]
    public async Task FolderSink_OfThePage_KeepsALogThatVerifies()
    {
        using var folder = new TempFolder();
        using var elsewhere = new TempFolder();
        for (int opened = 0; opened < 3; opened++)
        {
            using var log = AuditLog.Open(folder.Log, new AuditOptions { Signer = Signed.Signer, MaxSegmentBytes = 2_000 });
            log.MirrorTo(new FolderSink(elsewhere.Path), new AuditMirrorOptions { From = opened == 2 ? 5 : null });
            for (int i = 0; i < 6; i++)
                log.AppendDecision(Sample.Decision(), Sample.Context);
        }
        var copy = await AuditLog.VerifyAsync(elsewhere.Path, new VerifyOptions { PublicKey = Signed.Signer.PublicKey, RequireCheckpoint = true });
        (copy.IsValid, copy.Records, copy.Anchor?.Size).Should().Be((true, 22, 22), copy.ToString());
    }

    private static string Unindented(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
