namespace ActionGate;

/// <summary>What reasoning about a policy finds.</summary>
internal static partial class DiagnosticIds
{
    internal const string AssertionFails = "AG1220";
    internal const string AssertionUnknown = "AG1221";

    internal const string RuleNeverDecides = "AG2101";
    internal const string TargetNeverDecides = "AG2102";
    internal const string TakesNothing = "AG2103";
    internal const string NeverHolds = "AG2104";
    internal const string DuplicateRule = "AG2105";
    internal const string CouldBeOne = "AG2106";
    internal const string AllowedBefore = "AG2107";
    internal const string AllowsTooMuch = "AG2108";
    internal const string StarInName = "AG2109";
    internal const string NotAllKnown = "AG2110";
}
