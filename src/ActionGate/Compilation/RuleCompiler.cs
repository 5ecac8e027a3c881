using System.Runtime.InteropServices;
using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Compilation;

/// <summary>Compiles rules kind by kind: those of the document once, those of each agent in front of them.</summary>
internal sealed class RuleCompiler
{
    /// <summary>The most patterns of one policy, one for each alternative, entry of a set and kind: what multiplies is bounded.</summary>
    internal const int MaxPatterns = 250_000;

    private static readonly string[] BuiltInKinds =
    [
        "shell_exec", "script_exec", "file_read", "file_write", "file_delete", "network",
        "code_execution", "module_import", "env_read", "env_write", "dynamic_code",
    ];

    private readonly PolicyDocument _document;
    private readonly PatternCompiler _patterns;
    private readonly DiagnosticBag _diagnostics;
    private readonly PatternBook? _book;
    private readonly string[] _kinds;
    private readonly Dictionary<string, KindRules> _documentRules;
    private readonly List<RuleHeads> _heads = [];
    private readonly RuleKinds _kindNumbers;
    private readonly RuleChain[] _chainsWithoutOwn;
    private readonly RuleBook _bookWithoutOwn;
    private int _patternCount;

    internal RuleCompiler(PolicyDocument document, PatternCompiler patterns, DiagnosticBag diagnostics, PatternBook? book)
    {
        _book = book;
        _document = document;
        _patterns = patterns;
        _diagnostics = diagnostics;
        var all = document.Rules.Concat(document.Agents?.SelectMany(a => a.Rules) ?? []);
        var names = document.Kinds.Select(k => k.Value).Concat(all.SelectMany(r => r.Actions).Select(a => a.Value));
        _kinds = [.. BuiltInKinds.Concat(names).Distinct(StringComparer.Ordinal)];
        _kindNumbers = new RuleKinds(_kinds);
        _documentRules = RulesOf(document.Rules);
        _chainsWithoutOwn = Array.ConvertAll(_kinds, kind => ChainOf(kind, []));
        _bookWithoutOwn = new RuleBook(_kindNumbers, _chainsWithoutOwn);
    }

    /// <summary>Every rule that was compiled.</summary>
    internal IReadOnlyList<RuleHeads> Heads => _heads;

    /// <summary>What binds an agent: rules of its own, then the document's.</summary>
    internal RuleBook BookOf(IReadOnlyList<PolicyRule> own)
    {
        if (own.Count == 0)
            return _bookWithoutOwn;
        var ownRules = RulesOf(own);
        var chains = new RuleChain[_kinds.Length];
        for (int i = 0; i < chains.Length; i++)
        {
            // Most agents' rules are of a few kinds; all else they share with the others.
            bool hasOwn = ownRules.ContainsKey(_kinds[i]) || _kinds[i] == ActionKind.FileDelete.Name && ownRules.ContainsKey(ActionKind.FileWrite.Name);
            chains[i] = hasOwn ? ChainOf(_kinds[i], ownRules) : _chainsWithoutOwn[i];
        }
        return new RuleBook(_kindNumbers, chains);
    }

    private RuleChain ChainOf(string kind, Dictionary<string, KindRules> ownRules)
    {
        var links = new List<KindRules>();
        Add(kind);
        // Deleting is a kind of writing: what no rule for deleting matches, the rules for writing decide.
        if (kind == ActionKind.FileDelete.Name)
            Add(ActionKind.FileWrite.Name);
        return TargetFamilies.Of(kind) switch
        {
            TargetFamily.Path => new RuleChain<PathTarget>(kind, [.. links.Cast<KindRules<PathTarget>>()]),
            TargetFamily.Network => new RuleChain<NetworkTarget>(kind, [.. links.Cast<KindRules<NetworkTarget>>()]),
            TargetFamily.Command => new RuleChain<CommandTarget>(kind, [.. links.Cast<KindRules<CommandTarget>>()]),
            _ => new RuleChain<TextTarget>(kind, [.. links.Cast<KindRules<TextTarget>>()]),
        };

        void Add(string name)
        {
            if (ownRules.TryGetValue(name, out var own))
                links.Add(own);
            if (_documentRules.TryGetValue(name, out var documents))
                links.Add(documents);
        }
    }

    /// <summary>The rules of each kind that has some.</summary>
    private Dictionary<string, KindRules> RulesOf(IReadOnlyList<PolicyRule> rules)
    {
        var byAction = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (int i = 0; i < rules.Count; i++)
        {
            foreach (var action in rules[i].Actions)
            {
                if (!byAction.TryGetValue(action.Value, out var of))
                    byAction[action.Value] = of = [];
                // A rule may name an action twice.
                if (of.Count == 0 || of[^1] != i)
                    of.Add(i);
            }
        }
        var compiled = new Dictionary<string, KindRules>(StringComparer.Ordinal);
        var heads = new RuleHeads(rules, _diagnostics.Source.File, RateOf);
        _heads.Add(heads);
        foreach (string kind in _kinds)
        {
            // The rules that name the kind, or a glob that covers it, in the order of the document.
            var of = byAction.GetValueOrDefault(kind) ?? [];
            for (int dot = kind.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = kind.IndexOf('.', dot + 1))
            {
                if (byAction.TryGetValue(kind[..dot] + ".*", out var covering))
                    of = [.. of.Union(covering).Order()];
            }
            if (of.Count == 0)
                continue;
            compiled[kind] = TargetFamilies.Of(kind) switch
            {
                TargetFamily.Path => RulesFor(kind, rules, heads, of, _patterns.CompilePath),
                TargetFamily.Network => RulesFor(kind, rules, heads, of, _patterns.CompileNetwork),
                TargetFamily.Command => RulesFor(kind, rules, heads, of, _patterns.CompileCommand),
                _ => RulesFor(kind, rules, heads, of, _patterns.CompileTarget),
            };
        }
        return compiled;
    }

    private KindRules<TTarget> RulesFor<TTarget>(
        string kind, IReadOnlyList<PolicyRule> rules, RuleHeads heads, List<int> of, PatternCompiler.Compile<TTarget> compile)
        where TTarget : allows ref struct
    {
        var texts = new List<(int Head, string Text)>();
        var patterns = new List<Pattern<TTarget>>();
        foreach (int i in of)
        {
            var rule = rules[i];
            bool isRefusal = rule.Decision != Verdict.Allow;
            // In a rule for anything else it is an error, which has been reported.
            if (rule.Argv is { } argv && kind == ActionKind.ShellExec.Name)
                Add(i, string.Join(' ', argv.Select(a => a.Value)), argv[0].Span, _patterns.CompileArgv(argv, isRefusal).Select(p => (Pattern<TTarget>)(object)p));
            foreach (var target in rule.Targets)
            {
                if (!IsSet(target))
                {
                    AddTarget(i, target, isRefusal);
                    continue;
                }
                foreach (var entry in Entries(target, kind))
                    AddTarget(i, entry, isRefusal);
            }
        }
        var compiled = new KindRules<TTarget>(heads, CollectionsMarshal.AsSpan(texts), [.. patterns]);
        _book?.Add(compiled, [.. texts.Select(t => t.Head)], [.. patterns]);
        return compiled;

        void AddTarget(int head, Marked<string> target, bool isRefusal)
        {
            if (_patternCount <= MaxPatterns)
                Add(head, target.Value, target.Span, compile(target, kind, isRefusal));
        }

        void Add(int head, string text, SourceSpan span, IEnumerable<Pattern<TTarget>> alternatives)
        {
            foreach (var pattern in alternatives)
            {
                texts.Add((head, text));
                patterns.Add(pattern);
                if (++_patternCount > MaxPatterns)
                {
                    _diagnostics.Error(DiagnosticIds.BadPattern, span, $"the policy makes more than {MaxPatterns} patterns", "name its sets in fewer rules");
                    return;
                }
            }
        }
    }

    private CompiledRate RateOf(RateLimit limit, RuleReference reference) => new(
        limit,
        $"{_diagnostics.Source.File ?? _document.Name ?? _diagnostics.Source.Hash}#{reference.Id}",
        new Refusal(reference, DiagnosticIds.RateExceeded, $"rule {reference} allows no more than {limit.Count} in {limit.Window:c}"),
        new Refusal(reference, DiagnosticIds.NoRateCounters, $"rule {reference} allows {limit.Count} in {limit.Window:c}, and nobody counts here: ask a gate"));

    /// <summary>A target, or the entries of the set that it names.</summary>
    internal IEnumerable<Marked<string>> Entries(Marked<string> target, string kind)
    {
        if (!IsSet(target))
            return [target];
        string name = target.Value[1..];
        if (_document.Sets.TryGetValue(name, out var entries))
        {
            if (entries.Count == 0)
                _diagnostics.Warning(DiagnosticIds.EmptySet, target.Span, $"the set '{target.Value}' is empty, so this matches nothing", "fill the set, or remove the target");
            return entries;
        }
        if (kind != ActionKind.Network.Name && BuiltInSets.Find(name) is not null)
            _diagnostics.Error(DiagnosticIds.BadPattern, target.Span, $"the set '{target.Value}' holds hosts, and '{kind}' has none");
        if (!_document.Sets.ContainsKey(name) && BuiltInSets.Find(name) is null)
            _diagnostics.Error(DiagnosticIds.UnknownSet, target.Span, $"unknown set {DecisionText.Quote(target.Value)}", "'[@]' is a literal '@'");
        return BuiltInSets.Find(name)?.Select(e => new Marked<string>(e, target.Span)) ?? [];
    }

    private static bool IsSet(Marked<string> target) => target.Value.StartsWith('@');
}
