using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Analysis;

/// <summary>
/// Rules that allow what hardly anybody means to: secrets and system folders outside the base, the metadata services of clouds, commands
/// that destroy. What a pattern spells out is meant: a folder below a system folder, a single file, a host.
/// </summary>
internal sealed class BroadAllows(PolicyModel policy, PolicyChains chains, DiagnosticBag diagnostics)
{
    /// <summary>The bits of an address, of which those of version 4 are a part.</summary>
    private const int WholeAddress = 128;

    private readonly HashSet<PolicyRule> _reported = [];
    private readonly Dictionary<(string Hazard, string Kind), List<(int Atom, string Prefix, bool IsWild)>> _atoms = [];
    private PolicyModel? _hazards;

    internal void Report()
    {
        foreach (var (search, kind) in chains.Searches)
        {
            switch (TargetFamilies.Of(kind))
            {
                case TargetFamily.Command:
                    ReportCommands(search, kind);
                    break;
                default:
                    for (int i = 0; i < search.Rows.Count; i++)
                        ReportRow(search, kind, i);
                    break;
            }
        }
    }

    private void ReportRow(DecisionSearch search, string kind, int at)
    {
        var row = search.Rows[at];
        if (row.Verdict != Verdict.Allow || row.Holds != MatchStrength.Definite || _reported.Contains(policy.RuleOf(row.Rules, row.Index)))
            return;
        var model = chains.ModelOf(kind);
        string prefix = model.Automaton.PrefixOf(row.Atom);
        object pattern = policy.PatternOf(row.Rules, row.Index);
        if (!MayReach(kind, pattern, prefix))
            return;
        foreach (var hazard in Hazards.All)
        {
            if (!hazard.Kinds.Contains(IsCustom(kind) ? Hazards.Custom : kind) || AtomsOf(hazard, kind, model, pattern, prefix) is not { Count: > 0 } within)
                continue;
            var proof = search.Find(at, within, finding => finding.Verdict == Verdict.Allow && DecidingRule.Is(row, kind, in finding), out var example);
            if (proof != Proof.Found)
                continue;
            Report(row, $"{kind} {DecisionText.Quote(example!.Target)}{example.World.Describe()}", hazard.What, hazard.Help);
            return;
        }
    }

    private void ReportCommands(DecisionSearch search, string kind)
    {
        foreach (string command in Hazards.Commands)
        {
            var finding = policy.Ask(kind, command, search.World);
            if (finding.Verdict != Verdict.Allow || finding.Abstains)
                continue;
            foreach (var row in search.Rows)
            {
                if (row.Verdict == Verdict.Allow && DecidingRule.Is(row, kind, in finding))
                {
                    Report(row, $"{kind} {DecisionText.Quote(command)}{search.World.Describe()}", "what destroys, or takes over, the machine", "name the commands that are meant, or deny these before");
                    break;
                }
            }
        }
    }

    private void Report(RuleRow row, string request, string what, string help)
    {
        var rule = policy.RuleOf(row.Rules, row.Index);
        if (!_reported.Add(rule))
            return;
        var target = rule.Targets.FirstOrDefault(t => t.Value == row.Rules.PatternAt(row.Index));
        diagnostics.Warning(
            DiagnosticIds.AllowsTooMuch, target.Value is null ? rule.Span : target.Span, $"rule {DecisionText.Quote(rule.Id)} allows {request}: {what}", help);
    }

    /// <summary>Whether a pattern may reach hazards without its author having spelled them out.</summary>
    private bool MayReach(string kind, object pattern, string prefix)
    {
        switch (pattern)
        {
            case PathPattern path:
                string inside = policy.Policy.ComparedBase is { Length: > 1 } folder ? folder : "\0";
                return !path.IsLiteral && prefix != inside && !prefix.StartsWith(inside + "/", StringComparison.Ordinal);
            case NetworkPattern network:
                return network.HostKind != HostKind.Literal && network.Addresses is not { PrefixLength: WholeAddress };
            case TextPattern text when kind == ActionKind.EnvRead.Name:
                return text.Text.Literal is null;
            default:
                return prefix.Contains('/', StringComparison.Ordinal);
        }
    }

    /// <summary>The hazard's atoms that a pattern may take some text of.</summary>
    private List<int> AtomsOf(Hazard hazard, string kind, KindModel model, object pattern, string prefix)
    {
        if (!_atoms.TryGetValue((hazard.Id, kind), out var atoms))
        {
            _hazards ??= Hazards.Compile(policy);
            _atoms[(hazard.Id, kind)] = atoms = [];
            if (_hazards.ChainOf(null, kind) is { } chain)
                AddAtoms(hazard, model, chain, atoms);
        }
        // '**/build/**' means folders of that name, and not the user 'build'.
        bool isFloating = pattern is PathPattern path && (path.Traits & PathTraits.IsFloating) != 0;
        return [.. atoms.Where(a => !(isFloating && a.IsWild) && (a.Prefix.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(a.Prefix, StringComparison.Ordinal))).Select(a => a.Atom)];
    }

    private void AddAtoms(Hazard hazard, KindModel model, RuleChain chain, List<(int Atom, string Prefix, bool IsWild)> atoms)
    {
        foreach (var rules in chain.AnyLinks)
        {
            int[] all = model.AtomsOf(_hazards!, rules);
            for (int i = 0; i < all.Length; i++)
            {
                if (_hazards!.RuleOf(rules, i).Id == hazard.Id)
                    atoms.Add((all[i], model.Automaton.PrefixOf(all[i]), _hazards.PatternOf(rules, i) is PathPattern { IsLiteral: false }));
            }
        }
    }

    private static bool IsCustom(string kind) => !Policies.Validation.ActionNames.IsBuiltIn(kind);
}
