namespace ActionGate.Cli.Rendering;

/// <summary>Text without colour.</summary>
internal sealed class PlainText(Stream output) : TextOutput(output)
{
    protected override void WriteRaw(string text, Tone tone) => Writer.Write(text);
}
