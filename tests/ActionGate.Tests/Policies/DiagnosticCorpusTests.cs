using System.Text;
using ActionGate.Policies;

namespace ActionGate.Tests.Policies;

/// <summary>
/// Each <c>Corpus/NAME.yaml</c> with every diagnostic that reading it must give, in full, in <c>NAME.expected</c>. Set
/// ACTIONGATE_REWRITE_CORPUS=1 to write the expectations anew, and read the difference.
/// </summary>
public sealed class DiagnosticCorpusTests
{
    private static readonly string Folder = Repository.Path("tests", "ActionGate.Tests", "Policies", "Corpus");

    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        foreach (string file in Directory.GetFiles(Folder, "*.yaml").Order(StringComparer.Ordinal))
            names.Add(Path.GetFileNameWithoutExtension(file));
        return names;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_CorpusFile_ReportsWhatIsExpected(string name)
    {
        string text = File.ReadAllText(Path.Combine(Folder, name + ".yaml"), new UTF8Encoding(false, true));
        var diagnostics = new DiagnosticBag(new PolicySource(name + ".yaml", text));
        PolicyReader.Read(diagnostics.Source, diagnostics);

        var actual = new StringBuilder();
        foreach (Diagnostic diagnostic in diagnostics.ToList())
            actual.Append(diagnostic).Append('\n');
        string expectedFile = Path.Combine(Folder, name + ".expected");
        if (Environment.GetEnvironmentVariable("ACTIONGATE_REWRITE_CORPUS") == "1")
            File.WriteAllText(expectedFile, actual.ToString());

        actual.ToString().Should().Be(File.ReadAllText(expectedFile));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_CorpusFile_UnderlinesTextOfTheLine(string name)
    {
        var diagnostics = new DiagnosticBag(new PolicySource(name + ".yaml", File.ReadAllText(Path.Combine(Folder, name + ".yaml"))));
        PolicyReader.Read(diagnostics.Source, diagnostics);

        foreach (Diagnostic diagnostic in diagnostics.ToList().Where(d => d.Line > 0))
        {
            diagnostic.Column.Should().BePositive();
            diagnostic.Length.Should().BePositive();
            (diagnostic.Column - 1 + diagnostic.Length).Should().BeLessThanOrEqualTo(diagnostic.SourceLine!.Length, diagnostic.ToString());
        }
    }

    [Fact]
    public void Corpus_AllIdsOfYamlAndRules_AreSeen()
    {
        string all = string.Concat(Directory.GetFiles(Folder, "*.expected").Select(File.ReadAllText));
        // These have no text to show, or too much of it: PolicyFileTests, HostileYamlTests.
        string[] elsewhere =
        [
            DiagnosticIds.PolicyUnreadable, DiagnosticIds.PolicyNotAFile, DiagnosticIds.PolicyTooLarge, DiagnosticIds.PolicyNotUtf8,
            DiagnosticIds.TooManyValues, DiagnosticIds.TooManyDiagnostics,
        ];

        IEnumerable<string> expected = KnownIds.All.Where(id => string.CompareOrdinal(id, "AG1200") < 0).Except(elsewhere);

        expected.Where(id => !all.Contains(id, StringComparison.Ordinal)).Should().BeEmpty();
    }
}
