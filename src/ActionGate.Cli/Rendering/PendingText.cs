using System.Globalization;
using System.Text.Json;

namespace ActionGate.Cli.Rendering;

/// <summary>Requests for approval, for people and as JSON. What an agent wrote is shown escaped.</summary>
internal static class PendingText
{
    private const string Times = "yyyy-MM-ddTHH:mm:ssZ";

    /// <summary>A request in a line.</summary>
    internal static string Line(PendingApproval request)
    {
        string what = request.Kind is { } kind ? $"{PrintableText.Quote(kind)[1..^1]} {PrintableText.Quote(request.Target ?? "")}" : $"code {PrintableText.Quote(string.Join('\n', request.Blocks.Select(b => b.Code)))}";
        string answered = request.AnsweredBy.Count == 0 ? "" : $" (answered by {OneLine(string.Join(", ", request.AnsweredBy))})";
        return $"{request.Id}  until {Time(request.ExpiresAt)}  {OneLine(request.Agent ?? "-")}  {what}{answered}";
    }

    /// <summary>All of a request.</summary>
    internal static IEnumerable<string> Lines(PendingApproval request)
    {
        yield return $"request {request.Id}";
        yield return $"made {Time(request.CreatedAt)}, expires {Time(request.ExpiresAt)}";
        (string, string?)[] facts = [("agent", request.Agent), ("suggested by", request.Suggester), ("session", request.Session), ("tool", request.Tool), ("in", request.WorkingDirectory)];
        foreach (var (name, value) in facts)
        {
            if (value is not null)
                yield return $"{name}: {OneLine(value)}";
        }
        yield return $"why: {OneLine(request.Reason)}";
        yield return request.Approvers is { } approvers ? $"needs {request.Required} of: {OneLine(string.Join(", ", approvers))}" : $"needs {request.Required}";
        if (request.AnsweredBy.Count > 0)
            yield return $"answers by: {OneLine(string.Join(", ", request.AnsweredBy))}";
        if (request.Kind is { } kind)
            yield return $"{OneLine(kind)} {OneLine(request.Target ?? "")}{(request.IsRecursive ? " and all below it" : "")}";
        if (request.Arguments is { } arguments)
        {
            yield return "arguments";
            foreach (string line in PrintableText.Of(arguments).Split('\n'))
                yield return "| " + line;
        }
        if (request.RealPath is { } real)
            yield return $"which is really: {OneLine(real)}";
        if (request.Method is not null || request.Port is not null)
            yield return $"by: {OneLine(string.Join(" to port ", new[] { request.Method ?? "any method", request.Port?.ToString(CultureInfo.InvariantCulture) }.Where(p => p is not null)))}";
        foreach (var block in request.Blocks)
        {
            yield return $"--- {OneLine(block.Language)}{(block.FileName is { } file ? " as " + OneLine(file) : "")}";
            foreach (string line in PrintableText.Of(block.Code).Split('\n'))
                yield return "| " + line;
        }
        foreach (var script in request.Scripts)
            yield return $"runs the script: {OneLine(script.Path)} ({OneLine(script.Hash)})";
        foreach (var operation in request.Operations.OrderBy(o => o.Decision == "require_approval"))
        {
            bool isAskedFor = operation.Decision == "require_approval";
            yield return $"{(isAskedFor ? "needs approval" : "also does")}: {OneLine(operation.Kind)} {OneLine(operation.Target ?? "(not known)")}{(operation.IsRecursive ? " and all below it" : "")}";
            foreach (string path in operation.RealPaths)
                yield return $"  which is really: {OneLine(path)}";
            if (isAskedFor)
                yield return $"  because: {OneLine(operation.Reason)}";
        }
    }

    internal static void Write(Utf8JsonWriter json, PendingApproval request)
    {
        json.WriteStartObject();
        json.WriteString("id", request.Id);
        json.WriteString("created", Time(request.CreatedAt));
        json.WriteString("expires", Time(request.ExpiresAt));
        json.WriteString("agentId", request.Agent);
        json.WriteString("suggesterId", request.Suggester);
        json.WriteString("session", request.Session);
        json.WriteString("cwd", request.WorkingDirectory);
        json.WriteString("actionType", request.Kind);
        json.WriteString("target", request.Target);
        json.WriteString("realPath", request.RealPath);
        json.WriteString("method", request.Method);
        json.WriteString("tool", request.Tool);
        json.WriteString("arguments", request.Arguments);
        json.WriteBoolean("recursive", request.IsRecursive);
        json.WriteStartArray("blocks");
        foreach (var block in request.Blocks)
        {
            json.WriteStartObject();
            json.WriteString("language", block.Language);
            json.WriteString("code", block.Code);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("scripts");
        foreach (var script in request.Scripts)
        {
            json.WriteStartObject();
            json.WriteString("path", script.Path);
            json.WriteString("hash", script.Hash);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("operations");
        foreach (var operation in request.Operations)
        {
            json.WriteStartObject();
            json.WriteString("kind", operation.Kind);
            json.WriteString("target", operation.Target);
            json.WriteString("decision", operation.Decision);
            json.WriteBoolean("recursive", operation.IsRecursive);
            WriteNames(json, "realPaths", operation.RealPaths);
            json.WriteString("reason", operation.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("reason", request.Reason);
        json.WriteNumber("required", request.Required);
        WriteNames(json, "approvers", request.Approvers ?? []);
        WriteNames(json, "answeredBy", request.AnsweredBy);
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string name, IReadOnlyList<string> names)
    {
        json.WriteStartArray(name);
        foreach (string value in names)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string OneLine(string text) => PrintableText.Of(text).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(Times, CultureInfo.InvariantCulture);
}
