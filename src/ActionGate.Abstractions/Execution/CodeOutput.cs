namespace ActionGate;

/// <summary>A piece of output of a running block.</summary>
/// <param name="Text">The text of standard output and standard error, as it came.</param>
public readonly record struct CodeOutput(string Text);
