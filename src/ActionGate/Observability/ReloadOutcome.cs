namespace ActionGate.Observability;

/// <summary>How a reload can end, in the words of metrics.</summary>
internal static class ReloadOutcome
{
    internal const string Replaced = "replaced";
    internal const string Restored = "restored";
    internal const string Failed = "failed";
}
