namespace ActionGate;

/// <summary>What a gate refuses by itself, before or instead of any rule.</summary>
internal static partial class DiagnosticIds
{
    internal const string EvaluationFailed = "AG3000";
    internal const string NoTarget = "AG3001";
    internal const string InvalidTarget = "AG3002";
    internal const string TargetTooLong = "AG3003";
    internal const string UnknownKind = "AG3004";
    internal const string UnresolvedTarget = "AG3005";
    internal const string UndecidableShell = "AG3006";
    internal const string OpaqueCode = "AG3007";
    internal const string UnknownLanguage = "AG3008";
    internal const string OtherAgent = "AG3009";
    internal const string NoBlocks = "AG3010";
    internal const string UnlistedAgent = "AG3011";
    internal const string Constrained = "AG3012";
    internal const string SelfProtection = "AG3013";
    internal const string RateExceeded = "AG3014";
    internal const string NoRateCounters = "AG3015";
    internal const string RealPathUnknown = "AG3016";
    internal const string ShadowedCommand = "AG3017";
    internal const string ScriptNotRead = "AG3018";
    internal const string ScriptChanged = "AG3019";
    internal const string ActionChanged = "AG3020";
}
