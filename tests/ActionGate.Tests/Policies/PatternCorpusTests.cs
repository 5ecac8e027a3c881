using System.Text;

namespace ActionGate.Tests.Policies;

/// <summary>
/// Each <c>Corpus/Patterns/NAME.yaml</c> with every diagnostic that loading it gives, those of its shape and those of its patterns. The
/// same switch as for the other corpus writes the expectations anew.
/// </summary>
public sealed class PatternCorpusTests
{
    private static readonly string Folder = Repository.Path("tests", "ActionGate.Tests", "Policies", "Corpus", "Patterns");

    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        foreach (string file in Directory.GetFiles(Folder, "*.yaml").Order(StringComparer.Ordinal))
            names.Add(Path.GetFileNameWithoutExtension(file));
        return names;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TryParse_CorpusFile_ReportsWhatIsExpected(string name)
    {
        Policy.TryParse(File.ReadAllText(Path.Combine(Folder, name + ".yaml")), null, out Policy? policy, out IReadOnlyList<Diagnostic> diagnostics);

        var actual = new StringBuilder();
        foreach (Diagnostic diagnostic in diagnostics)
            actual.Append(diagnostic).Append('\n');
        string expectedFile = Path.Combine(Folder, name + ".expected");
        if (Environment.GetEnvironmentVariable("ACTIONGATE_REWRITE_CORPUS") == "1")
            File.WriteAllText(expectedFile, actual.ToString());

        actual.ToString().Should().Be(File.ReadAllText(expectedFile));
        policy.Should().BeNull();
    }
}
