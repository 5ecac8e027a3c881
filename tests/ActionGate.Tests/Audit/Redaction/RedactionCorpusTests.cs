using ActionGate.Audit.Redaction;

namespace ActionGate.Tests.Audit.Redaction;

/// <summary>What counts as a secret, and what only looks like one: the files under Corpus/Redaction.</summary>
[Trait("Fault", "67")]
public sealed class RedactionCorpusTests
{
    [Fact]
    public void Of_Secrets_AreLeftOutAndNothingElse() => Differences("secrets.txt").Should().BeEmpty();

    [Fact]
    public void Of_HarmlessNeighbours_StayWhole() => Differences("harmless.txt").Should().BeEmpty();

    [Fact]
    public void Of_WhatWasRedacted_StaysAsItIs()
    {
        foreach (var (_, expected) in Cases("secrets.txt"))
            RedactedText.Of(expected, 4096).Text.ToString().Should().Be(expected);
    }

    [Fact]
    public void Of_HarmlessText_AllocatesNothing()
    {
        string[] texts = [.. Cases("harmless.txt").Select(c => c.Text)];
        long before = 0;
        for (int round = 0; round < 2; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            foreach (string text in texts)
                RedactedText.Of(text, 256);
        }
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private static List<string> Differences(string file)
    {
        List<string> differences = [];
        foreach (var (text, expected) in Cases(file))
        {
            var shown = RedactedText.Of(text, 4096);
            if (shown.Text.ToString() != expected || shown.HasSecrets != (text != expected) || shown.IsWhole == shown.HasSecrets)
                differences.Add($"{text}\n  expected {expected}\n  found    {shown.Text}");
        }
        return differences;
    }

    private static IEnumerable<(string Text, string Expected)> Cases(string file)
    {
        foreach (string line in File.ReadLines(Repository.PathOf("tests", "ActionGate.Tests", "Corpus", "Redaction", file)))
        {
            if (line.Length == 0 || line.StartsWith("# ", StringComparison.Ordinal))
                continue;
            string[] parts = line.Replace('␊', '\n').Split('\t');
            yield return (parts[0], parts[^1]);
        }
    }
}
