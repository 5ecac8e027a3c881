using System.Reflection;
using ActionGate.Scanning.Python.Syntax;

namespace ActionGate.Scanning.Tests.Python.Syntax;

/// <summary>The nodes of a tree, told from the properties of its classes.</summary>
internal static class Nodes
{
    internal static IEnumerable<PythonNode> Of(PythonNode root)
    {
        var waiting = new Stack<PythonNode>([root]);
        while (waiting.TryPop(out var node))
        {
            yield return node;
            foreach (var child in ChildrenOf(node))
                waiting.Push(child);
        }
    }

    internal static IEnumerable<PythonNode> ChildrenOf(PythonNode node)
    {
        foreach (var property in node.GetType().GetProperties(BindingFlags.Instance | BindingFlags.NonPublic))
        {
            if (!typeof(PythonNode).IsAssignableFrom(property.PropertyType.GetElementType() ?? property.PropertyType))
                continue;
            object? value = property.GetValue(node);
            if (value is PythonNode child)
                yield return child;
            foreach (var item in (value as PythonNode?[] ?? []).OfType<PythonNode>())
                yield return item;
        }
    }
}
