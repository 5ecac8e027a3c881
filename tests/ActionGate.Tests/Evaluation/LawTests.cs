namespace ActionGate.Tests.Evaluation;

/// <summary>The sentences of the policy language, each as requests with verdict and deciding rule.</summary>
public sealed class LawTests
{
    public static TheoryData<string, string> Blocks
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string file in Directory.EnumerateFiles(Repository.PathOf("tests", "ActionGate.Tests", "Corpus", "Law"), "*.txt").Order(StringComparer.Ordinal))
            {
                foreach (var block in LawBlock.Read(Path.GetFileName(file)))
                    data.Add(Path.GetFileName(file), block.Title);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Evaluate_EachCaseOfTheBlock_GivesVerdictAndRule(string file, string title)
    {
        var block = LawBlock.Read(file).Single(b => b.Title == title);

        block.Count.Should().BePositive();
        if (block.Failures() is { Count: > 0 } failures)
            Assert.Fail(string.Join('\n', failures));
    }
}
