using System.Globalization;
using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Reads text, lists of text and maps out of nodes; reports what is something else and leaves it out.</summary>
internal sealed class TextReading(DiagnosticBag diagnostics)
{
    /// <summary>One line of text that is not empty.</summary>
    internal Marked<string>? Line(YamlNode node) => Read(node, mayBeEmpty: false, maySpanLines: false);

    /// <summary>Any text, of several lines and empty too.</summary>
    internal Marked<string>? Any(YamlNode node)
    {
        if (node is YamlScalar { IsNothing: false } scalar)
            return new Marked<string>(scalar.Value, node.Span);
        diagnostics.Error(DiagnosticIds.WrongType, node.Span, $"expected text, found {node.Kind}");
        return null;
    }

    /// <summary>Lines of text; a single one stands for a list of one.</summary>
    internal List<Marked<string>> Lines(YamlNode node, bool mayBeEmpty) => List(node, mayBeEmpty, maySpanLines: false);

    /// <summary>Targets: text that an agent could send, in which a line break is nothing special. A single one stands for a list of one.</summary>
    internal List<Marked<string>> Targets(YamlNode node) => List(node, mayBeEmpty: true, maySpanLines: true);

    /// <summary>Text that an agent could send: empty too, and of several lines where that is written out.</summary>
    internal string? Target(YamlNode node) => Read(node, mayBeEmpty: true, maySpanLines: true)?.Value;

    /// <summary>The words of a command, of which the first is not empty; not as one text, which would have to be split.</summary>
    internal List<Marked<string>> Words(YamlNode node)
    {
        var words = new List<Marked<string>>();
        if (node is not YamlSequence { Items.Count: > 0 } sequence)
        {
            string found = node is YamlSequence ? "an empty list" : node.Kind;
            diagnostics.Error(
                DiagnosticIds.WrongType, node.Span, $"expected a list of text, found {found}", "one entry a word: [\"git\", \"push\"]");
            return words;
        }
        for (int i = 0; i < sequence.Items.Count && !diagnostics.IsFull; i++)
        {
            if (Read(sequence.Items[i], mayBeEmpty: i > 0, maySpanLines: false) is { } word)
                words.Add(word);
        }
        return words;
    }

    /// <summary>A map; none, with an error, if it is something else.</summary>
    internal YamlMapping? Map(YamlNode node, string expected, string? help = null)
    {
        if (node is YamlMapping mapping)
            return mapping;
        diagnostics.Error(DiagnosticIds.WrongType, node.Span, $"expected {expected}, found {node.Kind}", help);
        return null;
    }

    /// <summary>The entries of a map; none, with an error, if it is something else.</summary>
    internal IReadOnlyList<YamlEntry> Entries(YamlNode node, string expected) => Map(node, expected)?.Entries ?? [];

    private List<Marked<string>> List(YamlNode node, bool mayBeEmpty, bool maySpanLines)
    {
        var texts = new List<Marked<string>>(node is YamlSequence { Items.Count: var count } ? count : 1);
        if (node is YamlSequence sequence)
        {
            if (sequence.Items.Count == 0 && !mayBeEmpty)
                diagnostics.Error(DiagnosticIds.WrongType, node.Span, "expected text or a list of text, found an empty list");
            foreach (YamlNode item in sequence.Items)
            {
                if (diagnostics.IsFull)
                    break;
                if (Read(item, mayBeEmpty: false, maySpanLines) is { } text)
                    texts.Add(text);
            }
        }
        else if (node is YamlScalar { IsNothing: false })
        {
            if (Read(node, mayBeEmpty: false, maySpanLines) is { } text)
                texts.Add(text);
        }
        else
        {
            diagnostics.Error(DiagnosticIds.WrongType, node.Span, $"expected text or a list of text, found {node.Kind}");
        }
        return texts;
    }

    private Marked<string>? Read(YamlNode node, bool mayBeEmpty, bool maySpanLines)
    {
        if (Any(node) is not { } text)
            return null;
        if (text.Value.Length == 0 && !mayBeEmpty)
        {
            diagnostics.Error(DiagnosticIds.EmptyText, text.Span, "expected text, found empty text");
            return null;
        }
        if (((YamlScalar)node).SpansLines)
        {
            // '- a' with a wrongly indented '- b' below it is the text 'a - b', as is a list without its commas: a lost deny.
            diagnostics.Error(
                DiagnosticIds.UnquotedLines,
                text.Span,
                $"expected one line, found text that goes on below: {Quoted.Text(text.Value)}",
                "quote it if it is one text; else check the indentation, and commas");
            return null;
        }
        return maySpanLines || IsOneLine(text) ? text : null;
    }

    private bool IsOneLine(Marked<string> text)
    {
        foreach (char c in text.Value)
        {
            if (Quoted.IsPrintable(c))
                continue;
            diagnostics.Error(
                DiagnosticIds.ForbiddenCharacter,
                text.Span,
                string.Create(CultureInfo.InvariantCulture, $"expected one line of text, found the character U+{(int)c:X4} in it"));
            return false;
        }
        return true;
    }
}
