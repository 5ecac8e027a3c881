using System.Globalization;
using System.Text;

namespace ActionGate;

/// <summary>One thing that is wrong with a policy: what, where, and what to do about it.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class Diagnostic
{
    internal Diagnostic(string id, DiagnosticSeverity severity, string message, string? help, string? file, int line, int column, int length, string? sourceLine)
    {
        Id = id;
        Severity = severity;
        Message = message;
        Help = help;
        File = file;
        Line = line;
        Column = column;
        Length = length;
        SourceLine = sourceLine;
    }

    /// <summary>The stable identifier, <c>AG</c> and four digits; the documentation explains each.</summary>
    public string Id { get; }

    /// <summary>Whether the policy loads in spite of it.</summary>
    public DiagnosticSeverity Severity { get; }

    /// <summary>What was expected and what was found, in one line.</summary>
    public string Message { get; }

    /// <summary>What to write instead; <see langword="null"/> where nothing is near.</summary>
    public string? Help { get; }

    /// <summary>The file as it was named when loaded; <see langword="null"/> for text.</summary>
    public string? File { get; }

    /// <summary>The line, from 1; 0 where the fault has no place (an unreadable file).</summary>
    public int Line { get; }

    /// <summary>The column in UTF-16 units, from 1; 0 where the fault has no place.</summary>
    public int Column { get; }

    /// <summary>How many UTF-16 units of the line are at fault; at least 1.</summary>
    public int Length { get; }

    /// <summary>The text of the line; <see langword="null"/> where the fault has no place.</summary>
    public string? SourceLine { get; }

    private string Word => Severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "note",
    };

    /// <summary>The diagnostic as <c>actiongate check</c> prints it: the message, the line, and the fault underlined.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(File ?? "policy");
        if (Line > 0)
            text.Append(CultureInfo.InvariantCulture, $":{Line}:{Column}");
        text.Append(CultureInfo.InvariantCulture, $": {Word} {Id}: {Message}");
        if (SourceLine is null)
            return Help is null ? text.ToString() : text.Append("\nhelp: ").Append(Help).ToString();

        string gutter = Line.ToString(CultureInfo.InvariantCulture);
        text.Append('\n').Append(gutter).Append(" | ");
        AppendPrintable(text, SourceLine);
        text.Append('\n').Append(' ', gutter.Length).Append(" | ").Append(' ', Column - 1).Append('^', Math.Max(1, Length));
        if (Help is not null)
            text.Append(" help: ").Append(Help);
        return text.ToString();
    }

    /// <summary>One column a character, whatever the file holds, so that the underline stands where it should.</summary>
    private static void AppendPrintable(StringBuilder text, string line)
    {
        foreach (char c in line)
            text.Append(c == '\t' ? ' ' : char.IsControl(c) ? '\uFFFD' : c);
    }
}
