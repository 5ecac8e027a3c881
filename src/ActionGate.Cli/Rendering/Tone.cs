namespace ActionGate.Cli.Rendering;

/// <summary>How a piece of text is meant, where there is colour to show it.</summary>
internal enum Tone : byte
{
    Plain = 0,
    Good,
    Caution,
    Bad,
    Faint,
}
