namespace ActionGate.Scanning.Shell.Syntax;

/// <summary>A piece of shell syntax. The kinds of nodes are a closed set: whoever reads a tree knows each, or calls the text opaque.</summary>
/// <param name="start">Where it begins in the text that was parsed, in UTF-16 units from 0.</param>
/// <param name="end">Where it ends, exclusive.</param>
internal abstract class ShellNode(int start, int end)
{
    internal int Start { get; } = start;

    internal int End { get; } = end;
}
