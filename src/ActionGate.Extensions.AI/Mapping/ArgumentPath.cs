using System.Text.Json;
using ActionGate.Arguments;

namespace ActionGate.Mapping;

/// <summary>Where in the arguments a text stands: a name, or a path like JSON Pointer's (RFC 6901) with <c>*</c> for every element of an array.</summary>
internal sealed class ArgumentPath
{
    private const string EveryElement = "*";

    private readonly string _text;
    private readonly string[] _segments;

    private ArgumentPath(string text, string[] segments)
    {
        _text = text;
        _segments = segments;
    }

    /// <summary>The argument that holds the text.</summary>
    internal string Argument => _segments[0];

    /// <summary>Reads a path that the host wrote.</summary>
    /// <exception cref="ArgumentException">It is no path.</exception>
    internal static ArgumentPath Parse(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path[0] != '/')
            return new ArgumentPath(path, [path]);
        string[] segments = path[1..].Split('/');
        for (int i = 0; i < segments.Length; i++)
            segments[i] = Unescape(segments[i], path);
        if (segments[0] == EveryElement)
            throw new ArgumentException($"expected the name of an argument first in '{path}', found '*'", nameof(path));
        return new ArgumentPath(path, segments);
    }

    /// <summary>Adds every text that the path names.</summary>
    /// <param name="arguments">The call's arguments.</param>
    /// <param name="texts">Takes the texts.</param>
    /// <returns>Why the texts can't be had; <see langword="null"/> where they were added.</returns>
    /// <exception cref="InvalidOperationException">A text is no valid Unicode.</exception>
    internal string? Read(FrozenArguments arguments, List<string> texts)
    {
        if (!arguments.TryGet(Argument, out var value))
            return Missing(0);
        if (_segments.Length > 1)
            return value.Json.ValueKind == JsonValueKind.Undefined ? Unexpected(1, value.Found) : Read(value.Json, 1, texts);
        if (value.Text is not { } text)
            return Unexpected(1, value.Found);
        texts.Add(text);
        return null;
    }

    public override string ToString() => _text;

    // As deep as the host's own path is long.
    private string? Read(JsonElement value, int index, List<string> texts)
    {
        if (index == _segments.Length)
        {
            if (value.ValueKind != JsonValueKind.String)
                return Unexpected(index, FrozenValue.Name(value.ValueKind));
            texts.Add(value.GetString()!);
            return null;
        }
        if (_segments[index] == EveryElement)
            return ReadEach(value, index, texts);
        if (value.ValueKind != JsonValueKind.Object)
            return Unexpected(index, FrozenValue.Name(value.ValueKind));
        return value.TryGetProperty(_segments[index], out var inner) ? Read(inner, index + 1, texts) : Missing(index);
    }

    private string? ReadEach(JsonElement value, int index, List<string> texts)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return Unexpected(index, FrozenValue.Name(value.ValueKind));
        foreach (var item in value.EnumerateArray())
        {
            if (texts.Count > ToolMapping.MostTargets)
                return null;
            if (Read(item, index + 1, texts) is { } fault)
                return fault;
        }
        return null;
    }

    private string Missing(int index) => $"the argument '{Through(index + 1)}' is missing";

    private string Unexpected(int index, string found)
    {
        string expected = index == _segments.Length ? "text" : _segments[index] == EveryElement ? "an array" : "an object";
        return $"expected {expected} in the argument '{Through(index)}', found {found}";
    }

    private string Through(int count) => count == 1 ? Argument : "/" + string.Join('/', _segments, 0, count);

    private static string Unescape(string segment, string path)
    {
        if (segment.Length == 0)
            throw new ArgumentException($"expected a name between the slashes of '{path}', found nothing", nameof(path));
        for (int i = segment.IndexOf('~', StringComparison.Ordinal); i >= 0; i = segment.IndexOf('~', i + 1))
        {
            if (i + 1 == segment.Length || segment[i + 1] is not ('0' or '1'))
                throw new ArgumentException($"expected '~0' or '~1' in '{path}', found another '~'", nameof(path));
        }
        return segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }
}
