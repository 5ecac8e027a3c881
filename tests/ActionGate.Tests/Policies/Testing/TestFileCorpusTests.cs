using System.Text;
using ActionGate.Policies;
using ActionGate.Policies.Testing;

namespace ActionGate.Tests.Policies.Testing;

/// <summary>
/// Each <c>Corpus/NAME.yaml</c>, a file of tests, with every diagnostic that reading it must give, in full, in <c>NAME.expected</c>. Set
/// ACTIONGATE_REWRITE_CORPUS=1 to write the expectations anew, and read the difference.
/// </summary>
public sealed class TestFileCorpusTests
{
    private static readonly string Folder = Repository.Path("tests", "ActionGate.Tests", "Policies", "Testing", "Corpus");

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
        var actual = new StringBuilder();
        foreach (var diagnostic in Read(name).ToList())
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
        foreach (var diagnostic in Read(name).ToList().Where(d => d.Line > 0))
        {
            diagnostic.Column.Should().BePositive();
            diagnostic.Length.Should().BePositive();
            (diagnostic.Column - 1 + diagnostic.Length).Should().BeLessThanOrEqualTo(diagnostic.SourceLine!.Length, diagnostic.ToString());
        }
    }

    private static DiagnosticBag Read(string name)
    {
        string text = File.ReadAllText(Path.Combine(Folder, name + ".yaml"), new UTF8Encoding(false, true));
        var diagnostics = new DiagnosticBag(new PolicySource(name + ".yaml", text), DocumentKind.TestFile);
        TestReader.Read(diagnostics);
        return diagnostics;
    }
}
