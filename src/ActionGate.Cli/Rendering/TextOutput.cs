using System.Text;

namespace ActionGate.Cli.Rendering;

/// <summary>Standard output as text for people, written to the stream when it is disposed of.</summary>
internal abstract class TextOutput(Stream output) : IDisposable
{
    protected StreamWriter Writer { get; } = new(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };

    internal void Write(string text, Tone tone = Tone.Plain) => WriteRaw(PrintableText.Of(text), tone);

    internal void WriteLine(string text = "", Tone tone = Tone.Plain)
    {
        Write(text, tone);
        WriteRaw("\n", Tone.Plain);
    }

    internal void Flush() => Writer.Flush();

    public virtual void Dispose() => Writer.Dispose();

    protected abstract void WriteRaw(string text, Tone tone);
}
