using System.Text;

namespace ActionGate.Cli.Rendering;

/// <summary>Standard output of what runs, passed on as it comes. Whoever reads slowly holds the code back.</summary>
/// <param name="output">Standard output.</param>
/// <param name="isTerminal">It is a terminal: what that takes for commands is shown instead.</param>
/// <param name="progress">What is shown until something comes.</param>
internal sealed class LiveOutput(Stream output, bool isTerminal, RunProgress progress) : IProgress<CodeOutput>
{
    private bool _isInLine;

    /// <summary>Something came.</summary>
    internal bool HasBegun { get; private set; }

    public void Report(CodeOutput value)
    {
        if (value.Text.Length == 0)
            return;
        HasBegun = true;
        _isInLine = value.Text[^1] != '\n';
        progress.End();
        output.Write(Encoding.UTF8.GetBytes(isTerminal ? PrintableText.OfOutput(value.Text) : value.Text));
        output.Flush();
    }

    /// <summary>Ends the executor's own last line; what code prints is passed on as it is.</summary>
    internal void EndLine()
    {
        if (_isInLine)
            output.Write("\n"u8);
        _isInLine = false;
    }
}
