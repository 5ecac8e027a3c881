using System.Text.RegularExpressions;
using ActionGate.Policies;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Policies;

public sealed class PolicyReaderProperties
{
    /// <summary>What YAML and policies are made of, so that random text gets past the first line.</summary>
    private static readonly string[] Pieces =
    [
        "version: 1\n", "rules:\n", "  - ", "    ", "action: ", "file_read", "target: ", "decision: ", "deny\n", "\n", "\r\n", "\r", "\t", " ", ":", ": ", "-", "- ",
        "? ", "[", "]", "{", "}", ",", "&a ", "*a", "*a ", "!", "!!str ", "!<x> ", "|\n", ">-\n", "'", "\"", "\\", "\\x", "\\u00", "#", " # c", "%", "%YAML 1.2\n",
        "%TAG ! x\n", "---", "---\n", "...\n", "@", "`", "~", "null", "<<: ", "${A}", "é", "𝒳", "\uD800", "\uDC00", "\0", "\u0085", "\u2028", "\uFEFF", "id: ", "sets: ",
        "kinds: ", "variables: ", "=", "x", "1",
    ];

    private static readonly Arbitrary<string> Texts =
        Gen.ArrayOf(Gen.Elements(Pieces)).Select(string.Concat).ToArbitrary();

    [Fact]
    public void Read_AnyPieces_EndsWithDiagnosticsInsideTheText() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(60), Prop.ForAll(Texts, Holds));

    [Fact]
    public void Read_AnyText_EndsWithDiagnosticsInsideTheText() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll<string?>(text => Holds(text ?? "")));

    [Fact]
    public void Read_PublishedPolicyWithOnePieceChanged_EndsWithDiagnosticsInsideTheText()
    {
        string policy = File.ReadAllText(Repository.Path("policies", "autogen-coder.yaml"));
        Gen<string> changed =
            from at in Gen.Choose(0, policy.Length)
            from cut in Gen.Choose(0, 5)
            from piece in Gen.Elements(Pieces)
            select policy[..at] + piece + policy[Math.Min(policy.Length, at + cut)..];

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(changed.ToArbitrary(), Holds));
    }

    [Fact]
    public void Read_WholePolicyWithoutOneLine_LoadsOrSaysWhere() =>
        AssertEachLine((lines, i) => lines.Where((_, at) => at != i));

    [Fact]
    public void Read_WholePolicyWithOneLineTwice_LoadsOrSaysWhere() =>
        AssertEachLine((lines, i) => lines.SelectMany((line, at) => at == i ? new[] { line, line } : [line]));

    [Fact]
    public void Read_WholePolicyWithOneLineIndented_LoadsOrSaysWhere() =>
        AssertEachLine((lines, i) => lines.Select((line, at) => at == i ? " " + line : line));

    [Fact]
    public void Read_WholePolicyWithOneLineCutShort_LoadsOrSaysWhere() =>
        AssertEachLine((lines, i) => lines.Select((line, at) => at == i ? line[..(line.Length / 2)] : line));

    [Fact]
    public void Read_WholePolicyWithOneWordGarbled_LoadsOrSaysWhere()
    {
        (int Start, int Length)[] words = [.. Regex.Matches(WholePolicy.Text, "[^\\s]+").Select(m => (m.Index, m.Length))];
        Gen<string> garbled =
            from word in Gen.Elements(words)
            from at in Gen.Choose(0, word.Length - 1)
            from cut in Gen.Choose(0, 2)
            from piece in Gen.Elements(["", "x", "é", "0", "-", ":", " ", ",", "[", "]", "{", "}", "\"", "'", "*", "&a ", "#", "null", "\t", "/", "."])
            let place = word.Start + at
            select WholePolicy.Text[..place] + piece + WholePolicy.Text[Math.Min(place + cut, word.Start + word.Length)..];

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(garbled.ToArbitrary(), HoldsInside));
    }

    private static void AssertEachLine(Func<string[], int, IEnumerable<string>> change)
    {
        string[] lines = WholePolicy.Text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
            HoldsInside(string.Join('\n', change(lines, i))).Should().BeTrue();
    }

    /// <summary>As below, and every fault has a place: the text is never so far from a policy that it has none.</summary>
    private static bool HoldsInside(string text)
    {
        var bag = new DiagnosticBag(new PolicySource(null, text));
        PolicyReader.Read(bag.Source, bag);
        return bag.ToList().All(d => d.Line >= 1) && Holds(text);
    }

    private static bool Holds(string text)
    {
        var bag = new DiagnosticBag(new PolicySource(null, text));
        PolicyDocument? document = PolicyReader.Read(bag.Source, bag);
        foreach (Diagnostic d in bag.ToList())
        {
            bool isInside = d.Line == 0
                ? d.Column == 0
                : d.Line <= bag.Source.LineCount && d.Column >= 1 && d.Length >= 1 && d.Column - 1 + d.Length <= Math.Max(1, d.SourceLine!.Length);
            if (!isInside || d.Message.Contains('\n', StringComparison.Ordinal) || d.Message.EndsWith('.') || d.Message.Contains("While ", StringComparison.Ordinal))
                throw new InvalidOperationException($"{d.Line}:{d.Column}+{d.Length} {d}");
        }
        return document is not null || bag.HasErrors;
    }
}
