namespace ActionGate.Cli.Rendering;

/// <summary>Diagnostics for people.</summary>
internal static class DiagnosticLines
{
    /// <summary>The text is that of the diagnostic; colour goes to its first and its last line, which do not quote the file.</summary>
    internal static void Write(TextOutput text, Diagnostic diagnostic)
    {
        var tone = diagnostic.Severity switch { DiagnosticSeverity.Error => Tone.Bad, DiagnosticSeverity.Warning => Tone.Caution, _ => Tone.Plain };
        string[] lines = diagnostic.ToString().Split('\n');
        for (int i = 0; i < lines.Length; i++)
            text.WriteLine(lines[i], i == 0 ? tone : i == lines.Length - 1 ? Tone.Faint : Tone.Plain);
    }
}
