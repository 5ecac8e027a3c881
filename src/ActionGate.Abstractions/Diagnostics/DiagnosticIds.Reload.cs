namespace ActionGate;

/// <summary>What a watcher of policy files reports besides what is wrong with their text.</summary>
internal static partial class DiagnosticIds
{
    internal const string NoPolicyFiles = "AG5020";
    internal const string PolicyFilesUnsettled = "AG5021";
    internal const string ReloadFailed = "AG5022";
}
