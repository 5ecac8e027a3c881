using System.Collections.Frozen;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Compilation;

/// <summary>Compiles a document: fills in variables, reads patterns, sorts rules by kind. Reports everything that is wrong.</summary>
internal sealed class PolicyCompiler
{
    private static readonly string[] BuiltInKinds =
    [
        "shell_exec", "script_exec", "file_read", "file_write", "file_delete", "network",
        "code_execution", "module_import", "env_read", "env_write", "dynamic_code",
    ];

    /// <summary>The most patterns of one policy, one for each alternative, entry of a set and kind: what multiplies is bounded.</summary>
    internal const int MaxPatterns = 250_000;

    private readonly PolicyDocument _document;
    private readonly DiagnosticBag _diagnostics;
    private readonly Variables _variables;
    private readonly PathRules _pathRules;
    private readonly bool _isForeign;
    private readonly string? _home;
    private readonly string? _base;
    private readonly PatternCompiler _patterns;
    private readonly Dictionary<string, List<int>> _rulesByAction = new(StringComparer.Ordinal);
    private int _patternCount;

    private PolicyCompiler(PolicyDocument document, DiagnosticBag diagnostics, IReadOnlyDictionary<string, string> hostVariables, Func<string, string?> environment, string? hostBase, PathPlatform machine)
    {
        _document = document;
        _diagnostics = diagnostics;
        var values = VariablesOf(document, hostVariables, environment);
        _pathRules = PathRules.Of(document.Platform ?? machine, document.IsCaseSensitive);
        _isForeign = _pathRules.IsWindows != (machine == PathPlatform.Windows);
        _variables = new Variables(values, _pathRules, diagnostics);
        _home = Normalise(_variables.Home, null, null);
        _base = ReadBase(values, hostBase);
        if (_base is not null)
            values.TryAdd("PROJECT_DIR", _pathRules.Display(_base));
        _patterns = new PatternCompiler(_variables, new PathPatternCompiler.Anchors(_base, _home, _pathRules), diagnostics);
        for (int i = 0; i < document.Rules.Count; i++)
        {
            foreach (var action in document.Rules[i].Actions)
            {
                if (!_rulesByAction.TryGetValue(action.Value, out var rules))
                    _rulesByAction[action.Value] = rules = [];
                rules.Add(i);
            }
        }
    }

    /// <summary>Compiles a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="diagnostics">Gets what is wrong.</param>
    /// <param name="hostVariables">The host's variables; they come before the document's own.</param>
    /// <param name="environment">The value of an environment variable that the document lists.</param>
    /// <param name="hostBase">The base that the host gives, or the policy file's folder; <see langword="null"/> where there is none.</param>
    /// <param name="machine">Whose paths are meant where the document does not say.</param>
    internal static CompiledPolicy Compile(
        PolicyDocument document, DiagnosticBag diagnostics, IReadOnlyDictionary<string, string> hostVariables, Func<string, string?> environment, string? hostBase, PathPlatform machine) =>
        new PolicyCompiler(document, diagnostics, hostVariables, environment, hostBase, machine).Compile();

    private CompiledPolicy Compile()
    {
        Wildcard? agent = null;
        if (_document.Agent is { } agentName)
            agent = _patterns.CompileText(agentName);

        var references = _document.Rules.Select(r => new RuleReference(r.Id, _diagnostics.Source.File, r.Span.Line)).ToArray();
        var declared = _document.Kinds.Select(k => k.Value);
        var used = _document.Rules.SelectMany(r => r.Actions).Select(a => a.Value);
        string[] names = [.. BuiltInKinds.Concat(declared).Concat(used).Distinct(StringComparer.Ordinal)];
        var kinds = names.Where(n => !IsKindGlob(n)).ToFrozenDictionary(n => n, n => RulesFor(n, references), StringComparer.Ordinal);
        var globs = names.Where(IsKindGlob).ToFrozenDictionary(n => n[..^1], n => RulesFor(n, references), StringComparer.Ordinal);
        return new CompiledPolicy(kinds, globs)
        {
            Source = _diagnostics.Source,
            Hash = _diagnostics.Source.Hash,
            Name = _document.Name,
            Revision = _document.Revision,
            Agent = _document.Agent?.Value,
            AgentPattern = agent,
            Default = _document.Default,
            PathRules = _pathRules,
            BaseDirectory = _base,
            ComparedBase = _base is null ? null : _pathRules.Fold(_base),
            Home = _home,
        };
    }

    private KindRules RulesFor(string kind, RuleReference[] references) => TargetFamilies.Of(kind) switch
    {
        TargetFamily.Path => RulesFor(kind, TargetFamily.Path, references, _patterns.CompilePath),
        TargetFamily.Network => RulesFor(kind, TargetFamily.Network, references, _patterns.CompileNetwork),
        TargetFamily.Command => RulesFor(kind, TargetFamily.Command, references, _patterns.CompileCommand),
        _ => RulesFor(kind, TargetFamily.Text, references, _patterns.CompileTarget),
    };

    private KindRules<TTarget> RulesFor<TTarget>(string kind, TargetFamily family, RuleReference[] references, PatternCompiler.Compile<TTarget> compile)
        where TTarget : allows ref struct
    {
        var rules = new List<CompiledRule>();
        var patterns = new List<Pattern<TTarget>>();
        AddRules(kind);
        // Deleting is a kind of writing: what no rule for deleting matches, the rules for writing decide.
        if (kind == "file_delete")
            AddRules("file_write");
        return new KindRules<TTarget>(kind, family, [.. rules], [.. patterns]);

        void AddRules(string action)
        {
            foreach (int i in RulesOf(action))
            {
                var rule = _document.Rules[i];
                foreach (var target in rule.Targets.SelectMany(t => Entries(t, kind)))
                {
                    if (_patternCount > MaxPatterns)
                        return;
                    foreach (var pattern in compile(target, kind, rule.Decision != Verdict.Allow))
                    {
                        rules.Add(new CompiledRule(references[i], rule.Decision, target.Value));
                        patterns.Add(pattern);
                        if (++_patternCount > MaxPatterns)
                        {
                            _diagnostics.Error(DiagnosticIds.BadPattern, target.Span, $"the policy makes more than {MaxPatterns} patterns", "name its sets in fewer rules");
                            return;
                        }
                    }
                }
            }
        }
    }

    /// <summary>A target, or the entries of the set that it names. Names of sets are checked when the document is read.</summary>
    private IEnumerable<Marked<string>> Entries(Marked<string> target, string kind)
    {
        if (!target.Value.StartsWith('@'))
            return [target];
        string name = target.Value[1..];
        if (_document.Sets.TryGetValue(name, out var entries))
            return entries;
        if (kind != ActionKind.Network.Name && BuiltInSets.Find(name) is not null)
            _diagnostics.Error(DiagnosticIds.BadPattern, target.Span, $"the set '{target.Value}' holds hosts, and '{kind}' has none");
        return BuiltInSets.Find(name)?.Select(e => new Marked<string>(e, target.Span)) ?? [];
    }

    private static bool IsKindGlob(string name) => name.EndsWith(".*", StringComparison.Ordinal);

    /// <summary>The rules that name a kind, or a glob that covers it, in the order of the document.</summary>
    private SortedSet<int> RulesOf(string kind)
    {
        var rules = new SortedSet<int>(_rulesByAction.GetValueOrDefault(kind) ?? []);
        for (int dot = kind.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = kind.IndexOf('.', dot + 1))
            rules.UnionWith(_rulesByAction.GetValueOrDefault(kind[..dot] + ".*") ?? []);
        return rules;
    }

    private static Dictionary<string, string> VariablesOf(PolicyDocument document, IReadOnlyDictionary<string, string> hostVariables, Func<string, string?> environment)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in document.Environment)
        {
            if (environment(name.Value) is { } value)
                values[name.Value] = value;
        }
        foreach (var (name, value) in document.Variables)
            values[name] = value.Value;
        foreach (var (name, value) in hostVariables)
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
