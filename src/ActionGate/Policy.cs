using System.Text;
using ActionGate.Analysis;
using ActionGate.Compilation;
using ActionGate.Evaluation;
using ActionGate.Normalisation;
using ActionGate.Policies;
using ActionGate.Simulation.Explanations;

namespace ActionGate;

/// <summary>A compiled policy: answers whether an action may happen.</summary>
/// <remarks>
/// Immutable; safe to share between threads. Evaluation is a pure function of the policy and the request: it reads no disk, asks
/// nobody and records nothing. A <see cref="Gate"/> adds the record.
/// </remarks>
public sealed class Policy
{
    private readonly PolicyLayers _layers;
    private readonly TimeProvider _clock;

    private Policy(PolicyLayers layers, TimeProvider clock, IReadOnlyList<Diagnostic> warnings)
    {
        _layers = layers;
        _clock = clock;
        Warnings = warnings;
    }

    /// <summary>
    /// <c>sha256:</c> and 64 hexadecimal digits. Of one document: the SHA-256 of its text in UTF-8, as <c>sha256sum</c> prints it for
    /// the file. Of several layers: the SHA-256 of their hashes, each followed by a line feed.
    /// </summary>
    public string Hash => _layers.PolicyHash;

    /// <summary>What loads, and probably does not mean what its author thinks. Empty where there is nothing to say.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; }

    internal ReadOnlySpan<CompiledPolicy> Layers => _layers.Layers;

    /// <summary>Tells the time of evaluations.</summary>
    internal TimeProvider Clock => _clock;

    /// <summary>A rule counts what it allows, so that somebody must keep the counts.</summary>
    internal bool Counts => _layers.Counts;

    /// <summary>Whether verdicts bind where the host does not say.</summary>
    internal GateMode Mode => _layers.Mode;

    /// <summary>Loads a policy from a file in UTF-8.</summary>
    /// <param name="path">The file; a relative one is relative to the process's current folder.</param>
    /// <param name="options">What the host adds.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is <see langword="null"/>.</exception>
    /// <exception cref="PolicyException">The file can't be read, or something is wrong with it; all of it is named.</exception>
    public static Policy Load(string path, PolicyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= PolicyOptions.Default;
        var source = PolicyReader.Open(path, options.MaxDocumentBytes, out var failure);
        if (source is null)
            throw new PolicyException([failure!]);
        return Compile(source, options, new FileInfo(path), out var diagnostics) ?? throw new PolicyException(diagnostics);
    }

    /// <summary>Reads a policy from text. Relative patterns need <see cref="PolicyOptions.BaseDirectory"/> or the policy's own <c>base</c>.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="options">What the host adds.</param>
    /// <exception cref="ArgumentNullException"><paramref name="yaml"/> is <see langword="null"/>.</exception>
    /// <exception cref="PolicyException">Something is wrong with the policy; all of it is named.</exception>
    public static Policy Parse(string yaml, PolicyOptions? options = null) =>
        TryParse(yaml, options, out var policy, out var diagnostics) ? policy : throw new PolicyException(diagnostics);

    /// <summary>Reads a policy from text, without throwing for what the text holds.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="options">What the host adds.</param>
    /// <param name="policy">The policy; <see langword="null"/> where something is wrong with it.</param>
    /// <param name="diagnostics">Everything that is wrong, warnings included.</param>
    /// <returns>Whether the policy loads.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="yaml"/> is <see langword="null"/>.</exception>
    public static bool TryParse(
        string yaml, PolicyOptions? options, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Policy? policy, out IReadOnlyList<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        options ??= PolicyOptions.Default;
        policy = Compile(new PolicySource(null, yaml), options, null, out diagnostics);
        return policy is not null;
    }

    /// <summary>Lets several policies decide together: each by itself, the strictest verdict stands, so a further layer can only tighten.</summary>
    /// <param name="layers">The policies, the most general first.</param>
    /// <exception cref="ArgumentException">There is no layer, or one is <see langword="null"/>.</exception>
    public static Policy Combine(params ReadOnlySpan<Policy> layers)
    {
        if (layers.IsEmpty)
            throw new ArgumentException("at least one layer is needed", nameof(layers));
        var all = new List<CompiledPolicy>();
        var warnings = new List<Diagnostic>();
        var hashes = new StringBuilder();
        foreach (var layer in layers)
        {
            if (layer is null)
                throw new ArgumentException("a layer is null", nameof(layers));
            all.AddRange(layer.Layers);
            warnings.AddRange(layer.Warnings);
            hashes.Append(layer.Hash).Append('\n');
        }
        return layers.Length == 1 ? layers[0] : new Policy(new PolicyLayers([.. all], PolicySource.HashOf(hashes.ToString())), layers[0]._clock, warnings.AsReadOnly());
    }

    /// <summary>Decides an action: lexical paths, no disk, no record. Never throws for what the request holds.</summary>
    /// <param name="request">The action.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is <see langword="null"/>.</exception>
    public Decision Evaluate(ActionRequest request) => Evaluate(request, null, default);

    /// <summary>Decides a run of code, with every operation that it could perform. Never throws for what the code holds.</summary>
    /// <param name="request">The code.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is <see langword="null"/>.</exception>
    public CodeDecision Evaluate(CodeRequest request) => Evaluate(request, null, default);

    /// <summary>The same policy for a host that knows the disk: literal paths in it also mean where they really lead now.</summary>
    internal Policy WithRealPaths(IPathResolver resolver) => new(_layers.WithRealPaths(resolver), _clock, Warnings);

    /// <summary>The same policy by another clock.</summary>
    internal Policy At(TimeProvider clock) => new(_layers, clock, Warnings);

    /// <summary>Each of its documents by itself.</summary>
    internal Policy[] Split() => Array.ConvertAll(Layers.ToArray(), layer => new Policy(new PolicyLayers([layer], layer.Hash), _clock, []));

    /// <summary>Decides an action.</summary>
    /// <param name="request">The action.</param>
    /// <param name="mode">What the host says; <see langword="null"/>: what the policy says.</param>
    /// <param name="circumstances">What the host contributes; the time is the policy's clock's.</param>
    internal Decision Evaluate(ActionRequest request, GateMode? mode, in Circumstances circumstances)
    {
        ArgumentNullException.ThrowIfNull(request);
        long start = _clock.GetTimestamp();
        Finding finding;
        try
        {
            finding = _layers.AsksTime ? _layers.Decide(request, circumstances.At(_clock.GetUtcNow())) : _layers.Decide(request, in circumstances);
        }
        catch (Exception exception)
        {
            // What failed is not known, so nothing is allowed.
            finding = Finding.Refused(Refusals.Failed(exception));
        }
        return new Decision(_layers, request, finding.Verdict, finding.Cause, _clock.GetElapsedTime(start), mode ?? _layers.Mode, finding.Terms);
    }

    /// <summary>Decides a run of code.</summary>
    /// <param name="request">The code.</param>
    /// <param name="mode">What the host says; <see langword="null"/>: what the policy says.</param>
    /// <param name="circumstances">What the host contributes; the time is the policy's clock's.</param>
    internal CodeDecision Evaluate(CodeRequest request, GateMode? mode, in Circumstances circumstances)
    {
        ArgumentNullException.ThrowIfNull(request);
        long start = _clock.GetTimestamp();
        Decision Finish(DecisionExplainer explainer, Finding finding) =>
            new(explainer, null, finding.Verdict, finding.Cause, _clock.GetElapsedTime(start), mode ?? _layers.Mode, finding.Terms);
        try
        {
            return CodeEvaluator.Evaluate(_layers, request, circumstances.At(_clock.GetUtcNow()), Finish);
        }
        catch (Exception exception)
        {
            return CodeEvaluator.Refuse(_layers, request, Refusals.Failed(exception), Finish);
        }
    }

    /// <summary>Decides an action, and says of every rule that was tried why it did or did not match.</summary>
    /// <param name="request">The action.</param>
    /// <param name="circumstances">What the host contributes.</param>
    /// <param name="explainer">Has read the documents already; <see langword="null"/>: they are read for this once.</param>
    internal Explanation Explain(ActionRequest request, in Circumstances circumstances, Explainer? explainer = null)
    {
        var trace = new RuleTrace();
        var decision = Evaluate(request, null, circumstances with { Witness = trace });
        return (explainer ?? new Explainer()).Explain(Layers, in decision, request.Context.Agent, trace);
    }

    /// <summary>The same for a run of code.</summary>
    internal Explanation Explain(CodeRequest request, in Circumstances circumstances, Explainer? explainer = null)
    {
        var trace = new RuleTrace();
        var decision = Evaluate(request, null, circumstances with { Witness = trace });
        return (explainer ?? new Explainer()).Explain(Layers, decision, request.Context.Agent, trace);
    }

    /// <summary>Compiles a policy's text; <see langword="null"/> where something is wrong with it.</summary>
    internal static Policy? Compile(PolicySource source, PolicyOptions options, FileInfo? file, out IReadOnlyList<Diagnostic> diagnostics)
    {
        var bag = new DiagnosticBag(source);
        var document = PolicyReader.Read(source, bag, options.MaxDocumentBytes);
        var host = new PolicyCompiler.HostInputs(options.Variables, Environment.GetEnvironmentVariable, options.BaseDirectory ?? file?.DirectoryName, file?.FullName, PathRules.Machine);
        var compiled = document is null ? null : PolicyCompiler.Compile(document, bag, host);
        if (compiled is not null && !bag.HasErrors)
            RuleTests.Run(document!, host, bag);
        if (compiled is not null && !bag.HasErrors && document!.Asserts.Count > 0)
            Assertions.Check(document, host, bag);
        diagnostics = bag.ToList();
        return compiled is null || bag.HasErrors ? null : new Policy(new PolicyLayers([compiled], compiled.Hash), options.Clock, diagnostics);
    }
}
