using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Audit;

/// <summary>Whatever text comes in: one line, of bounded length, that verifies and reads back as the same text.</summary>
public sealed class RecordTextTests
{
    private static readonly string[] Nasty =
    [
        "", " ", "\n", "\r\n", "\u2028\u2029", "\0", "\u001B[31m", "\u007F", "\"}\n{", "\\", "\\u0041", "\u0085\u009F", "\uFEFF", "\uFFFD", "é", "日本", "😀", "\uDBFF\uDFFF",
        "\uD800", "\uDC00", "\uDC00\uD800", "a\uD800", "\uD800b", "😀\uD83D", "null", "9007199254740993",
    ];

    [Fact]
    [Trait("Fault", "61")]
    public async Task Append_NastyTextInEveryField_IsOneLineAndReadsBack()
    {
        foreach (string text in Nasty)
            await ExpectRoundTrip(text, text, text);
    }

    [Fact]
    public void Append_AnyText_IsOneLineAndReadsBack()
    {
        var units = Gen.OneOf(
            Gen.Choose(0, 0xFFFF).Select(i => ((char)i).ToString()),
            Gen.Choose(0, 0x7F).Select(i => ((char)i).ToString()),
            Gen.Choose(0xD7F0, 0xE00F).Select(i => ((char)i).ToString()),
            Gen.Elements(Nasty));
        var texts = units.ListOf().Select(parts => string.Concat(parts));
        Prop.ForAll(Gen.Zip(texts, Gen.Zip(texts, texts)).ToArbitrary(),
            t => ExpectRoundTrip(t.Item1, t.Item2.Item1, t.Item2.Item2).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();
    }

    [Fact]
    [Trait("Fault", "62")]
    public async Task Append_LoneSurrogate_IsMarkedAndStaysDifferent()
    {
        var lone = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(target: "a\uD800"), Sample.Context));
        var other = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(target: "a\uD801"), Sample.Context));
        var replacement = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(target: "a\uFFFD"), Sample.Context));

        lone.Json.Should().Contain("\"target\":\"a\\ud800\"").And.Contain(",\"lossy\":true,\"prev\":");
        (lone.IsLossy, other.IsLossy, replacement.IsLossy).Should().Be((true, true, false));
        new[] { lone.Target, other.Target, replacement.Target }.Should().OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData(255, 255)]
    [InlineData(256, 256)]
    [InlineData(257, 256)]
    [InlineData(1_000_000, 256)]
    public async Task Append_LongTarget_IsCutAndSaysHowLongItWas(int length, int kept)
    {
        string target = new('x', length);
        var record = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(target: target), Sample.Context));

        record.Target.Should().Be(target[..kept]);
        record.Json.Contains($",\"n\":{{\"target\":{length}}}", StringComparison.Ordinal).Should().Be(length > kept);
    }

    [Fact]
    public async Task Append_CutWithinASurrogatePair_LeavesItOut()
    {
        string target = new string('x', 255) + "😀";
        var record = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(target: target), Sample.Context));

        record.Target.Should().Be(target[..255]);
        record.IsLossy.Should().BeFalse();
        record.Json.Should().Contain("\"n\":{\"target\":257}");
    }

    [Theory]
    [Trait("Fault", "64")]
    [InlineData('x')]
    [InlineData('\u0001')]
    [InlineData('\uD800')]
    [InlineData('日')]
    public async Task Append_EverythingHuge_FitsALineAndSaysWhatWasDropped(char unit)
    {
        string huge = new(unit, 100_000);
        string name = new(unit, 63);
        var context = new ActionContext
        {
            Agent = huge,
            Suggester = huge,
            Session = huge,
            Group = huge,
            Tool = huge,
            MessageHash = huge,
            WorkingDirectory = huge,
            Turn = int.MinValue,
            Metadata = Enumerable.Range(0, 500).ToDictionary(i => i == 499 ? huge : name[..(i % 60)] + i, _ => huge),
        };
        OperationDecision[] operations = [.. Enumerable.Range(0, 10_000).Select(_ => Sample.Operation(new ActionKind(huge), huge, Verdict.RequireApproval, huge))];
        var request = new ActionRequest(new ActionKind(huge), huge, context) { Method = huge, Port = int.MaxValue };
        var code = new CodeDecision(default, operations, [], true, huge);

        var record = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(request, Verdict.Deny, huge, huge), context, code));
        Encoding.UTF8.GetByteCount(record.Json).Should().BeLessThan(65_535).And.BeGreaterThan(10_000);
        record.Json.Should().Contain("\"ops\":10000").And.Contain("\"meta\":500").And.Contain("\"agent\":100000").And.Contain("\"code\":100000").And.Contain("\"meta.");
        record.IsLossy.Should().Be(unit == '\uD800');

        foreach (var append in new Func<AuditLog, ActionGate.Audit.AuditResult>[]
        {
            log => log.AppendApproval(1, huge, true, huge, huge, context),
            log => log.AppendOutcome(1, new ActionOutcome { LimitHit = huge, Error = huge, ExitCode = 1 }, TimeSpan.Zero, true, context),
            log => log.AppendPolicy(huge, huge, huge, huge),
        })
        {
            (await Sample.Recorded(append)).Json.Length.Should().BeLessThan(65_535);
        }
    }

    [Fact]
    public async Task Append_LongMetadata_KeepsWholeEntriesInOrder()
    {
        var metadata = new Dictionary<string, string> { ["short"] = "1", [new string('n', 65)] = "name too long", ["long"] = new string('v', 300), ["none"] = null! };
        var record = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(), new ActionContext { Metadata = metadata }));

        record.Json.Should().Contain($$""","meta":{"short":"1","long":"{{new string('v', 256)}}"},"n":{"meta.long":300,"meta":4},"prev":""");
    }

    private static async Task ExpectRoundTrip(string a, string b, string c)
    {
        var context = new ActionContext
        {
            Agent = a,
            Suggester = b,
            Session = c,
            Group = a,
            Tool = b,
            MessageHash = c,
            WorkingDirectory = a,
            Metadata = new Dictionary<string, string> { [RecordedPart(b)] = c },
        };
        var request = new ActionRequest(new ActionKind(a), b, context) { Method = c };
        var record = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(request, Verdict.Deny, b, c), context));

        record.Json.Should().NotContainAny("\n", "\r", "\0", "\u007F", "\u2028", "\u2029", "\u001B");
        new[] { record.Agent, record.Suggester, record.Session, record.Group, record.Tool, record.Action, record.Target, record.Method, record.Rule, record.Reason }
            .Should().Equal(string.IsNullOrWhiteSpace(a) ? null : a, b, c, a, b, a, b, c, b, c);
        using var json = JsonDocument.Parse(record.Json);
        var meta = json.RootElement.GetProperty("meta").EnumerateObject().ToArray();
        if (IsWellFormed(RecordedPart(b)))
            meta.Should().ContainSingle().Which.Name.Should().Be(RecordedPart(b));
        else
            record.Json.Should().Contain(",\"meta\":{},\"n\":{\"meta\":1}");
        record.IsLossy.Should().Be(!new[] { a, b, c }.All(IsWellFormed));
    }

    /// <summary>A name for metadata that is not too long.</summary>
    private static string RecordedPart(string text) => text.Length > 60 ? text[..60] : text;

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return false;
        }
        return true;
    }
}
