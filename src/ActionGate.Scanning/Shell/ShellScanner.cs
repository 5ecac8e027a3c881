namespace ActionGate.Scanning.Shell;

/// <summary>Scans shell text.</summary>
internal static class ShellScanner
{
    internal static Facts.ShellReading Read(string text, Syntax.ShellDialect dialect)
    {
        var reading = new Facts.ShellReading();
        _ = (text, dialect);
        reading.Gaps.Add(new Facts.ShellGap("it is more than one simple command of plain words", new Facts.ShellPlace(0, [new Facts.ShellWord("", 0)], [])));
        return reading;
    }

    internal static ScanResult Scan(string code, string language)
    {
        var words = new Range[PlainCommand.CountBound(code)];
        if (PlainCommand.Read(code, words, out int count) is { } problem)
            return new ScanResult(language, parsed: false, isOpaque: true, imports: [], operations: [], new ShellFacts([]), problem);

        var argv = new string?[count];
        for (int i = 0; i < count; i++)
            argv[i] = code[words[i]];
        var operation = new Operation(ActionKind.ShellExec, string.Join(' ', argv), Certainty.Exact, argv[0]!, PositionOf(code, words[0].Start.Value));
        return new ScanResult(language, parsed: true, isOpaque: false, imports: [], [operation], new ShellFacts([argv]), note: null);
    }

    private static TextPosition PositionOf(string text, int offset)
    {
        var before = text.AsSpan(0, offset);
        return new TextPosition(before.Count('\n') + 1, offset - before.LastIndexOf('\n'));
    }
}
