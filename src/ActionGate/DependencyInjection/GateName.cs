namespace ActionGate.DependencyInjection;

/// <summary>A gate that was registered.</summary>
/// <param name="Name">Its name; empty for the gate without one.</param>
internal sealed record GateName(string Name);
