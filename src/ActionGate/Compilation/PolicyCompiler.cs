using System.Collections.Frozen;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Compilation;

/// <summary>Turns a document into a compiled policy: fills in variables, reads patterns, sorts rules by kind. Reports everything that is wrong.</summary>
internal sealed class PolicyCompiler
{
    private static readonly string[] UsualDirectories = ["/bin", "/usr/bin", "/usr/local/bin"];

    private readonly PolicyDocument _document;
    private readonly DiagnosticBag _diagnostics;
    private readonly HostInputs _host;
    private readonly PathHeads _heads;
    private readonly Variables _variables;
    private readonly PathRules _pathRules;
    private readonly bool _isForeign;
    private readonly string? _home;
    private readonly string? _base;
    private readonly PatternCompiler _patterns;
    private readonly DecisionTerms? _terms;
    private readonly PatternBook? _book;

    private PolicyCompiler(PolicyDocument document, DiagnosticBag diagnostics, HostInputs host, IReadOnlyDictionary<string, RealHead> elsewhere, PatternBook? book)
    {
        _book = book;
        _document = document;
        _diagnostics = diagnostics;
        _host = host;
        _heads = new PathHeads(elsewhere);
        var values = VariablesOf(document, host);
        _pathRules = PathRules.Of(document.Platform ?? host.Machine, document.IsCaseSensitive);
        _isForeign = _pathRules.IsWindows != (host.Machine == PathPlatform.Windows);
        _variables = new Variables(values, _pathRules, diagnostics);
        _home = Normalise(_variables.Home, null, null);
        _base = ReadBase(values, host.BaseDirectory);
        if (_base is not null)
            values.TryAdd("PROJECT_DIR", _pathRules.Display(_base));
        _patterns = new PatternCompiler(_variables, new PathPatternCompiler.Anchors(_base, _home, _pathRules, _heads), diagnostics);
        _terms = document.Limits is { } limits ? new DecisionTerms(limits, null) : null;
    }

    /// <summary>What the host adds to a document.</summary>
    /// <param name="Variables">These come before the document's own.</param>
    /// <param name="Environment">The value of an environment variable that the document lists.</param>
    /// <param name="BaseDirectory">The base that the host gives, or the policy file's folder; <see langword="null"/> where there is none.</param>
    /// <param name="File">The absolute path of the policy file; <see langword="null"/> for text.</param>
    /// <param name="Machine">Whose paths are meant where the document does not say.</param>
    internal sealed record HostInputs(IReadOnlyDictionary<string, string> Variables, Func<string, string?> Environment, string? BaseDirectory, string? File = null, PathPlatform Machine = PathPlatform.Linux);

    /// <summary>Compiles a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="diagnostics">Gets what is wrong.</param>
    /// <param name="host">What the host adds.</param>
    /// <param name="book">Gets the patterns, where somebody wants them.</param>
    internal static CompiledPolicy Compile(PolicyDocument document, DiagnosticBag diagnostics, HostInputs host, PatternBook? book = null)
    {
        // Asked once: another compilation of the same document means the same.
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in document.Environment)
            environment[name.Value] = host.Environment(name.Value);
        return Compile(document, diagnostics, host with { Environment = name => environment.GetValueOrDefault(name) }, new Dictionary<string, RealHead>(), book);
    }

    private static CompiledPolicy Compile(
        PolicyDocument document, DiagnosticBag diagnostics, HostInputs host, IReadOnlyDictionary<string, RealHead> elsewhere, PatternBook? book = null) =>
        new PolicyCompiler(document, diagnostics, host, elsewhere, book).Compile();

    /// <summary>Reads the text again: what a policy keeps alive makes the pauses of the garbage collector longer.</summary>
    private static Func<IReadOnlyDictionary<string, RealHead>, CompiledPolicy> RecompilerOf(PolicySource source, HostInputs host) => elsewhere =>
    {
        var diagnostics = new DiagnosticBag(source);
        return Compile(PolicyReader.Read(source, diagnostics, long.MaxValue)!, diagnostics, host, elsewhere);
    };

    /// <summary>The same for a document that somebody changes first; <see langword="null"/> where what comes of it has errors.</summary>
    private static Func<Func<PolicyDocument, PolicyDocument>, DiagnosticBag, CompiledPolicy?> ReviserOf(PolicySource source, HostInputs host) => (change, diagnostics) =>
    {
        var document = PolicyReader.Read(source, new DiagnosticBag(source), long.MaxValue)!;
        var revised = Compile(change(document), diagnostics, host, new Dictionary<string, RealHead>());
        return diagnostics.HasErrors ? null : revised;
    };

    private CompiledPolicy Compile()
    {
        Wildcard? agent = null;
        if (_document.Agent is { } agentName)
            agent = _patterns.CompileText(agentName);

        var rules = new RuleCompiler(_document, _patterns, _diagnostics, _book);
        var (agents, anybody) = CompileAgents(rules);
        var all = _document.Rules.Concat(_document.Agents?.SelectMany(a => a.Rules) ?? []);
        string[] trusted = CompileTrustedDirectories();
        string? realBase = _heads.RealOf(_base);
        string? file = _isForeign ? _host.File : Normalise(_host.File, null, null);
        string? realFile = _heads.RealOf(file);
        return new CompiledPolicy(agents, anybody)
        {
            Source = _diagnostics.Source,
            Hash = _diagnostics.Source.Hash,
            Name = _document.Name,
            Revision = _document.Revision,
            Agent = _document.Agent?.Value,
            AgentPattern = agent,
            Default = _document.Default,
            Precedence = _document.Precedence,
            Mode = _document.Mode,
            Unresolved = _document.Unresolved,
            IgnoresWhatLiesBelow = _document.IgnoresWhatLiesBelow,
            // Nothing on this machine says where a path of another one leads.
            IgnoresSymlinks = _document.IgnoresSymlinks || _isForeign,
            IsForeign = _isForeign,
            Scripts = _document.Scripts,
            TrustedDirectories = trusted,
            AsksTime = all.Any(r => r.Rate is not null || r.Conditions is { NotBefore: not null } or { Expires: not null }),
            Counts = all.Any(r => r.Rate is not null),
            BaseDirectory = _base,
            RealBaseDirectory = realBase is null ? null : _pathRules.Fold(realBase),
            PathRules = _pathRules,
            ComparedBase = _base is null ? null : _pathRules.Fold(_base),
            Home = _home,
            File = file,
            RealFile = realFile,
            UnlistedAgent = new Refusal(RuleReference.Constraint, DiagnosticIds.UnlistedAgent, "the policy lists agents, the one that acts is not among them, and there is no entry '*'"),
            RuleLists = [.. rules.Heads],
            LiteralPaths = _heads.Seen,
            Variables = _variables.Values,
            Revise = ReviserOf(_diagnostics.Source, _host),
            Recompile = RecompilerOf(_diagnostics.Source, _host),
            Host = _host,
        };
    }

    private (FrozenDictionary<string, CompiledAgent>? Listed, CompiledAgent? Anybody) CompileAgents(RuleCompiler rules)
    {
        if (_document.Agents is not { } entries)
            return (null, new CompiledAgent(rules.BookOf([]), null, _terms));
        var listed = new Dictionary<string, CompiledAgent>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var reference = new RuleReference(RuleReference.Constraint.Id, _diagnostics.Source.File, entry.Name.Span.Line);
            var code = entry.Code is null ? null : ConstraintCompiler.Compile(reference, entry.Name.Value, entry.Code, _patterns, rules);
            var terms = entry.Code?.Limits is { } limits ? DecisionTerms.Strictest(new DecisionTerms(limits, null), _terms) : _terms;
            listed[entry.Name.Value] = new CompiledAgent(rules.BookOf(entry.Rules), code, terms);
        }
        listed.Remove(CompiledPolicy.AnyAgent, out var anybody);
        return (listed.ToFrozenDictionary(StringComparer.Ordinal), anybody);
    }

    private string[] CompileTrustedDirectories()
    {
        if (_document.TrustedDirectories is not { } written)
            return UsualDirectories;
        var directories = new List<string>();
        foreach (var directory in written)
        {
            if (_variables.InText(directory) is not { } text)
                continue;
            if (Normalise(text, null, _home) is { } normal)
                directories.Add(_pathRules.IsWindows ? _pathRules.Display(normal).Replace('\\', '/') : normal);
            else
                _diagnostics.Error(DiagnosticIds.BadBase, directory.Span, $"expected the absolute path of a folder, found {DecisionText.Quote(text)}", "commands are looked up in absolute folders only");
        }
        return [.. directories];
    }

    private static Dictionary<string, string> VariablesOf(PolicyDocument document, HostInputs host)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in document.Environment)
        {
            if (host.Environment(name.Value) is { } value)
                values[name.Value] = value;
        }
        foreach (var (name, value) in document.Variables)
            values[name] = value.Value;
        foreach (var (name, value) in host.Variables)
            values[name] = value;
        return values;
    }

    private string? ReadBase(Dictionary<string, string> values, string? hostBase)
    {
        string? outer = Normalise(hostBase, null, _home);
        if (_document.Base is not { } written)
        {
            // A policy for Windows may lie in a folder of Linux, where its relative patterns have no base.
            if (hostBase is not null && outer is null && !_isForeign)
                _diagnostics.Error(DiagnosticIds.BadBase, default, $"the base directory '{hostBase}' is not an absolute path");
            return outer;
        }
        // `base: ${PROJECT_DIR}` where nobody defines it is the base that there is without it.
        bool isOurs = outer is not null && values.TryAdd("PROJECT_DIR", _pathRules.Display(outer!));
        if (_variables.InText(written) is not { } text)
            return outer;
        if (InvisibleText.FirstIn(written.Value) is { } invisible)
            _diagnostics.Error(DiagnosticIds.BadBase, written.Span, $"the base holds the invisible character {invisible}", "nobody who reads the policy sees it; leave it out");
        else if (text.Length > 0 && (text[0] == ' ' || text[^1] == ' '))
            _diagnostics.Warning(DiagnosticIds.BlankAround, written.Span, $"{DecisionText.Quote(text)} begins or ends with a blank, which is a part of the path", "remove it");
        string? inner = Normalise(text, outer, _home);
        if (inner is null)
            _diagnostics.Error(DiagnosticIds.BadBase, written.Span, $"base '{text}' is not an absolute path, and there is none that it could be relative to");
        else if (isOurs)
            values["PROJECT_DIR"] = _pathRules.Display(inner);
        return inner;
    }

    private string? Normalise(string? path, string? baseDirectory, string? home)
    {
        if (path is null)
            return null;
        var buffer = new CharBuffer(stackalloc char[256]);
        var outcome = PathNormaliser.Normalise(path, baseDirectory, home, _pathRules, ref buffer, out _);
        string? normal = outcome == NormalOutcome.Normal ? buffer.Written.ToString() : null;
        buffer.Dispose();
        return normal;
    }
}
