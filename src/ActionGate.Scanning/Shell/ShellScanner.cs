using ActionGate.Scanning.Shell.Expansion;
using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell;

/// <summary>Scans shell text.</summary>
internal static class ShellScanner
{
    /// <summary>Lists what shell text could do. Never throws, whatever the text holds.</summary>
    /// <param name="text">The text.</param>
    /// <param name="dialect">Whose grammar it is read by.</param>
    /// <param name="budget">What may be spent; one for all texts of a request, or by default one for this text.</param>
    /// <param name="isFed">Its standard input may hold what nobody knows of; otherwise it is the host's.</param>
    internal static ShellReading Read(string text, ShellDialect dialect, ShellBudget? budget = null, bool isFed = false) =>
        ShellWalk.Read(text, dialect, budget ?? new ShellBudget(), isGuess: false, isFed);

    /// <summary>Lists what shell text could do in bash and in POSIX shells; the second reading only where there is one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isNamed">It is said that <c>sh</c> reads it, which may be an old one; otherwise nothing is said.</param>
    /// <param name="budget">As for one reading; both spend it.</param>
    /// <param name="isFed">As for one reading.</param>
    internal static ShellReading ReadForAny(string text, bool isNamed, ShellBudget? budget = null, bool isFed = false)
    {
        var reading = ShellWalk.Read(text, ShellDialect.Bash, budget ?? new ShellBudget(), isGuess: !isNamed, isFed);
        if (reading.IsOtherwiseInPosix)
            new JoinedReadings(reading).Add(ShellWalk.Read(text, ShellDialect.Posix, budget ?? new ShellBudget(), isGuess: !isNamed, isFed));
        return reading;
    }

    /// <summary>What text could do in which an interactive bash puts earlier lines; <see langword="null"/> where it puts none.</summary>
    internal static ShellReading? ReadHistory(string text)
    {
        int at = ShellParser.FindHistoryReference(text);
        if (at < 0)
            return null;
        var reading = new ShellReading { IsParsed = false };
        reading.Gaps.Add(new ShellGap(char.IsControl(text[at]) ? "a terminal takes this character for a key" : "an interactive shell puts an earlier line here", new ShellPlace(at, ShellState.Start, [])));
        return reading;
    }

    /// <summary>Lists what a program for sed or awk could do: that of the tool run with it, but for the tool itself.</summary>
    /// <param name="tool"><c>sed</c> or <c>awk</c>.</param>
    /// <param name="text">The program; becomes the text that places lie in.</param>
    internal static ShellReading ReadProgram(string tool, ref string text)
    {
        text = $"{tool} -e '{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
        var reading = Read(text, ShellDialect.Bash);
        if (reading.Commands is [{ Outer: null } first, ..] && first.Words[0].Text == tool)
            reading.Commands.RemoveAt(0);
        return reading;
    }
}
