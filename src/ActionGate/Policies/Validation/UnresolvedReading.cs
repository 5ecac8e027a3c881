using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Reads what a document says under <c>unresolved</c>: one verdict, or one for each kind.</summary>
internal sealed class UnresolvedReading(ActionNames actions, DiagnosticBag diagnostics)
{
    private const string Place = " under 'unresolved'";

    private static readonly Choice<Verdict> Verdicts = new(
        DiagnosticIds.UnknownWord,
        "verdict",
        ("deny", Verdict.Deny),
        ("require_approval", Verdict.RequireApproval),
        ("allow", Verdict.Allow));

    private readonly TextReading _text = new(diagnostics);

    internal UnresolvedVerdicts Read(YamlNode node)
    {
        if (node is YamlScalar { IsNothing: false })
            return new UnresolvedVerdicts(ReadVerdict(node) ?? Verdict.Deny);
        var byKind = new Dictionary<string, Verdict>(StringComparer.Ordinal);
        foreach ((YamlScalar key, YamlNode value) in _text.Entries(node, $"one of {Verdicts.List}, or a map from kinds to them"))
        {
            if (diagnostics.IsFull)
                break;
            if (!actions.IsKnown(key.Value))
                diagnostics.Error(
                    DiagnosticIds.UnknownAction, key.Span, $"unknown action {Quoted.Text(key.Value)}{Place}", actions.Help(key.Value));
            if (ReadVerdict(value) is { } verdict)
                byKind[key.Value] = verdict;
        }
        return new UnresolvedVerdicts(Verdict.Deny, byKind);
    }

    private Verdict? ReadVerdict(YamlNode node)
    {
        if (_text.Line(node) is not { } text || Verdicts.Find(text, Place, diagnostics) is not { } verdict)
            return null;
        if (verdict == Verdict.Allow)
            diagnostics.Warning(
                DiagnosticIds.UnresolvedAllows,
                text.Span,
                "this allows targets of which nobody knows what they stand for",
                "write 'deny' or 'require_approval'");
        return verdict;
    }
}
