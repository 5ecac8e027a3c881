using System.Text.Json;
using ActionGate.Cli.Input;
using ActionGate.Simulation.Explanations;

namespace ActionGate.Cli.Rendering;

/// <summary>The answers of <c>explain</c> as JSON: what <c>eval</c> answers, and under <c>layers</c> of each operation every rule that was tried.</summary>
internal static class ExplanationJson
{
    internal static void Write(Utf8JsonWriter json, InputLine request, Explanation explanation)
    {
        var decision = explanation.Decision;
        json.WriteStartObject();
        DecisionJson.WriteEcho(json, request);
        json.WriteString("decision"u8, Words.Of(decision.Verdict));
        json.WriteString("rule"u8, decision.Rule?.Id);
        json.WriteString("reason"u8, decision.Reason);
        json.WriteString("mode"u8, Words.Of(decision.Mode));
        json.WriteStartArray("operations"u8);
        foreach (var operation in explanation.Operations)
            Write(json, operation);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExplainedOperation explained)
    {
        var operation = explained.Decision.Operation;
        json.WriteStartObject();
        json.WriteString("kind"u8, operation.Kind.Name);
        json.WriteString("target"u8, operation.Target);
        json.WriteString("decision"u8, Words.Of(explained.Decision.Verdict));
        json.WriteString("rule"u8, explained.Decision.Rule?.Id);
        json.WriteString("reason"u8, explained.Decision.Reason);
        json.WriteCertainty(operation);
        if (operation.At.Line > 0)
        {
            json.WriteNumber("line"u8, operation.At.Line);
            json.WriteNumber("column"u8, operation.At.Column);
        }
        json.WriteStartArray("layers"u8);
        foreach (var layer in explained.Layers)
            Write(json, layer);
        json.WriteEndArray();
        json.WriteStrings("help"u8, explained.Hints);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExplainedLayer layer)
    {
        json.WriteStartObject();
        json.WriteString("policy"u8, layer.Name);
        json.WriteString("note"u8, layer.Note);
        json.WriteStartArray("tried"u8);
        foreach (var walk in layer.Walks)
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, walk.Kind);
            json.WriteString("target"u8, walk.Target);
            json.WriteString("decides"u8, walk.Decided?.Id);
            json.WriteStartArray("rules"u8);
            foreach (var rule in walk.Rules)
                Write(json, rule);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("notShown"u8, layer.LeftOut);
        json.WriteStartArray("otherKinds"u8);
        foreach (var rule in layer.OtherKinds)
        {
            json.WriteStartObject();
            json.WriteString("rule"u8, rule.Rule.Id);
            json.WriteNumber("line"u8, rule.Rule.Line);
            json.WriteString("says"u8, Words.Of(rule.Verdict));
            json.WriteStrings("kinds"u8, rule.Kinds);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExplainedRule rule)
    {
        json.WriteStartObject();
        json.WriteString("rule"u8, rule.Rule.Id);
        json.WriteString("file"u8, rule.Rule.File);
        json.WriteNumber("line"u8, rule.Rule.Line);
        json.WriteString("says"u8, Words.Of(rule.Verdict));
        json.WriteString("pattern"u8, rule.Pattern);
        json.WriteString("outcome"u8, OutcomeOf(rule.Outcome));
        json.WriteString("why"u8, rule.Why);
        if (rule.Outcome == RuleOutcome.NotReached)
            json.WriteBoolean("wouldMatch"u8, rule.WouldMatch);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> OutcomeOf(RuleOutcome outcome) => outcome switch
    {
        RuleOutcome.Decides => "decides"u8,
        RuleOutcome.Matches => "matches"u8,
        RuleOutcome.ConditionFails => "condition_fails"u8,
        RuleOutcome.NotReached => "not_reached"u8,
        _ => "no_match"u8,
    };
}
