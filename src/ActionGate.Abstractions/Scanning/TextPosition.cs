namespace ActionGate;

/// <summary>A place in a text.</summary>
/// <param name="Line">The line, from 1; 0 where the place is not known.</param>
/// <param name="Column">The column in UTF-16 units, from 1; 0 where the place is not known.</param>
public readonly record struct TextPosition(int Line, int Column);
