using System.Globalization;
using System.Text;
using ActionGate.Compilation;
using ActionGate.Policies;
using ActionGate.Simulation.Replays;

namespace ActionGate.Simulation.Suggestions;

/// <summary>One document, and the rules that are being drafted for it.</summary>
internal sealed class SuggestedLayer
{
    private readonly CompiledPolicy _policy;
    private readonly PolicyDocument _document;
    private readonly RuleStyle _style;
    private readonly Generaliser _generaliser;
    private readonly NeedFinder _finder;
    private readonly Hazards _hazards;
    private readonly TrialTerms _terms;
    private readonly HashSet<string> _ids;
    private readonly List<Need> _needs = [];
    private List<Draft> _drafts = [];

    /// <summary>Prepares a document.</summary>
    /// <param name="policy">As it was given.</param>
    /// <param name="real">As it reads on this machine's disk.</param>
    /// <param name="terms">On what terms requests are tried.</param>
    internal SuggestedLayer(CompiledPolicy policy, CompiledPolicy real, TrialTerms terms)
    {
        _policy = policy;
        _document = PolicyReader.Read(policy.Source, new DiagnosticBag(policy.Source), long.MaxValue)!;
        _style = RuleStyle.Of(policy.Source);
        _generaliser = new Generaliser(new PathStyle(policy, _document));
        _hazards = new Hazards(terms, policy, _document);
        _terms = terms;
        _finder = new NeedFinder(real, _document, _hazards, terms);
        _ids = [.. policy.Rules.Select(r => r.Id)];
    }

    internal string Name => _policy.Source.File is { } file ? Path.GetFileName(file) : _policy.Name ?? "policy";

    internal IReadOnlyList<Draft> Drafts => _drafts;

    /// <summary>The rules, as they now are.</summary>
    internal IReadOnlyList<SuggestedRule> Rules { get; private set; } = [];

    /// <summary>What keeps a wanted request from being covered; <see langword="null"/> where rules may cover it, and are then drafted.</summary>
    internal string? Want(ReplayItem item, out IReadOnlyList<Need> needs) => Want(_finder, item, out needs);

    /// <summary>
    /// The same where the rules so far are in the document: what a command does to files, hosts and variables is its own affair until a
    /// document speaks of such, and with its first rule it does.
    /// </summary>
    internal string? Want(ReplayItem item, CompiledPolicy revised, out IReadOnlyList<Need> needs) => Want(new NeedFinder(revised, _document, _hazards, _terms), item, out needs);

    internal void Add(IEnumerable<Need> needs) => _needs.AddRange(needs);

    internal void Group() => _drafts = Generaliser.Group(_needs);

    /// <summary>Takes out what is for requests that can't be covered after all.</summary>
    internal void Remove(IReadOnlyCollection<string> places)
    {
        _needs.RemoveAll(n => places.Contains(n.Place));
        foreach (var draft in _drafts)
            draft.Remove(places, Generaliser.FurthestFor);
        _drafts.RemoveAll(d => d.Needs.Count == 0);
    }

    /// <summary>Makes rules of the drafts.</summary>
    /// <param name="isJoined">As few as say the same.</param>
    internal void Draft(bool isJoined)
    {
        var rules = new List<SuggestedRule>();
        foreach (var draft in _drafts)
        {
            var patterns = _generaliser.PatternsOf(draft);
            var plain = patterns.FindAll(p => p.Argv is null);
            if (plain.Count > 0)
                rules.Add(Rule(draft, plain));
            rules.AddRange(patterns.FindAll(p => p.Argv is not null).Select(p => Rule(draft, [p])));
        }
        if (isJoined)
            rules = Joined(rules);
        int number = 0;
        Rules = [.. rules.Select(r => Written(r with { Id = NextId(ref number) }))];
    }

    private static List<SuggestedRule> Joined(List<SuggestedRule> rules)
    {
        rules = Join(
            rules,
            r => (string.Join(',', r.Kinds), r.Before, r.Method, KeyOf(r), IsForAll: r.Agents.Count == 0),
            static r => r.Agents,
            static (r, agents) => r with { Agents = agents });
        // Of other kinds the same text is another pattern.
        rules = Join(
            rules,
            r => (string.Join('\0', r.Agents), r.Before, r.Method, KeyOf(r), Family: TargetFamilies.Of(r.Kinds[0]) == TargetFamily.Path ? "" : r.Kinds[0]),
            static r => r.Kinds,
            static (r, kinds) => r with { Kinds = kinds });
        // What is exact of one kind and agent is one list.
        return Join(
            rules,
            r => (string.Join('\0', r.Agents), r.Before, r.Method, string.Join(',', r.Kinds), r.Argv is null && r.Patterns.All(p => p.Step is null) ? "" : KeyOf(r)),
            static r => r.Patterns,
            static (r, patterns) => r with { Patterns = patterns });
    }

    /// <summary>The document with the rules; <see langword="null"/> where they can't be read.</summary>
    internal CompiledPolicy? Revised() => Rules.Count == 0 ? _policy : Revised(Rules);

    /// <summary>The drafts whose rules can't be read; all, where they can't be read together.</summary>
    internal IReadOnlyList<Draft> Unreadable() =>
        Rules.Where(r => Revised([r]) is null).SelectMany(r => r.Drafts).ToList() is { Count: > 0 } some ? some : _drafts;

    /// <summary>The rules with what was found when they were tried.</summary>
    internal void Annotate(Func<SuggestedRule, IReadOnlyList<string>> newlyAllowed) =>
        Rules = [.. Rules.Select(r => Written(r with { NewlyAllows = newlyAllowed(r) }))];

    private string? Want(NeedFinder finder, ReplayItem item, out IReadOnlyList<Need> needs)
    {
        needs = [.. finder.Find(item, out string? problem).Select(n => n.Agent == _policy.Agent ? n with { Agent = null } : n)];
        return problem;
    }

    private CompiledPolicy? Revised(IReadOnlyList<SuggestedRule> rules)
    {
        var text = new StringBuilder("version: 1\n");
        if (_document.Kinds.Count > 0)
            text.Append("kinds: [").AppendJoin(", ", _document.Kinds.Select(k => $"'{k.Value}'")).Append("]\n");
        text.Append("rules:\n");
        foreach (var rule in rules)
            text.Append(rule.Yaml);
        // What is shown is what is tried.
        var source = new PolicySource(null, text.ToString());
        var diagnostics = new DiagnosticBag(source);
        if (PolicyReader.Read(source, diagnostics) is not { } read || diagnostics.HasErrors || read.Rules.Count != rules.Count)
            return null;
        return _policy.Revise(document => document with { Rules = [.. Inserted(document.Rules, rules, read.Rules)] }, diagnostics);
    }

    private static IEnumerable<PolicyRule> Inserted(IReadOnlyList<PolicyRule> document, IReadOnlyList<SuggestedRule> rules, IReadOnlyList<PolicyRule> read)
    {
        foreach (var rule in document)
        {
            for (int i = 0; i < rules.Count; i++)
            {
                if (rules[i].Before == rule.Id)
                    yield return read[i];
            }
            yield return rule;
        }
        for (int i = 0; i < rules.Count; i++)
        {
            if (rules[i].Before is null)
                yield return read[i];
        }
    }

    private static SuggestedRule Rule(Draft draft, IReadOnlyList<PatternDraft> patterns) =>
        new("", [draft.Kind], draft.Agent is null ? [] : [draft.Agent], patterns, draft.Before) { Drafts = [draft], Method = draft.Method };

    private static string KeyOf(SuggestedRule rule) => (rule.Argv is null ? "" : "\u0001" + string.Join('\0', rule.Argv)) + string.Join('\0', rule.Patterns.Select(p => p.Text));

    /// <summary>Makes one rule of all with the same key, which then has what any of them has.</summary>
    private static List<SuggestedRule> Join<TKey, TItem>(
        List<SuggestedRule> rules, Func<SuggestedRule, TKey> keyOf, Func<SuggestedRule, IReadOnlyList<TItem>> itemsOf, Func<SuggestedRule, IReadOnlyList<TItem>, SuggestedRule> with)
        where TKey : notnull =>
        [.. rules.GroupBy(keyOf).Select(group =>
        {
            var first = group.First();
            if (!group.Skip(1).Any())
                return first;
            var joined = with(first, [.. group.SelectMany(itemsOf).Distinct()]) with { Drafts = [.. group.SelectMany(r => r.Drafts)] };
            // Rules that say the same cover what any of them was for.
            var patterns = joined.Patterns.Select(p => p with { Places = [.. group.SelectMany(r => r.Patterns).Where(o => o.Text == p.Text).SelectMany(o => o.Places).Distinct(StringComparer.Ordinal)] });
            return joined with { Patterns = [.. patterns] };
        })];

    private SuggestedRule Written(SuggestedRule rule)
    {
        var notes = new List<string>();
        if (rule.Before is { } before)
            notes.Add($"put it before rule {DecisionText.Quote(before)}, which asks");
        string[] steps = [.. rule.Patterns.Select(p => p.Step).OfType<string>().Distinct(StringComparer.Ordinal)];
        notes.Add($"covers {Named(rule.Covers)}{(steps.Length == 0 ? "" : $"; one step further: {string.Join(", ", steps)}")}");
        string[] beyond = [.. SuggestionRemarks.Of(rule)];
        if (beyond.Length > 0)
            notes.Add($"allows as well: {string.Join("; ", beyond)}");
        if (rule.NewlyAllows.Count > 0)
            notes.Add($"would also allow, for example: {string.Join(", ", rule.NewlyAllows)}");
        rule = rule with { Notes = notes };
        return rule with { Yaml = _style.Write(rule) };
    }

    private static string Named(IReadOnlyList<string> places)
    {
        const int Most = 5;
        string names = string.Join(", ", places.Take(Most));
        return places.Count <= Most ? names : string.Create(CultureInfo.InvariantCulture, $"{names} and {places.Count - Most} more");
    }

    private string NextId(ref int number)
    {
        string id;
        do
            id = string.Create(CultureInfo.InvariantCulture, $"suggested-{++number}");
        while (_ids.Contains(id));
        return id;
    }
}
