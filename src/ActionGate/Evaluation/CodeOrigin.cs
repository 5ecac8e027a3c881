namespace ActionGate.Evaluation;

/// <summary>Where code stands that other code of the request runs.</summary>
/// <param name="At">Its place in the outermost text.</param>
/// <param name="Via">The languages through which it came, its own at the end.</param>
internal sealed record CodeOrigin(TextPosition At, IReadOnlyList<string> Via)
{
    /// <summary>The origin of code in code.</summary>
    /// <param name="outer">That of the code around it; <see langword="null"/> where that is the outermost.</param>
    /// <param name="outerLanguage">The language of the code around it.</param>
    /// <param name="at">The place in the code around it.</param>
    /// <param name="via">The languages between the two.</param>
    /// <param name="language">Its own language.</param>
    internal static CodeOrigin Within(CodeOrigin? outer, string outerLanguage, TextPosition at, IReadOnlyList<string> via, string language) =>
        outer is null ? new CodeOrigin(at, [outerLanguage, .. via, language]) : new CodeOrigin(outer.At, [.. outer.Via, .. via, language]);

    /// <summary>The same operation, said to stand where the code does.</summary>
    internal Operation Placed(Operation operation) =>
        new(operation.Kind, operation.Target, operation.Certainty, operation.Api, At, operation.Pattern, [.. Via, .. operation.Via]);
}
