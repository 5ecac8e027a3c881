using System.Globalization;

namespace ActionGate.Cli.Rendering;

/// <summary>The answers of <c>scan</c> for people: the code, and below each line what happens there.</summary>
internal static class ScanText
{
    private const string Tab = "    ";
    private const int LongestLine = 400;

    internal static void Write(TextOutput text, string file, string language, ScanResult scan, string code)
    {
        text.Write($"{file}: {PrintableText.Quote(language)[1..^1]}, ");
        if (scan.IsOpaque)
            text.WriteLine(scan.Note is null ? "opaque" : $"opaque: {scan.Note}", Tone.Caution);
        else
            text.WriteLine("every operation is listed", Tone.Good);
        string[] lines = LinesOf(code, scan.Language);
        var operations = scan.Operations.OrderBy(static o => o.At.Line).ThenBy(static o => o.At.Column).ToArray();
        int width = lines.Length.ToString(CultureInfo.InvariantCulture).Length;
        string margin = new(' ', width);
        int next = 0;
        for (; next < operations.Length && operations[next].At.Line < 1; next++)
            WriteOperation(text, operations[next]);
        for (int i = 0; i < lines.Length; i++)
        {
            text.Write((i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(width) + " | ", Tone.Faint);
            text.WriteLine(Shown(lines[i]));
            int column = 0;
            for (; next < operations.Length && operations[next].At.Line == i + 1; next++)
            {
                text.Write(margin + " | ", Tone.Faint);
                WriteMark(text, lines[i], operations[next], isNew: operations[next].At.Column != column);
                column = operations[next].At.Column;
                WriteOperation(text, operations[next]);
            }
        }
        for (; next < operations.Length; next++)
            WriteOperation(text, operations[next]);
        if (scan.UnknownImports.Count > 0)
            text.WriteLine("nothing is known of: " + string.Join(", ", scan.UnknownImports.Select(static m => PrintableText.Quote(m)[1..^1])), Tone.Caution);
    }

    private static void WriteOperation(TextOutput text, Operation operation)
    {
        string target = operation.Certainty switch
        {
            Certainty.Exact => PrintableText.Quote(operation.Target!),
            Certainty.Partial => PrintableText.Quote(operation.Pattern!) + " (partly known)",
            _ => "(unknown target)",
        };
        text.Write($"{operation.Kind} {target}", ToneOf(operation.Kind));
        string api = operation.Api.Length > 0 ? $" ({PrintableText.Quote(operation.Api)[1..^1]})" : "";
        string via = operation.Via.Count > 0 ? " via " + string.Join(" > ", operation.Via) : "";
        text.WriteLine(api + via, Tone.Faint);
    }

    /// <summary>Carets below what an operation stands for; for a further one at the same place as many blanks.</summary>
    private static void WriteMark(TextOutput text, string line, Operation operation, bool isNew)
    {
        int start = Math.Clamp(operation.At.Column - 1, 0, Math.Min(line.Length, LongestLine));
        int end = Math.Min(SpanEnd(line, start), LongestLine);
        int width = Math.Max(1, Shown(line[start..Math.Max(start, end)]).Length);
        text.Write(new string(' ', Shown(line[..start]).Length));
        text.Write(new string(isNew ? '^' : ' ', width) + " ", ToneOf(operation.Kind));
    }

    /// <summary>Where what begins here ends, as far as a line tells: a name with its brackets, or a command.</summary>
    private static int SpanEnd(string line, int start)
    {
        int at = start;
        while (at < line.Length && (char.IsLetterOrDigit(line[at]) || line[at] is '_' or '.'))
            at++;
        if (at < line.Length && at > start && line[at] == '(')
            return BracketEnd(line, at);
        at = start;
        char quote = '\0';
        for (; at < line.Length; at++)
        {
            char c = line[at];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'')
                quote = c;
            else if (c is ';' or '|' or '&' or ')' or '#')
                break;
        }
        return start + line.AsSpan(start, at - start).TrimEnd().Length;
    }

    private static int BracketEnd(string line, int at)
    {
        int depth = 0;
        char quote = '\0';
        for (; at < line.Length; at++)
        {
            char c = line[at];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'')
                quote = c;
            else if (c is '(' or '[' or '{')
                depth++;
            else if (c is ')' or ']' or '}' && --depth == 0)
                return at + 1;
        }
        return line.AsSpan().TrimEnd().Length;
    }

    private static string Shown(string line) =>
        PrintableText.Of((line.Length > LongestLine ? line[..LongestLine] + "…" : line).Replace("\t", Tab, StringComparison.Ordinal));

    /// <summary>Lines as the scanner of the language counts them: a carriage return alone ends one in Python, and none in shell text.</summary>
    private static string[] LinesOf(string code, string? language)
    {
        string text = code.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal);
        if (language == "python")
            text = text.Replace('\r', '\n');
        string[] lines = text.Split('\n');
        return lines.Length > 1 && lines[^1].Length == 0 ? lines[..^1] : lines;
    }

    private static Tone ToneOf(ActionKind kind) => kind.Name switch
    {
        "shell_exec" or "dynamic_code" or "file_delete" or "script_exec" => Tone.Bad,
        "file_write" or "network" or "env_write" => Tone.Caution,
        _ => Tone.Good,
    };
}
