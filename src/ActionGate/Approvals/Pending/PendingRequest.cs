using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ActionGate.Approvals.Pending;

/// <summary>A request as it lies in the folder. The same request, time and nonce make the same bytes.</summary>
internal sealed class PendingRequest
{
    internal const int FileLength = 16;

    private const int NonceLength = 32;
    private const string Times = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    private PendingRequest(string digest, string nonce, DateTimeOffset expiresAt, byte[] bytes)
    {
        File = digest[..FileLength];
        Nonce = nonce;
        ExpiresAt = expiresAt;
        Bytes = bytes;
        Hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>The name of its file, without the ending: the beginning of the digest.</summary>
    internal string File { get; }

    internal string Nonce { get; }

    internal DateTimeOffset ExpiresAt { get; }

    internal byte[] Bytes { get; }

    internal string Hash { get; }

    /// <summary>A request that nobody was asked before.</summary>
    internal static PendingRequest New(ApprovalRequest request, DateTimeOffset now) =>
        Write(request, RandomNumberGenerator.GetHexString(NonceLength, lowercase: true), now, request.ExpiresAt);

    /// <summary>The request that lies there, if it is this very one and waits still.</summary>
    /// <param name="bytes">What lies there.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="now">The time.</param>
    internal static PendingRequest? Again(byte[] bytes, ApprovalRequest request, DateTimeOffset now)
    {
        if (!TryReadTerms(bytes, out string nonce, out var created, out var expires) || expires <= now || expires - created > MostWaiting || created > now)
            return null;
        var again = Write(request, nonce, created, expires);
        return again.Bytes.AsSpan().SequenceEqual(bytes) ? again : null;
    }

    /// <summary>No request waits longer, whatever the file says.</summary>
    private static TimeSpan MostWaiting => TimeSpan.FromDays(31);

    /// <summary>Reads a request for somebody to look at.</summary>
    /// <returns><see langword="null"/>: it is none.</returns>
    internal static PendingApproval? Read(string file, byte[] bytes, IReadOnlyList<string> answeredBy)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !TryReadTerms(root, out _, out var created, out var expires)
                || TextOf(root, "digest") is not { Length: > FileLength } digest || !digest.StartsWith(file, StringComparison.Ordinal))
            {
                return null;
            }
            return new PendingApproval(file, Convert.ToHexStringLower(SHA256.HashData(bytes)))
            {
                CreatedAt = created,
                ExpiresAt = expires,
                Agent = TextOf(root, "agent"),
                Suggester = TextOf(root, "suggester"),
                Session = TextOf(root, "session"),
                WorkingDirectory = TextOf(root, "cwd"),
                Kind = TextOf(root, "action"),
                Target = TextOf(root, "target"),
                Tool = TextOf(root, "tool"),
                Arguments = TextOf(root, "arguments"),
                Blocks = root.TryGetProperty("blocks", out var blocks) ? [.. blocks.EnumerateArray().Select(BlockOf)] : [],
                RealPath = TextOf(root, "real_path"),
                Method = TextOf(root, "method"),
                Port = root.TryGetProperty("port", out var port) ? port.GetInt32() : null,
                IsRecursive = IsTrue(root, "recursive"),
                Scripts = root.TryGetProperty("scripts", out var scripts) ? [.. scripts.EnumerateArray().Select(ScriptOf)] : [],
                Operations = root.TryGetProperty("operations", out var operations) ? [.. operations.EnumerateArray().Select(OperationOf)] : [],
                Reason = TextOf(root, "reason") ?? "",
                Approvers = root.TryGetProperty("approvers", out var approvers) ? [.. approvers.EnumerateArray().Select(a => a.GetString()!)] : null,
                Required = root.GetProperty("required").GetInt32(),
                AnsweredBy = answeredBy,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static CodeBlock BlockOf(JsonElement block) =>
        new(block.GetProperty("code").GetString()!, block.GetProperty("language").GetString()!) { FileName = TextOf(block, "file_name") };

    private static ScannedScript ScriptOf(JsonElement script) => new(script.GetProperty("path").GetString()!, script.GetProperty("hash").GetString()!);

    private static PendingOperation OperationOf(JsonElement operation) =>
        new(operation.GetProperty("decision").GetString()!, operation.GetProperty("action").GetString()!, TextOf(operation, "target"))
        {
            RealPaths = operation.TryGetProperty("real_paths", out var paths) ? [.. paths.EnumerateArray().Select(p => p.GetString()!)] : [],
            IsRecursive = IsTrue(operation, "recursive"),
            Reason = TextOf(operation, "reason") ?? "",
        };

    private static bool IsTrue(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.GetBoolean();

    private static string? TextOf(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool TryReadTerms(byte[] bytes, out string nonce, out DateTimeOffset created, out DateTimeOffset expires)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return TryReadTerms(document.RootElement, out nonce, out created, out expires);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            (nonce, created, expires) = ("", default, default);
            return false;
        }
    }

    private static bool TryReadTerms(JsonElement root, out string nonce, out DateTimeOffset created, out DateTimeOffset expires)
    {
        (created, expires) = (default, default);
        nonce = root.ValueKind == JsonValueKind.Object ? TextOf(root, "nonce") ?? "" : "";
        return nonce.Length == NonceLength && TryReadTime(root, "created", out created) && TryReadTime(root, "expires", out expires);
    }

    private static bool TryReadTime(JsonElement root, string name, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(TextOf(root, name), Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    private static PendingRequest Write(ApprovalRequest request, string nonce, DateTimeOffset created, DateTimeOffset expires)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteStartObject();
            json.WriteString("digest", request.Digest);
            json.WriteString("nonce", nonce);
            json.WriteString("created", Text(created));
            json.WriteString("expires", Text(expires));
            Write(json, "agent", request.Context.Agent);
            Write(json, "suggester", request.Context.Suggester);
            Write(json, "session", request.Context.Session);
            Write(json, "cwd", request.Context.WorkingDirectory);
            Write(json, "action", request.Action?.Kind.Name);
            Write(json, "target", request.Action?.Target);
            Write(json, "tool", request.Context.Tool);
            Write(json, "arguments", request.Action?.Arguments);
            Write(json, "real_path", request.RealPath);
            Write(json, "method", request.Action?.Method);
            if (request.Action?.Port is { } port)
                json.WriteNumber("port", port);
            if (request.IsRecursive)
                json.WriteBoolean("recursive", true);
            if (request.Blocks.Count > 0)
                WriteBlocks(json, request.Blocks);
            WriteScripts(json, request.Scripts);
            WriteOperations(json, request.Decision);
            json.WriteString("reason", Sound(request.Decision.Reason));
            if (request.Approvers is { } approvers)
            {
                WriteTexts(json, "approvers", approvers);
            }
            json.WriteNumber("required", request.Required);
            json.WriteEndObject();
        }
        bytes.WriteByte((byte)'\n');
        return new PendingRequest(request.Digest, nonce, expires, bytes.ToArray());
    }

    private static void WriteBlocks(Utf8JsonWriter json, IReadOnlyList<CodeBlock> blocks)
    {
        json.WriteStartArray("blocks");
        foreach (var block in blocks)
        {
            json.WriteStartObject();
            Write(json, "language", block.Language);
            Write(json, "file_name", block.FileName);
            Write(json, "code", block.Code);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteScripts(Utf8JsonWriter json, IReadOnlyList<ScannedScript> scripts)
    {
        if (scripts.Count == 0)
            return;
        json.WriteStartArray("scripts");
        foreach (var script in scripts)
        {
            json.WriteStartObject();
            Write(json, "path", script.Path);
            Write(json, "hash", script.Hash);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>What the action does, where that is more than it says.</summary>
    private static void WriteOperations(Utf8JsonWriter json, in Decision decision)
    {
        if (!decision.HasSeveralOperations && decision.Operations.All(o => o.RealPaths.Count == 0))
            return;
        json.WriteStartArray("operations");
        foreach (var operation in decision.Operations)
        {
            json.WriteStartObject();
            json.WriteString("decision", DecisionText.Of(operation.Verdict));
            Write(json, "action", operation.Operation.Kind.Name);
            Write(json, "target", operation.Operation.Target ?? operation.Operation.Pattern);
            if (operation.IsRecursive)
                json.WriteBoolean("recursive", true);
            if (operation.RealPaths.Count > 0)
                WriteTexts(json, "real_paths", operation.RealPaths);
            Write(json, "reason", operation.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(Sound(text));
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, Sound(value));
    }

    /// <summary>JSON has no lone surrogates; the digest tells such texts apart, and what stands for them can be seen.</summary>
    private static string Sound(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Times, CultureInfo.InvariantCulture);
}
