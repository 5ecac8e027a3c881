using ActionGate.Evaluation;
using ActionGate.Matching;
using ActionGate.Policies;
using ActionGate.Policies.Validation;

namespace ActionGate.Analysis;

/// <summary>What a request is beside its kind and target, as far as rules ask for it.</summary>
/// <param name="Agent">Who acts; <see langword="null"/>: nobody knows.</param>
/// <param name="Method">The method; <see langword="null"/>: nobody knows.</param>
/// <param name="Language">The language of the code around it; <see langword="null"/>: it is in none.</param>
/// <param name="Now">The time.</param>
internal sealed record World(string? Agent, string? Method, string? Language, DateTimeOffset Now)
{
    /// <summary>More would cost more time than the answers are worth.</summary>
    internal const int Most = 64;

    /// <summary>A time that stands for any, where no rule asks for it; nobody writes it.</summary>
    internal static readonly DateTimeOffset AnyTime = DateTimeOffset.UnixEpoch.AddTicks(1);

    private const string OtherAgent = "another-agent";
    private const string OtherMethod = "REPORT";

    /// <summary>How far a rule's conditions hold; its ports are not asked, as they belong to the target.</summary>
    internal MatchStrength Holds(RuleConditions? conditions, bool asksPorts)
    {
        if (conditions is null)
            return MatchStrength.Definite;
        if (!asksPorts && conditions.Ports is not null)
        {
            conditions = new RuleConditions
            {
                Agents = conditions.Agents,
                Languages = conditions.Languages,
                Methods = conditions.Methods,
                NotBefore = conditions.NotBefore,
                Expires = conditions.Expires,
            };
        }
        var facts = new RequestFacts { Agent = Agent, WrittenMethod = Method, Language = Language, Now = Now };
        return ConditionCheck.Check(conditions, in facts);
    }

    /// <summary>The agents that a document may tell apart: those that it names, somebody else, and nobody known.</summary>
    internal static List<string?> AgentsOf(PolicyDocument document, Wildcard? pattern)
    {
        var rules = document.Rules.Concat(document.Agents?.SelectMany(a => a.Rules) ?? []);
        var named = rules.SelectMany(r => r.Conditions.Agents ?? [])
            .Concat(document.Agents?.Select(a => a.Name.Value) ?? [])
            .Where(a => a != "*")
            .Concat(document.Asserts.Select(a => a.Agent?.Value ?? "").Where(a => a.Length > 0))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        string other = pattern is null ? OtherAgent : pattern.Literal ?? InstanceOf(pattern);
        for (int i = 2; named.Contains(other) && pattern?.Literal is null; i++)
            other = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(pattern is null ? OtherAgent : InstanceOf(pattern))}{i}");
        IEnumerable<string?> all = [null, other, .. named];
        return [.. all.Distinct().Where(a => pattern is null || a is not null && pattern.IsMatch(a))];
    }

    /// <summary>All combinations of what the rules of a kind ask for, for one agent; <see langword="null"/> where they are too many.</summary>
    internal static List<World>? Of(string? agent, string kind, IEnumerable<RuleConditions?> conditions)
    {
        var methods = new List<string?> { null };
        var languages = new List<string?> { null };
        var times = new SortedSet<DateTimeOffset>();
        foreach (var condition in conditions)
        {
            if (condition is null)
                continue;
            if (condition.Methods is { } names)
                methods.AddRange(names.Append(OtherMethod).Where(m => !methods.Contains(m)));
            // Of code itself the target is the language.
            if (condition.Languages is { } of && kind != ActionKind.CodeExecution.Name)
                languages.AddRange(of.Where(l => !languages.Contains(l)));
            if (condition.NotBefore is { } from)
                times.Add(from);
            if (condition.Expires is { } until)
                times.Add(until);
        }
        // A rule for one language may hold in code that nobody names, and does not in code of another language.
        if (languages.Count > 1 && ConditionReading.Languages.FirstOrDefault(l => !languages.Contains(l)) is { } other)
            languages.Add(other);
        var moments = times.Count == 0 ? [AnyTime] : new List<DateTimeOffset> { times.Min > DateTimeOffset.MinValue.AddDays(1) ? times.Min.AddSeconds(-1) : times.Min };
        moments.AddRange(times);
        if (methods.Count * languages.Count * moments.Count > Most)
            return null;
        return [.. from method in methods from language in languages from now in moments select new World(agent, method, language, now)];
    }

    /// <summary>What of it a request must have beside its target, for messages; empty where nothing.</summary>
    internal string Describe()
    {
        var parts = new List<string>();
        if (Agent is not null)
            parts.Add($" of agent {DecisionText.Quote(Agent)}");
        if (Method is not null)
            parts.Add($" with method {Method}");
        if (Language is not null)
            parts.Add($" in code in {Language}");
        if (Now != AnyTime)
            parts.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $" at {Now.UtcDateTime:yyyy-MM-ddTHH:mm:ss.FFFFFFF}Z"));
        return string.Concat(parts);
    }

    private static string InstanceOf(Wildcard pattern)
    {
        string found = "";
        var automaton = new Automaton();
        int atom = new AtomCompiler(automaton).Add(new TextPattern(pattern), isRefusal: false, null, null);
        new ProductSearch(automaton, new TextUniverse()).Run([atom], [0], [], 1000, (_, text) =>
        {
            found = text();
            return false;
        });
        return found;
    }
}
