namespace ActionGate.Tests.Evaluation;

/// <summary>Nothing that the scanner finds gets lost on its way to the decision: held on the scanner's own corpus.</summary>
public sealed class PythonCoverageTests
{
    private static readonly Policy RunOnly = TestPolicies.Of("  - { id: run, action: code_execution, target: python, decision: allow }\n");
    private static readonly Policy Everything = Policy.Parse("version: 1\ndefault: allow\nunresolved: allow\nrules: []\n");

    [Fact]
    public void Evaluate_CodeWithOperations_IsNotAllowedByARuleThatOnlyRunsIt()
    {
        int count = 0;
        foreach (var (name, code) in Cases())
        {
            var scan = CodeScanners.Scan(code, "python");
            // A variable may be free, and so may a command of the shell's own.
            bool mustBeDecided = scan.IsOpaque || scan.UnknownImports.Count > 0
                || scan.Operations.Any(o => o.Via.Count == 0 && o.Kind != ActionKind.EnvRead && o.Kind != ActionKind.ShellExec);
            if (!mustBeDecided)
                continue;
            count++;
            RunOnly.Evaluate(new CodeRequest([new CodeBlock(code, "python")])).Overall.Verdict.Should().Be(Verdict.Deny, name);
        }
        count.Should().BeGreaterThan(40);
    }

    [Fact]
    public void Evaluate_CodeThatDoesNothing_IsAllowedByARuleThatRunsIt()
    {
        int count = 0;
        foreach (var (name, code) in Cases())
        {
            var scan = CodeScanners.Scan(code, "python");
            if (scan.IsOpaque || scan.Operations.Count > 0 || scan.UnknownImports.Count > 0)
                continue;
            count++;
            RunOnly.Evaluate(new CodeRequest([new CodeBlock(code, "python")])).Overall.Verdict.Should().Be(Verdict.Allow, name);
        }
        count.Should().BeGreaterThan(5);
    }

    [Fact]
    public void Evaluate_EveryOperationOfTheCode_StandsInTheAnswer()
    {
        foreach (var (name, code) in Cases())
        {
            var decided = Everything.Evaluate(new CodeRequest([new CodeBlock(code, "python")])).Operations;
            foreach (var found in CodeScanners.Scan(code, "python").Operations)
            {
                // Commands stand there word by word.
                if (found.Kind == ActionKind.ShellExec || found.Via.Contains("bash") || found.Via.Contains("sh"))
                    continue;
                decided.Should().Contain(
                    o => o.Operation.Kind == found.Kind && o.Operation.Target == found.Target && o.Operation.Pattern == found.Pattern && o.Operation.At == found.At, $"{name}: {found.Kind} {found.Target}");
            }
        }
    }

    /// <summary>Cases of the form <c>=== name</c>, code, <c>---</c>, what is found in it.</summary>
    private static IEnumerable<(string Name, string Code)> Cases()
    {
        string folder = Repository.PathOf("tests", "ActionGate.Scanning.Tests", "Corpus", "PythonOperations");
        foreach (string file in Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            string text = "\n" + File.ReadAllText(file);
            foreach (string one in text.Split("\n=== ").Skip(1))
            {
                int line = one.IndexOf('\n', StringComparison.Ordinal);
                int end = one.IndexOf("\n---", StringComparison.Ordinal);
                if (line > 0 && end > line)
                    yield return ($"{Path.GetFileName(file)} {one[..line]}", one[(line + 1)..end]);
            }
        }
    }
}
