using ActionGate.Scanning.Shell;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Evaluation;

/// <summary>One operation of several, and what was found. It is put into words when somebody reads it.</summary>
/// <param name="Request">The operation as a request of its own.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Source">An <see cref="Operation"/>, a <see cref="ShellCommand"/>, a <see cref="ShellEffect"/> or a <see cref="ShellGap"/>.</param>
/// <param name="Text">The shell text that the source's places lie in; not asked for an <see cref="Operation"/>.</param>
internal sealed record DecidedOperation(ActionRequest Request, Finding Finding, object Source, ShellText? Text)
{
    internal DecidedOperation(ActionRequest request, Finding finding, Operation operation)
        : this(request, finding, operation, null)
    {
    }

    /// <summary>Where the code stands in which it was found; <see langword="null"/>: it is the outermost.</summary>
    internal CodeOrigin? Origin { get; init; }

    internal Operation Operation => Origin is null ? Own : Origin.Placed(Own);

    private Operation Own => Source switch
    {
        Operation operation => operation,
        ShellCommand command => ShellOperations.Of(command, Text!),
        ShellEffect effect => ShellOperations.Of(effect, Text!),
        ShellGap gap => ShellOperations.Of(gap, Text!),
        _ => new Operation(Request.Kind, Request.Target, Certainty.Exact),
    };

    internal OperationDecision Describe(PolicyLayers layers, in OperationPlaces places)
    {
        var decision = new Decision(layers, Request, Finding.Verdict, Finding.Cause, default);
        return new OperationDecision(Operation, in decision) { RealPaths = places.RealPaths, IsRecursive = places.IsRecursive };
    }
}
