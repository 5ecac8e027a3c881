using ActionGate.Analysis;

namespace ActionGate;

/// <summary>A request that two policies decide otherwise, or let go ahead under other terms: with other limits, by other approvers, as often as another rate allows.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class PolicyChange
{
    private readonly string _where;

    internal PolicyChange(Change change, PolicyModel policy)
    {
        var world = change.Old.World;
        Request = new ActionRequest(change.Kind, change.Old.Target, world.Agent is null ? null : new ActionContext { Agent = world.Agent }) { Method = world.Method };
        Language = world.Language;
        At = world.Now == World.AnyTime ? null : world.Now;
        Before = change.Old.Finding.Abstains ? null : change.Old.Finding.Verdict;
        After = change.New.Finding.Abstains ? null : change.New.Finding.Verdict;
        BeforeRule = DecidingRule.Of(change.Old.Finding);
        AfterRule = DecidingRule.Of(change.New.Finding);
        _where = $"{Request.Kind} {DecisionText.Quote(policy.Show(change.Kind, change.Old.Target))}{world.Describe()}";
    }

    /// <summary>The request.</summary>
    public ActionRequest Request { get; }

    /// <summary>The language of the code that the request stands in; <see langword="null"/>: it is in none.</summary>
    public string? Language { get; }

    /// <summary>When it is made; <see langword="null"/>: at any time.</summary>
    public DateTimeOffset? At { get; }

    /// <summary>What the first policy says; <see langword="null"/>: nothing, it abstains.</summary>
    public Verdict? Before { get; }

    /// <summary>What the second policy says; <see langword="null"/>: nothing, it abstains.</summary>
    public Verdict? After { get; }

    /// <summary>The rule behind <see cref="Before"/>; <see langword="null"/>: the default.</summary>
    public RuleReference? BeforeRule { get; }

    /// <summary>The rule behind <see cref="After"/>; <see langword="null"/>: the default.</summary>
    public RuleReference? AfterRule { get; }

    /// <summary>Such as <c>allow -> deny: shell_exec 'git push' (rule 'git' (old.yaml:3) -> the default)</c>.</summary>
    public override string ToString() => $"{Word(Before)} -> {Word(After)}{(Before == After ? " under other terms" : "")}: {_where} ({Word(BeforeRule)} -> {Word(AfterRule)})";

    private static string Word(Verdict? verdict) => verdict is { } known ? DecisionText.Of(known) : "abstain";

    private static string Word(RuleReference? rule) => rule is null ? "the default" : $"rule {rule}";
}
