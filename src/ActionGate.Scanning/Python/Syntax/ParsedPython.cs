namespace ActionGate.Scanning.Python.Syntax;

/// <summary>What parsing yields: a tree, or the first problem.</summary>
/// <param name="Body">The tree; <see langword="null"/> where the text was refused.</param>
/// <param name="Problem">Why it was refused.</param>
/// <param name="ProblemAt">Where, in UTF-16 units from 0, at most the text's length.</param>
internal readonly record struct ParsedPython(Module? Body, string? Problem, int ProblemAt)
{
    /// <summary>It was refused for what is not read here, and not for what Python refuses.</summary>
    internal bool MayBePython => Body is not null || Problem is PythonGrammar.TooDeep or PythonGrammar.NoForm;
}
