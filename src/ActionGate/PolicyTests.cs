using ActionGate.Evaluation;
using ActionGate.Policies;
using ActionGate.Policies.Testing;
using ActionGate.Rates;
using ActionGate.Simulation;

namespace ActionGate;

/// <summary>The tests of a policy, as a <c>NAME.tests.yaml</c> beside it holds them: requests, each with the decision that it must get.</summary>
/// <remarks>
/// <para>
/// Immutable; safe to share between threads. Tests are decided as <see cref="Policy.Evaluate(ActionRequest)"/> decides: paths as
/// text, no disk, no record. The time is what the test says under <c>now</c>, else that of <see cref="PolicyOptions.Clock"/>. Rules
/// with a rate count, and each test begins with nothing counted.
/// </para>
/// <para>A host's own unit tests can run them: <c>PolicyTests.Load("policy.tests.yaml").Run()</c>.</para>
/// </remarks>
public sealed class PolicyTests
{
    private readonly TestDocument _document;
    private readonly Policy[] _layers;

    private PolicyTests(string file, TestDocument document, Policy policy)
    {
        File = file;
        Policy = policy;
        _document = document;
        _layers = policy.Split();
    }

    /// <summary>The test file as it was named when loaded.</summary>
    public string File { get; }

    /// <summary>The policy that is tested; where the file names several, all of them together.</summary>
    public Policy Policy { get; }

    /// <summary>Loads tests and the policies that they name.</summary>
    /// <param name="path">The test file, in UTF-8; a relative one is relative to the process's current folder. The policies that it names are relative to its folder.</param>
    /// <param name="options">What the host adds to the policies. The file's own <c>base</c> and <c>variables</c> come first.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is <see langword="null"/>.</exception>
    /// <exception cref="PolicyException">A file can't be read, or something is wrong with the tests or with a policy; all of it is named.</exception>
    public static PolicyTests Load(string path, PolicyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= PolicyOptions.Default;
        var source = PolicyReader.Open(path, options.MaxDocumentBytes, out var failure);
        if (source is null)
            throw new PolicyException([failure!]);
        var bag = new DiagnosticBag(source, DocumentKind.TestFile);
        var document = TestReader.Read(bag, options.MaxDocumentBytes);
        var diagnostics = new List<Diagnostic>();
        var policy = document is null ? null : LoadPolicies(document, Path.GetDirectoryName(path) ?? "", options, diagnostics);
        if (policy is not null)
            TestReferences.Check(document!, policy.Layers, bag);
        if (policy is null || bag.HasErrors)
            throw new PolicyException([.. bag.ToList(), .. diagnostics]);
        return new PolicyTests(path, document!, policy);
    }

    /// <summary>Runs every test. Never throws for what a request holds.</summary>
    /// <param name="catalog">What the functions of libraries do that code calls; <see langword="null"/>: what is shipped. A gate's is <see cref="GateOptions.Catalog"/>.</param>
    public PolicyTestReport Run(ScanCatalog? catalog = null)
    {
        var coverage = Array.ConvertAll(_layers, layer => new RuleCoverage(layer.Layers[0]));
        var results = new List<PolicyTestResult>(_document.Tests.Count);
        foreach (var test in _document.Tests)
        {
            var decision = Decide(Policy, test, catalog, out var code);
            for (int i = 0; i < _layers.Length; i++)
            {
                var ofLayer = _layers.Length == 1 ? decision : Decide(_layers[i], test, catalog, out _);
                coverage[i].Add(ofLayer.Operations);
            }
            results.Add(new PolicyTestResult(test.Name, File, test.Span.Line, TestComparison.Differences(test, in decision), in decision, code));
        }
        return new PolicyTestReport(File, results.AsReadOnly(), [.. coverage.SelectMany(c => c.Unreached())]);
    }

    /// <summary>All layers, or nothing and everything that is wrong with any.</summary>
    private static Policy? LoadPolicies(TestDocument document, string folder, PolicyOptions options, List<Diagnostic> diagnostics)
    {
        var variables = new Dictionary<string, string>(options.Variables, StringComparer.Ordinal);
        foreach (var (name, value) in document.Variables)
            variables[name] = value.Value;
        options = options with { BaseDirectory = document.Base ?? options.BaseDirectory, Variables = variables };
        var layers = new List<Policy>();
        foreach (var name in document.Policies)
        {
            string path = Path.Combine(folder, name.Value);
            var source = PolicyReader.Open(path, options.MaxDocumentBytes, out var failure);
            if (source is null)
                diagnostics.Add(failure!);
            else if (Policy.Compile(source, options, new FileInfo(path), out var ofLayer) is { } layer)
                layers.Add(layer);
            else
                diagnostics.AddRange(ofLayer);
        }
        return layers.Count > 0 && layers.Count == document.Policies.Count ? Policy.Combine([.. layers]) : null;
    }

    private static Decision Decide(Policy policy, TestCase test, ScanCatalog? catalog, out CodeDecision? code)
    {
        if (test.Now is { } now)
            policy = policy.At(new FixedClock(now));
        var circumstances = new Circumstances { Rates = new RateTickets(new RateCounters()), Catalog = catalog?.Python };
        code = test.Code is null ? null : policy.Evaluate(test.Code, null, in circumstances);
        return code?.Overall ?? policy.Evaluate(test.Action!.Value.Value, null, in circumstances);
    }
}
