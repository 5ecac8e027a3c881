using System.Globalization;

namespace ActionGate.Policies.Yaml;

/// <summary>What is checked on the bare text, where the parser below is too lenient, or too slow.</summary>
internal static class YamlText
{
    /// <summary>Beyond these a file is no text, and its reader needs no longer list.</summary>
    private const int MostForbiddenCharacters = 20;

    /// <summary>Whether every character may stand in a YAML document; reports those that may not.</summary>
    internal static bool CheckCharacters(DiagnosticBag diagnostics)
    {
        int found = 0;
        int line = 1;
        foreach (string piece in diagnostics.Source.Pieces)
            CheckCharacters(piece, diagnostics, ref line, ref found);
        return found == 0;
    }

    private static void CheckCharacters(string text, DiagnosticBag diagnostics, ref int line, ref int found)
    {
        int lineStart = 0;
        for (int i = 0; i < text.Length && found < MostForbiddenCharacters; i++)
        {
            char c = text[i];
            if (c == '\n')
            {
                line++;
                lineStart = i + 1;
            }
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (!IsAllowed(c) || (c == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                found++;
                diagnostics.Error(
                    DiagnosticIds.ForbiddenCharacter,
                    new SourceSpan(line, i - lineStart + 1, 1),
                    string.Create(CultureInfo.InvariantCulture, $"the character U+{(int)c:X4} can't stand in a {diagnostics.Kind.Noun}"),
                    HelpFor(c));
            }
        }
    }

    /// <summary>
    /// YAML 1.2, 5.1: c-printable, less U+0085, U+2028, U+2029 and a lone carriage return, which end a line to some readers and not to others (a comment that goes on
    /// in one reading is a rule in the other), and less U+FEFF, which 5.2 wants at the start only.
    /// </summary>
    private static bool IsAllowed(char c) => c switch
    {
        '\t' or '\n' or '\r' => true,
        < ' ' => false,
        <= '~' => true,
        < '\u00A0' => false,
        '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF' => false,
        _ => !char.IsSurrogate(c),
    };

    private static string? HelpFor(char c) => c switch
    {
        '\0' => "is the text UTF-16? save it as UTF-8",
        '\r' or '\u0085' or '\u2028' or '\u2029' => "some readers of YAML end the line there, others do not",
        _ => null,
    };

    /// <summary>
    /// Checks what stands before the first value. Directives other than one <c>%YAML</c> are refused: <c>%TAG</c> only renames tags,
    /// and YamlDotNet needs a minute for a megabyte of them (quadratic); unknown ones it skips silently.
    /// </summary>
    internal static bool CheckDirectives(DiagnosticBag diagnostics)
    {
        PolicySource source = diagnostics.Source;
        bool versionSeen = false;
        for (int line = 1; line <= source.LineCount; line++)
        {
            ReadOnlySpan<char> text = source.LineSpan(line).TrimEnd(" \t");
            if (IsBlankOrComment(text) || text is "...")
                continue;
            if (text[0] != '%')
                return true;
            if (versionSeen || !(text.StartsWith("%YAML ") || text.StartsWith("%YAML\t")))
            {
                ReportDirective(diagnostics, line, text.Length);
                return false;
            }
            versionSeen = true;
        }
        ReportEmpty(diagnostics);
        return false;
    }

    /// <summary>Checks the lines between the last value and the end: there too YamlDotNet skips unknown directives silently.</summary>
    internal static void CheckSkipped(DiagnosticBag diagnostics, int line, int endLine)
    {
        for (; line < endLine; line++)
        {
            ReadOnlySpan<char> text = diagnostics.Source.LineSpan(line).TrimEnd(" \t");
            if (text is ['%', ..])
                ReportDirective(diagnostics, line, text.Length);
        }
    }

    private static void ReportDirective(DiagnosticBag diagnostics, int line, int length) =>
        diagnostics.Error(
            DiagnosticIds.InvalidYaml, new SourceSpan(line, 1, length), $"expected a {diagnostics.Kind.Noun}, found a YAML directive", "remove the line");

    internal static void ReportEmpty(DiagnosticBag diagnostics) =>
        diagnostics.Error(
            DiagnosticIds.EmptyPolicy, default, $"expected a {diagnostics.Kind.Noun}, found nothing", $"the least {diagnostics.Kind.Noun} has {diagnostics.Kind.Least}");

    /// <summary>
    /// Checks that nothing follows the document. Read from the text, because asking the parser for the next document would have it read
    /// directives.
    /// </summary>
    internal static void CheckEnd(DiagnosticBag diagnostics, int line, int column)
    {
        PolicySource source = diagnostics.Source;
        for (; line <= source.LineCount; line++, column = 1)
        {
            ReadOnlySpan<char> text = source.LineSpan(line);
            text = text[Math.Min(column - 1, text.Length)..].TrimEnd(" \t");
            if (IsBlankOrComment(text) || (text.StartsWith("...") && IsBlankOrComment(text[3..])))
                continue;
            diagnostics.Error(
                DiagnosticIds.SecondDocument,
                new SourceSpan(line, column, text.Length),
                $"expected the end of the {diagnostics.Kind.Noun}, found a second YAML document",
                $"a {diagnostics.Kind.Noun} is one document: put the other into a file of its own");
            return;
        }
    }

    private static bool IsBlankOrComment(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> rest = text.TrimStart(" \t");
        return rest.IsEmpty || rest[0] == '#';
    }
}
