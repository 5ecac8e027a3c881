namespace ActionGate;

/// <summary>A piece of output of a running block.</summary>
/// <param name="Text">The text, as it came.</param>
/// <param name="IsError">It came on standard error.</param>
public readonly record struct CodeOutput(string Text, bool IsError);
