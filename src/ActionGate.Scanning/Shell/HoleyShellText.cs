using ActionGate.Scanning.Shell.Expansion;
using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell;

/// <summary>Shell text that other code puts together, and of which parts are not known.</summary>
internal static class HoleyShellText
{
    /// <summary>
    /// Reads such a text as if what is not known were a part of a word. It may be anything, an operator too: that is for whoever decides
    /// the text as a whole. What is read here is what the known parts do beside.
    /// </summary>
    internal static ShellReading Read(string text, ShellDialect dialect, ShellBudget budget)
    {
        char mark = UnusedLetter(text);
        var reading = ShellScanner.Read(text.Replace(ShellWord.Hole, mark), dialect, budget);
        foreach (var command in reading.Commands)
        {
            for (int i = 0; i < command.Words.Length; i++)
                command.Words[i] = WithHoles(command.Words[i], mark);
        }
        for (int i = 0; i < reading.Effects.Count; i++)
            reading.Effects[i] = reading.Effects[i] with { Target = WithHoles(reading.Effects[i].Target, mark) };
        return reading;
    }

    private static ShellWord WithHoles(in ShellWord word, char mark) => word.Text.Contains(mark, StringComparison.Ordinal)
        ? new ShellWord(word.Text.Replace(mark, ShellWord.Hole), word.At, word.IsMany, word.HasTilde, word.IsComputed) { IsPattern = word.IsPattern, Below = word.Below }
        : word;

    /// <summary>A letter that shells take literally everywhere, and that the text does not hold.</summary>
    private static char UnusedLetter(string text)
    {
        char letter = '\u4E00';
        while (text.Contains(letter, StringComparison.Ordinal))
            letter++;
        return letter;
    }
}
