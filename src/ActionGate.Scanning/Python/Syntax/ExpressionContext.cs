namespace ActionGate.Scanning.Python.Syntax;

/// <summary>What happens to the place that an expression names.</summary>
internal enum ExpressionContext : byte
{
    Load,
    Store,
    Del,
}
