namespace ActionGate.Scanning.Python.Syntax;

/// <summary>
/// A piece of Python syntax. The kinds of nodes are a closed set and mirror CPython 3.14's <c>ast</c> module one to one, fields included
/// (type comments left out). Identifiers are in NFKC, as CPython has them.
/// </summary>
/// <param name="kind">The class of the node.</param>
/// <param name="start">Where it begins in the text that was parsed, in UTF-16 units from 0.</param>
/// <param name="end">Where it ends, exclusive.</param>
internal abstract class PythonNode(NodeKind kind, int start, int end)
{
    internal NodeKind Kind { get; } = kind;

    /// <summary>
    /// How many nodes lie on the longest way down from here, this one included. The parser bounds it, so that a tree can be walked by
    /// recursion; it counts a chain such as <c>a + b + c</c>, whose tree is as deep as the chain is long, like nesting.
    /// </summary>
    internal ushort Height { get; private protected set; } = 1;

    internal int Start { get; } = start;

    internal int End { get; } = end;

    private protected void Above(PythonNode? child)
    {
        if (child is not null && child.Height >= Height)
            Height = (ushort)(child.Height + 1);
    }

    private protected void Above(PythonNode?[] children)
    {
        foreach (var child in children)
            Above(child);
    }
}
