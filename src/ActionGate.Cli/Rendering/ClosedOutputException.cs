namespace ActionGate.Cli.Rendering;

/// <summary>Nobody reads standard output any more, so there is nothing left to do and nobody to tell.</summary>
internal sealed class ClosedOutputException : IOException;
