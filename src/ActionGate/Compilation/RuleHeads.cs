using System.Text;
using ActionGate.Policies;

namespace ActionGate.Compilation;

/// <summary>
/// What a list of rules says beside its patterns, as tables: thousands of rules are a few objects, so that the garbage collector has little
/// to move when a policy came into force. Objects that name a rule are made when it first decides something. Safe for concurrent use.
/// </summary>
internal sealed class RuleHeads
{
    private readonly Head[] _heads;
    private readonly string _ids;
    private readonly string? _file;
    private readonly RuleReference?[] _references;

    /// <summary>Describes a list of rules.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="file">The document's file, as it was named.</param>
    /// <param name="rateOf">Compiles a rule's rate.</param>
    internal RuleHeads(IReadOnlyList<PolicyRule> rules, string? file, Func<RateLimit, RuleReference, CompiledRate> rateOf)
    {
        _file = file;
        _heads = new Head[rules.Count];
        _references = new RuleReference?[rules.Count];
        var ids = new StringBuilder();
        for (int i = 0; i < _heads.Length; i++)
        {
            var rule = rules[i];
            ids.Append(rule.Id);
            var approval = rule.Decision == Verdict.RequireApproval ? rule.Approval ?? ApprovalTerms.Default : null;
            _heads[i] = new Head
            {
                IdEnd = ids.Length,
                Line = rule.Span.Line,
                Verdict = rule.Decision,
                Conditions = rule.Conditions.IsNone ? null : rule.Conditions,
                Terms = rule.Limits is null && approval is null ? null : new DecisionTerms(rule.Limits, approval),
            };
        }
        _ids = ids.ToString();
        for (int i = 0; i < _heads.Length; i++)
        {
            if (rules[i] is { Rate: { } limit, Decision: not Verdict.Deny })
                _heads[i].Rate = rateOf(limit, ReferenceOf(i));
        }
    }

    internal int Count => _heads.Length;

    internal ref readonly Head this[int index] => ref _heads[index];

    /// <summary>The rule's name; always the same object.</summary>
    internal RuleReference ReferenceOf(int index)
    {
        if (_references[index] is { } known)
            return known;
        int start = index == 0 ? 0 : _heads[index - 1].IdEnd;
        var reference = new RuleReference(_ids[start.._heads[index].IdEnd], _file, _heads[index].Line);
        return Interlocked.CompareExchange(ref _references[index], reference, null) ?? reference;
    }

    /// <summary>One rule.</summary>
    internal struct Head
    {
        internal int IdEnd;

        internal int Line;

        internal Verdict Verdict;

        /// <summary><see langword="null"/>: the rule always applies.</summary>
        internal RuleConditions? Conditions;

        internal CompiledRate? Rate;

        internal DecisionTerms? Terms;
    }
}
