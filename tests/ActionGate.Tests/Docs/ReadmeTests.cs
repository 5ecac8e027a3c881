using System.Text.RegularExpressions;

namespace ActionGate.Tests.Docs;

public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.PathOf("README.md"));

    /// <summary>CI compiles and runs these files against the packed packages: what the first screen shows is what happens.</summary>
    [Theory]
    [InlineData("yaml", "policy.yaml")]
    [InlineData("csharp", "Program.cs")]
    [InlineData("text", "expected.txt")]
    public void FirstScreen_OfTheReadme_IsWhatThePackagesAreTriedWith(string language, string file)
    {
        string text = File.ReadAllText(Repository.PathOf("tests", "Packages", "FirstScreen", file));

        Readme.Should().Contain($"```{language}\n{text}```");
    }

    [Fact]
    public void FirstScreen_Evaluated_GivesTheVerdictsShown()
    {
        var policy = Policy.Load(Repository.PathOf("tests", "Packages", "FirstScreen", "policy.yaml"));
        string[] expected = File.ReadAllLines(Repository.PathOf("tests", "Packages", "FirstScreen", "expected.txt"));

        foreach (string line in expected)
            policy.Evaluate(ActionRequest.Shell(line.Split('\'')[1])).ToString().Should().Be(line);
    }

    [Fact]
    public void Code_OfTheReadme_IsCodeThatCompiles()
    {
        string compiled = Unindented(File.ReadAllText(Repository.PathOf("tests", "ActionGate.Tests", "Docs", "ReadmeCode.cs")));
        string firstScreen = File.ReadAllText(Repository.PathOf("tests", "Packages", "FirstScreen", "Program.cs"));
        string[] blocks = [.. CodeBlock().Matches(Readme).Select(b => b.Groups["code"].Value)];

        blocks.Should().HaveCountGreaterThan(4);
        blocks.Where(b => b != firstScreen && !compiled.Contains(Unindented(b), StringComparison.Ordinal)).Should().BeEmpty();
    }

    private static string Unindented(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
