namespace ActionGate.Cli.Input;

/// <summary>There is no result; the message says why and goes to standard error.</summary>
internal sealed class CommandException(string message) : Exception(message);
