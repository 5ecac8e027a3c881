using Spectre.Console;

namespace ActionGate.Cli.Rendering;

/// <summary>Text in the colours of a terminal.</summary>
internal sealed class ColourText : TextOutput
{
    private readonly IAnsiConsole _console;

    internal ColourText(Stream output)
        : base(output)
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new Unwrapped(Writer),
        });
    }

    protected override void WriteRaw(string text, Tone tone)
    {
        if (tone == Tone.Plain)
            Writer.Write(text);
        else
            _console.Write(new Text(text, StyleOf(tone)));
    }

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Caution => new Style(Color.Yellow),
        Tone.Bad => new Style(Color.Red, decoration: Decoration.Bold),
        _ => new Style(decoration: Decoration.Dim),
    };

    /// <summary>
    /// As wide as it takes: the terminal wraps, and a line broken here could not be copied. The library's own class asks the runtime's
    /// console for the width, which sends the terminal control sequences of its own.
    /// </summary>
    private sealed class Unwrapped(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => int.MaxValue;

        public int Height => int.MaxValue;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
