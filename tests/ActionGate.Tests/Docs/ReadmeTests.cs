namespace ActionGate.Tests.Docs;

public sealed class ReadmeTests
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
}
