using System.Text;

namespace ActionGate.Cli.Rendering;

/// <summary>How a run ended, as one line.</summary>
internal static class RunJson
{
    /// <param name="exitCode">The tool's own.</param>
    /// <param name="hasStarted">Something ran.</param>
    /// <param name="result">How it ended; <see langword="null"/>: it was interrupted before anything began.</param>
    /// <param name="reason">Why nothing ran, or why it ended; <see langword="null"/> where it came to its own end.</param>
    internal static string Line(int exitCode, bool hasStarted, CodeResult? result, string? reason)
    {
        using var bytes = new MemoryStream();
        var output = new JsonOutput(bytes);
        var json = output.Json;
        json.WriteStartObject();
        json.WriteNumber("exitCode"u8, exitCode);
        json.WriteBoolean("denied"u8, result is { IsDenied: true });
        json.WriteBoolean("started"u8, hasStarted);
        json.WriteString("limitHit"u8, result?.LimitHit);
        json.WriteString("reason"u8, reason);
        json.WriteEndObject();
        output.EndLine();
        output.Flush();
        return Encoding.UTF8.GetString(bytes.ToArray()).TrimEnd('\n');
    }
}
