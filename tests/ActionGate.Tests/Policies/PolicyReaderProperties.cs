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
