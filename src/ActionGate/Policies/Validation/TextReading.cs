using System.Globalization;
using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Reads text, and lists of text, out of nodes; reports what is something else and leaves it out.</summary>
internal sealed class TextReading(DiagnosticBag diagnostics)
{
    /// <summary>One line of text that is not empty.</summary>
    internal Marked<string>? Line(YamlNode node)
    {
        if (Any(node) is not { } text)
            return null;
        var scalar = (YamlScalar)node;
        if (text.Value.Length == 0)
        {
            diagnostics.Error(DiagnosticIds.EmptyText, text.Span, "expected text, found empty text");
            return null;
        }
        if (scalar.SpansLines)
        {
            // '- a' with a wrongly indented '- b' below it is the text 'a - b', as is a list without its commas: a lost deny.
            diagnostics.Error(
                DiagnosticIds.UnquotedLines,
                text.Span,
                $"expected one line, found text that goes on below: {Quoted.Text(text.Value)}",
                "quote it if it is one text; else check the indentation, and commas");
            return null;
        }
        foreach (char c in text.Value)
        {
            if (Quoted.IsPrintable(c))
                continue;
            diagnostics.Error(
                DiagnosticIds.ForbiddenCharacter,
                text.Span,
                string.Create(CultureInfo.InvariantCulture, $"expected one line of text, found the character U+{(int)c:X4} in it"));
            return null;
        }
        return text;
    }

    /// <summary>Any text, of several lines and empty too.</summary>
    internal Marked<string>? Any(YamlNode node)
    {
        if (node is YamlScalar { IsNothing: false } scalar)
            return new Marked<string>(scalar.Value, node.Span);
        diagnostics.Error(DiagnosticIds.WrongType, node.Span, $"expected text, found {node.Kind}");
        return null;
    }

    /// <summary>Lines of text; a single one stands for a list of one.</summary>
    internal List<Marked<string>> Lines(YamlNode node, bool mayBeEmpty)
    {
        var lines = new List<Marked<string>>();
        if (node is YamlSequence sequence)
        {
            if (sequence.Items.Count == 0 && !mayBeEmpty)
                diagnostics.Error(DiagnosticIds.WrongType, node.Span, "expected text or a list of text, found an empty list");
            foreach (YamlNode item in sequence.Items)
            {
                if (diagnostics.IsFull)
                    break;
                if (Line(item) is { } line)
                    lines.Add(line);
            }
        }
        else if (node is YamlScalar { IsNothing: false })
        {
            if (Line(node) is { } line)
                lines.Add(line);
        }
        else
        {
            diagnostics.Error(DiagnosticIds.WrongType, node.Span, $"expected text or a list of text, found {node.Kind}");
        }
        return lines;
    }

    /// <summary>The entries of a map; none, with an error, if it is something else.</summary>
    internal IReadOnlyList<YamlEntry> Entries(YamlNode node, string expected)
    {
        if (node is YamlMapping mapping)
            return mapping.Entries;
        diagnostics.Error(DiagnosticIds.WrongType, node.Span, $"expected {expected}, found {node.Kind}");
        return [];
    }
}
