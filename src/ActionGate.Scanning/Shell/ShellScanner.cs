using ActionGate.Scanning.Shell.Expansion;
using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell;

/// <summary>Scans shell text.</summary>
internal static class ShellScanner
{
    /// <summary>Lists what shell text could do. Never throws, whatever the text holds.</summary>
    /// <param name="text">The text.</param>
    /// <param name="dialect">Whose grammar it is read by.</param>
    /// <param name="budget">What may be spent; one for all texts of a request, or by default one for this text.</param>
    internal static ShellReading Read(string text, ShellDialect dialect, ShellBudget? budget = null) =>
        ShellWalk.Read(text, dialect, budget ?? new ShellBudget());
}
