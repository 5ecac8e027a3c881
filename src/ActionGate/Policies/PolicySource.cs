namespace ActionGate.Policies;

/// <summary>A policy's text with the name that diagnostics give it.</summary>
internal sealed class PolicySource(string? file, string text)
{
    private string[]? _lines;

    /// <summary>The file as the caller named it; <see langword="null"/> for text.</summary>
    internal string? File { get; } = file;

    internal string Text { get; } = text;

    /// <summary>The text of a line, counted from 1, without its line break; empty outside the text.</summary>
    internal string LineAt(int line)
    {
        _lines ??= Text.ReplaceLineEndings("\n").Split('\n');
        return line >= 1 && line <= _lines.Length ? _lines[line - 1] : "";
    }
}
