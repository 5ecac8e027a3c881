namespace ActionGate;

/// <summary>What is wrong with a pattern, or with what it refers to.</summary>
internal static partial class DiagnosticIds
{
    internal const string UnknownVariable = "AG1201";
    internal const string UnclosedVariable = "AG1202";
    internal const string BadPattern = "AG1203";
    internal const string BadPathPattern = "AG1204";
    internal const string BadNetworkPattern = "AG1205";
    internal const string BadCommandPattern = "AG1206";
    internal const string NoBase = "AG1207";
    internal const string NoHome = "AG1208";
    internal const string BadBase = "AG1209";
    internal const string RuleTestFailed = "AG1210";

    internal const string ExactCommandRefused = "AG2003";
    internal const string LooksLikeVariable = "AG2004";
    internal const string EmptySet = "AG2005";
    internal const string BlankAround = "AG2006";
    internal const string NoModule = "AG2007";
}
