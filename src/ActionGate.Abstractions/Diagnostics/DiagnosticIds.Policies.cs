namespace ActionGate;

internal static partial class DiagnosticIds
{
}
