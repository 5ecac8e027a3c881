namespace ActionGate.Mapping;

/// <summary>One thing that a call acts on.</summary>
/// <param name="Kind">What it does to it.</param>
/// <param name="Path">Which arguments name it; <see langword="null"/>: the tool's name does.</param>
/// <param name="Method">The method of a network request, where the tool knows but one.</param>
/// <param name="MethodPath">The argument that names the method.</param>
internal sealed record ToolTarget(ActionKind Kind, ArgumentPath? Path, string? Method = null, ArgumentPath? MethodPath = null);
