using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActionGate.Compilation;

namespace ActionGate.Observability;

/// <summary>The spans and instruments of every gate of the process. Their names are a promise: docs/observability.md lists them.</summary>
/// <remarks>
/// Every tag has few values. Rules and kinds come from the policy's text; a kind that the agent made up is counted as
/// <see cref="UnknownKind"/>, and one that a declared <c>mcp.*</c> covers as that, since each value costs the host's exporter memory.
/// </remarks>
internal static class GateTelemetry
{
    /// <summary>The name of the source and of the meter.</summary>
    internal const string Name = "ActionGate";

    /// <summary>Stands for a kind that no policy knows.</summary>
    internal const string UnknownKind = "unknown";

    /// <summary>Stands for the rule where the policy's default decided. Rule ids can't begin with <c>@</c>.</summary>
    internal const string NoRule = "@default";

    private const string KindTag = "actiongate.kind";
    private const string VerdictTag = "actiongate.verdict";
    private const string ModeTag = "actiongate.mode";
    private const string RuleTag = "actiongate.rule";
    private const string OutcomeTag = "actiongate.outcome";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Decisions = Meter.CreateCounter<long>("actiongate.decisions", "{decision}", "Decisions that gates made.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "actiongate.evaluation.duration",
        "s",
        "How long the policy took to decide, without the record.",
        tags: null,
        // The usual boundaries begin at milliseconds, where nearly every evaluation has ended.
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [5e-7, 1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 1e-3, 1e-2, 1e-1] });

    private static readonly Counter<long> Approvals =
        Meter.CreateCounter<long>("actiongate.approvals", "{approval}", "Approvals that were asked for, by how the asking ended.");

    private static readonly Counter<long> Reloads =
        Meter.CreateCounter<long>("actiongate.reloads", "{reload}", "Changes of watched policy files, by what came of them.");

    /// <summary>Whether anybody takes spans.</summary>
    internal static bool HasListeners => Source.HasListeners();

    /// <summary>Begins the span of a decision, below the caller's; <see langword="null"/> where nobody wants this one.</summary>
    internal static Activity? StartSpan() => Source.StartActivity("actiongate.evaluate");

    /// <summary>Whether anybody takes what <see cref="Decided"/> would tell.</summary>
    internal static bool IsHeard(Activity? span) => span is not null || Decisions.Enabled || Duration.Enabled;

    /// <summary>Counts a decision and ends its span.</summary>
    /// <param name="span">What <see cref="StartSpan"/> gave.</param>
    /// <param name="decision">The decision, as the caller gets it.</param>
    /// <param name="kind">What <see cref="KindOf"/> says.</param>
    /// <param name="target">What may be shown of the target.</param>
    internal static void Decided(Activity? span, in Decision decision, string kind, string? target)
    {
        string verdict = DecisionText.Of(decision.Verdict);
        string mode = DecisionText.Of(decision.Mode);
        string rule = decision.Rule?.Id ?? NoRule;
        if (span is not null)
        {
            if (span.IsAllDataRequested)
            {
                span.SetTag(KindTag, kind).SetTag(VerdictTag, verdict).SetTag(ModeTag, mode).SetTag(RuleTag, rule)
                    .SetTag("actiongate.policy", decision.PolicyHash);
                if (target is not null)
                    span.SetTag("actiongate.target", target);
            }
            span.Dispose();
        }
        if (Decisions.Enabled)
            Decisions.Add(1, new TagList { { KindTag, kind }, { VerdictTag, verdict }, { ModeTag, mode }, { RuleTag, rule } });
        if (Duration.Enabled)
            Duration.Record(decision.EvaluationTime.TotalSeconds, new KeyValuePair<string, object?>(KindTag, kind));
    }

    /// <summary>Counts how the asking for an approval ended.</summary>
    internal static void ApprovalAnswered(string outcome) => Approvals.Add(1, new KeyValuePair<string, object?>(OutcomeTag, outcome));

    /// <summary>Counts what came of changed policy files.</summary>
    internal static void Reloaded(string outcome) => Reloads.Add(1, new KeyValuePair<string, object?>(OutcomeTag, outcome));

    /// <summary>The kind of what was decided, in a word that stands in the policy or in this engine.</summary>
    internal static string KindOf(in Decision decision, ReadOnlySpan<CompiledPolicy> layers)
    {
        if (decision.Request is not { } request)
            return ActionKind.CodeExecution.Name;
        foreach (var layer in layers)
        {
            if (layer.Find(request.Context.Agent)?.Rules.Find(request.Kind.Name) is { } rules)
                return rules.Kind;
        }
        return UnknownKind;
    }
}
