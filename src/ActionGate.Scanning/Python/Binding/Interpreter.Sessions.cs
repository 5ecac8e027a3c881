using ActionGate.Scanning.Python.Syntax;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Blocks that share their names.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Functions whose code stands in another text than the one that is read: an earlier block, a string.</summary>
    private readonly HashSet<PythonNode> _foreign = [];

    private bool _isContinued;

    /// <summary>Runs an earlier block for what it leaves behind: names, the folder, what it has replaced. What it does has been said before.</summary>
    internal void Remember(Module module, string text)
    {
        var findings = _findings;
        _findings = new Findings(text);
        Run(module);
        foreach (var function in _defined)
            _foreign.Add(function.Node);
        _defined.Clear();
        _round = 0;
        _isContinued = true;
        _findings = findings;
    }
}
