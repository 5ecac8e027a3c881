namespace ActionGate;

/// <summary>What is wrong with a file of tests, beside what may be wrong with any YAML.</summary>
internal static partial class DiagnosticIds
{
    internal const string IncompleteTest = "AG1301";
    internal const string DuplicateTest = "AG1302";
    internal const string UnfittingTestKey = "AG1303";
    internal const string UnknownTestRule = "AG1304";
    internal const string UnknownTestAction = "AG1305";
}
