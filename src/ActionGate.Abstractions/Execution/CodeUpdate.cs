namespace ActionGate;

/// <summary>What a streamed run tells: a piece of output, or, as the last of all, the result.</summary>
/// <param name="Text">Output that came since the update before; empty in the last one.</param>
/// <param name="Result">How the run ended, with all of its output; <see langword="null"/> in every update but the last.</param>
public readonly record struct CodeUpdate(string Text, CodeResult? Result);
