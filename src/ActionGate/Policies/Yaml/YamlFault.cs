using YamlDotNet.Core;

namespace ActionGate.Policies.Yaml;

/// <summary>Says in our words what the parser found, by fragments of its messages; a message that is new gets the last words.</summary>
internal static class YamlFault
{
    private const string Quote = "quote the text";
    private const string Backslash = "write '\\\\' for a backslash, or use single quotes";
    private const string Indentation = "check the indentation, and that text holding quotes, ': ' or ' #' is quoted as a whole";

    internal static void Report(
        YamlException fault, YamlPlaces places, SourceSpan reached, Stack<SourceSpan> openBrackets, DiagnosticBag diagnostics)
    {
        SourceSpan start = places.InsideText(fault.Start.Line > 0 ? places.Of(fault.Start, fault.End) : reached);
        SourceSpan end = places.InsideText(new SourceSpan((int)fault.End.Line, (int)fault.End.Column, 1));
        string text = fault.Message;

        bool Says(string fragment) => text.Contains(fragment, StringComparison.Ordinal);
        void Error(SourceSpan place, string message, string? help) =>
            diagnostics.Error(DiagnosticIds.InvalidYaml, places.InsideText(place), message, help);

        ReadOnlySpan<char> word = places.WordAt(start);
        bool isAtTab = Says(" tab ") || (Says("cannot start any token") && word.IsEmpty);
        if (isAtTab && places.FindIndentingTab(Math.Min(reached.Line, start.Line)) is { } tab)
            Error(tab, "expected spaces as indentation, found a tab", "indent with spaces");
        else if (Says("quoted scalar, found unexpected"))
            Error(start, "the quote that begins here is not closed", null);
        else if (Says("double-quoted scalar, found wrong indentation"))
            Error(start, "the quote that begins here is not closed", "or indent the lines that belong to it");
        else if (Says("unknown escape character"))
            Error(end with { Length = 2 }, "unknown escape in text with double quotes", Backslash);
        else if (Says("quoted scalar"))
            Error(places.OfEscape(end), "bad escape in text with double quotes", Backslash);
        else if (Says("cannot start any token") || Says("anchor or alias, found value") || Says("Anchor cannot") || Says("Anchor value"))
            Error(start with { Length = 1 }, $"text without quotes can't begin with '{word[..Math.Min(1, word.Length)]}'", Quote);
        else if (Says("invalid mapping") || Says("Mapping values are not allowed"))
            Error(start, "unexpected ':'", "quote text that holds ': ', or begin a new line for a new key");
        else if (Says("expected ','") && openBrackets.TryPeek(out SourceSpan bracket))
            ReportBracket(bracket, start);
        else if (Says("directive"))
            Error(start, "expected a policy, found a YAML directive", "remove the line");
        else if (Says("more than one anchor"))
            Error(start, "expected one anchor, found a second", null);
        else if (Says("tag"))
            diagnostics.Error(DiagnosticIds.UnknownTag, start, "unknown tag", "remove it, or quote text that begins with '!'");
        else if (Says("expected '-' indicator"))
            Error(start, "expected '- ' as before the entries above", Indentation);
        else if (Says("Block sequence entries") || Says("Anchor before sequence"))
            Error(start, "a list can't begin here", "begin each '- ' on a line of its own");
        else if (Says("did not find expected key") || Says("could not find expected ':'"))
            Error(start, "expected 'key: value'", Indentation);
        else if (Says("<document end>") || Says("<document start>"))
            Error(start, "expected the end of the policy, found more text", Indentation);
        else if (Says("node content") || Says("did not find expected token"))
            Error(start, $"expected a value, found '{Quoted.Crop(word.ToString())}'", Quote + " if it is meant as text");
        else if (Says("incompatible"))
            Error(start, "expected YAML 1.2", "remove the line");
        else if (Says("block scalar"))
            Error(start, "expected lines of text, all indented alike, after '|' or '>'", null);
        else
            ReportUnknown(places, start, openBrackets, diagnostics);

        void ReportBracket(SourceSpan opening, SourceSpan place)
        {
            char open = diagnostics.Source.LineSpan(opening.Line)[opening.Column - 1];
            char close = open == '[' ? ']' : '}';
            if (place.Line == opening.Line && fault.Start.Line == place.Line)
                Error(place, $"expected ',' or '{close}'", "quote text that holds '[', ']', '{', '}' or ','");
            else
                Error(opening, $"expected ',' or '{close}' before line {fault.Start.Line}", $"close the '{open}'");
        }
    }

    /// <summary>What there is to say about a fault of unknown cause: where reading ended, or the bracket that was open there.</summary>
    internal static void ReportUnknown(YamlPlaces places, SourceSpan reached, Stack<SourceSpan> openBrackets, DiagnosticBag diagnostics)
    {
        bool isOpen = openBrackets.TryPeek(out SourceSpan bracket);
        diagnostics.Error(
            DiagnosticIds.InvalidYaml,
            places.InsideText(isOpen ? bracket : reached),
            "the YAML can't be read from here on",
            isOpen ? "is this bracket closed?" : Indentation);
    }
}
