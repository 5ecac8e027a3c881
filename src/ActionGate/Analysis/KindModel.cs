using ActionGate.Compilation;
using ActionGate.Policies;
using ActionGate.Policies.Validation;

namespace ActionGate.Analysis;

/// <summary>The patterns of one kind as one automaton, over the kind's normal targets.</summary>
internal sealed class KindModel
{
    private const long StepsOfRow = 10;

    private readonly Dictionary<KindRules, int[]> _atoms = [];
    private readonly AtomCompiler _compiler = new(new Automaton());

    internal KindModel(PolicyModel policy, string kind)
    {
        Kind = kind;
        Universe = UniverseOf(policy, kind);
        Search = new ProductSearch(Automaton, Universe);
        Matcher = new ProductSearch(Automaton, Universe);
    }

    internal string Kind { get; }

    internal Universe Universe { get; }

    internal Automaton Automaton => _compiler.Automaton;

    /// <summary>Shared by all who ask: one question is answered after the other.</summary>
    internal ProductSearch Search { get; }

    /// <summary>For whoever must know what matches while it searches.</summary>
    internal ProductSearch Matcher { get; }

    /// <summary>What is tried for an agent's actions, in this order, with how far each rule's conditions hold.</summary>
    internal List<RuleRow> RowsOf(PolicyModel policy, RuleChain chain, World world)
    {
        var rows = new List<RuleRow>();
        foreach (var rules in chain.AnyLinks)
        {
            int[] atoms = AtomsOf(policy, rules);
            policy.Spend(StepsOfRow * atoms.Length);
            for (int i = 0; i < atoms.Length; i++)
                rows.Add(new RuleRow(atoms[i], rules, i, rules.VerdictAt(i), world.Holds(WithoutLanguage(rules.ConditionsAt(i)), asksPorts: !IsNetwork)));
        }
        return rows;
    }

    /// <summary>The conditions of all rules of a chain.</summary>
    internal static IEnumerable<RuleConditions?> ConditionsOf(RuleChain chain)
    {
        var conditions = new List<RuleConditions?>();
        foreach (var rules in chain.AnyLinks)
        {
            for (int i = 0; i < rules.Count; i++)
                conditions.Add(rules.ConditionsAt(i));
        }
        return conditions;
    }

    /// <summary>The atoms of a table's patterns.</summary>
    internal int[] AtomsOf(PolicyModel policy, KindRules rules)
    {
        if (_atoms.TryGetValue(rules, out int[]? known))
            return known;
        int[] atoms = new int[rules.Count];
        for (int i = 0; i < atoms.Length; i++)
        {
            // Of code itself the language is the target: whether a condition on it holds, nobody else can tell.
            bool isOpen = policy.IsSpent || Kind == ActionKind.CodeExecution.Name && rules.ConditionsAt(i)?.Languages is not null;
            object pattern = isOpen ? "" : policy.PatternOf(rules, i);
            var ports = IsNetwork && rules.ConditionsAt(i)?.Ports is { } p ? CharacterSet.Of([.. p.OrderBy(r => r.First).Select(r => ((char)r.First, (char)r.Last))]) : null;
            atoms[i] = _compiler.Add(pattern, rules.VerdictAt(i) != Verdict.Allow, policy.Policy.ComparedBase, ports);
            policy.Spend(_compiler.TakeSteps());
        }
        return _atoms[rules] = atoms;
    }

    private bool IsNetwork => TargetFamilies.Of(Kind) == TargetFamily.Network;

    private RuleConditions? WithoutLanguage(RuleConditions? conditions) => conditions?.Languages is null || Kind != ActionKind.CodeExecution.Name
        ? conditions
        : new RuleConditions { Agents = conditions.Agents, Methods = conditions.Methods, Ports = conditions.Ports, NotBefore = conditions.NotBefore, Expires = conditions.Expires };

    private static Universe UniverseOf(PolicyModel policy, string kind) => TargetFamilies.Of(kind) switch
    {
        TargetFamily.Path => new PathUniverse(policy.Policy.PathRules, policy.Policy.ComparedBase),
        TargetFamily.Network => new NetworkUniverse(),
        TargetFamily.Command => new CommandUniverse(),
        _ when kind == ActionKind.ModuleImport.Name => new ModuleUniverse(),
        _ when kind == ActionKind.CodeExecution.Name => new WordUniverse(ConditionReading.Languages),
        // The whole environment is not the variable '*'.
        _ when kind == ActionKind.EnvRead.Name || kind == ActionKind.EnvWrite.Name => new TextUniverse('*'),
        _ => new TextUniverse(),
    };
}
