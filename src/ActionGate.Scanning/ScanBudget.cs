using ActionGate.Scanning.Python.Binding;
using ActionGate.Scanning.Shell.Expansion;

namespace ActionGate.Scanning;

/// <summary>What may be spent on a text and on all the texts in it, whatever their languages. What is spent is not read further, and the answer says so.</summary>
internal sealed class ScanBudget
{
    /// <summary>How many languages may lie in one another.</summary>
    internal const int MaxDepth = 8;

    private const int MaxTexts = 1000;

    private int _texts = MaxTexts;

    /// <summary>The length of all texts together, and what shell text spends.</summary>
    internal ShellBudget Shell { get; } = new();

    /// <summary>How many steps are left for Python.</summary>
    internal int PythonSteps { get; set; } = Interpreter.MaxSteps;

    /// <summary>One more text in a text, so many languages deep.</summary>
    internal bool TakeText(int depth) => depth <= MaxDepth && --_texts >= 0;
}
