using System.Globalization;

namespace ActionGate.Audit.Notes;

/// <summary>The names under which trees are signed: the log's own, and after a <c>break</c> record that name with the record's sequence.</summary>
internal static class LogOrigin
{
    private const string BreakMark = "/break-";

    /// <summary>The origin of the tree that a <c>break</c> record began.</summary>
    internal static string AfterBreak(string log, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{log}{BreakMark}{sequence}");

    /// <summary>The log's name in an origin.</summary>
    /// <param name="origin">The origin of a checkpoint.</param>
    /// <param name="first">The sequence of the record that began the tree.</param>
    internal static string LogOf(string origin, out long first)
    {
        first = 0;
        int mark = origin.LastIndexOf(BreakMark, StringComparison.Ordinal);
        return mark > 0 && TryParseNumber(origin.AsSpan(mark + BreakMark.Length), out first) && first > 0 ? origin[..mark] : origin;
    }

    /// <summary>The name of the log's key: its own name, with <c>_</c> for what the name of a key may not have.</summary>
    internal static string KeyName(string log) =>
        string.Create(log.Length, log, static (name, text) =>
        {
            for (int i = 0; i < text.Length; i++)
                name[i] = char.IsWhiteSpace(text[i]) || char.IsControl(text[i]) || text[i] == '+' ? '_' : text[i];
        });

    /// <summary>What keeps a log with this name from having checkpoints; <see langword="null"/>: nothing.</summary>
    internal static string? FindFault(string log)
    {
        if (log.Length == 0 || !NoteText.IsOneLine(log))
            return "expected a name of valid Unicode without control characters";
        return LogOf(log, out _).Length == log.Length ? null : "expected a name that does not end in '/break-' and a number, as what follows a break does";
    }

    /// <summary>Decimal digits without a sign and without zeros before them.</summary>
    internal static bool TryParseNumber(ReadOnlySpan<char> text, out long number)
    {
        bool isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && (text[0] != '0' || text.Length == 1);
        if (!isNumber)
            number = 0;
        return isNumber;
    }
}
