using System.Globalization;

namespace ActionGate.Cli.Rendering;

/// <summary>The answers of <c>scan</c> for people.</summary>
internal static class ScanText
{
    internal static void Write(TextOutput text, string file, string language, ScanResult scan)
    {
        text.Write($"{file}: {PrintableText.Quote(language)[1..^1]}, ");
        if (scan.IsOpaque)
            text.WriteLine(scan.Note is null ? "opaque" : $"opaque: {scan.Note}", Tone.Caution);
        else
            text.WriteLine("every operation is listed", Tone.Good);
        foreach (var operation in scan.Operations)
            WriteOperation(text, operation);
    }

    private static void WriteOperation(TextOutput text, Operation operation)
    {
        string target = (operation.Target ?? operation.Pattern) is { } known ? PrintableText.Quote(known) : "(unknown target)";
        text.Write(string.Create(CultureInfo.InvariantCulture, $"  {operation.At.Line}:{operation.At.Column} {operation.Kind} {target}"));
        text.WriteLine(operation.Api.Length > 0 ? $" ({PrintableText.Quote(operation.Api)[1..^1]})" : "", Tone.Faint);
    }
}
