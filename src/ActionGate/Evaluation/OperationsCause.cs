using System.Collections.ObjectModel;
using ActionGate.Normalisation;

namespace ActionGate.Evaluation;

/// <summary>The cause of a verdict on several operations: that of the strictest.</summary>
internal sealed class OperationsCause(PolicyLayers layers, DecidedOperation[] operations, int strictest, IReadOnlyList<ScannedScript> scripts, IReadOnlyList<string> absentScripts) : IDecisiveRule
{
    private IReadOnlyList<OperationDecision>? _described;

    /// <summary>A rule of the policy decided.</summary>
    internal bool IsByRule => Inner is Compilation.CompiledRule;

    private object? Inner => operations[strictest].Finding.Cause;

    public RuleReference? Reference => Inner switch
    {
        Refusal refusal => refusal.Rule,
        IDecisiveRule rule => rule.Reference,
        _ => null,
    };

    public string? DiagnosticId => Inner switch
    {
        Refusal refusal => refusal.DiagnosticId,
        IDecisiveRule rule => rule.DiagnosticId,
        _ => null,
    };

    /// <summary>Each operation in words; made once, by whoever asks first.</summary>
    internal IReadOnlyList<OperationDecision> Operations => _described ??= DescribedAt(paths: null);

    /// <summary>Looks where the operations take place now, which whoever is asked about them has to see.</summary>
    internal void Locate(IPathResolver? paths) => _described = DescribedAt(paths);

    /// <summary>The scripts that were read.</summary>
    internal IReadOnlyList<ScannedScript> Scripts => scripts;

    /// <summary>Where a script was looked for that was not there.</summary>
    internal IReadOnlyList<string> AbsentScripts => absentScripts;

    internal int Count => operations.Length;

    private ReadOnlyCollection<OperationDecision> DescribedAt(IPathResolver? paths) =>
        Array.AsReadOnly(Array.ConvertAll(operations, o => o.Describe(layers, OperationPlaces.Of(o, layers.Layers[0], paths))));

    /// <summary>Why the strictest has its verdict; which one it is, unless it is the whole of what was asked, or the reason says it.</summary>
    internal string ReasonFor(ActionRequest? request)
    {
        var operation = Operations[strictest];
        bool isToBeNamed = operations.Length > 1 || request is null && Inner is not Refusal;
        bool isWhole = operation.Operation.Kind == request?.Kind && operation.Operation.Target == request?.Target;
        return (operation.Operation.Target ?? operation.Operation.Pattern) is { Length: > 0 } target && target != "*" && isToBeNamed && !isWhole
            ? $"{operation.Operation.Kind} {DecisionText.Quote(target)}: {operation.Reason}"
            : operation.Reason;
    }
}
