namespace ActionGate.Scanning.Shell.Facts;

/// <summary>A text with its lines, which are counted when somebody first asks for a place. Safe for concurrent use.</summary>
internal sealed class ShellText(string text)
{
    /// <summary>Where each line begins.</summary>
    private int[]? _lines;

    internal TextPosition PositionOf(int offset)
    {
        int[] lines = _lines ??= FindLines();
        offset = Math.Clamp(offset, 0, text.Length);
        int line = Array.BinarySearch(lines, offset);
        line = line < 0 ? ~line : line + 1;
        return new TextPosition(line, offset - lines[line - 1] + 1);
    }

    private int[] FindLines()
    {
        var lines = new List<int> { 0 };
        for (int i = text.IndexOf('\n', StringComparison.Ordinal); i >= 0; i = text.IndexOf('\n', i + 1))
            lines.Add(i + 1);
        return [.. lines];
    }
}
