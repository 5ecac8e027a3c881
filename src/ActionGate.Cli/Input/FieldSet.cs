using System.Text;
using System.Text.Json;

namespace ActionGate.Cli.Input;

/// <summary>The members that a command reads on a line, by name; all others are passed over.</summary>
internal sealed class FieldSet
{
    private readonly (Field Field, string Name, JsonEncodedText Encoded)[] _names;

    private FieldSet(params ReadOnlySpan<(Field Field, string Name)> names)
    {
        _names = new (Field, string, JsonEncodedText)[names.Length];
        for (int i = 0; i < names.Length; i++)
            _names[i] = (names[i].Field, names[i].Name, JsonEncodedText.Encode(names[i].Name));
    }

    /// <summary>What <c>eval --jsonl</c> reads.</summary>
    internal static FieldSet Requests { get; } = new(
        (Field.Id, "id"),
        (Field.ActionType, "actionType"),
        (Field.Target, "target"),
        (Field.AgentId, "agentId"),
        (Field.WorkingDirectory, "cwd"),
        (Field.Method, "method"),
        (Field.Port, "port"),
        (Field.Suggester, "suggesterId"),
        (Field.Session, "session"),
        (Field.Language, "language"),
        (Field.Code, "code"),
        (Field.Policy, "policy"));

    /// <summary>What <c>simulate --jsonl</c> reads: requests with what became of them.</summary>
    internal static FieldSet Replays { get; } = new(
        [.. Requests._names.Select(n => (n.Field, n.Name)), (Field.Decision, "decision"), (Field.Rule, "rule"), (Field.Wanted, "wanted"), (Field.IsRecursive, "isRecursive"), (Field.Shell, "shell")]);

    /// <summary>What <c>scan --jsonl</c> reads.</summary>
    internal static FieldSet Blocks { get; } = new((Field.Id, "id"), (Field.Language, "language"), (Field.Code, "code"));

    /// <summary>The field behind the property name that the reader stands on.</summary>
    internal Field? Find(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
            return Find(JsonText.Unescape(reader.ValueSpan));
        foreach (var (field, _, encoded) in _names)
        {
            if (reader.ValueSpan.SequenceEqual(encoded.EncodedUtf8Bytes))
                return field;
        }
        return null;
    }

    /// <summary>The field that a name in another case means to readers that do not mind the case: such a line says two things.</summary>
    internal Field? FindIgnoringCase(ref Utf8JsonReader reader)
    {
        foreach (var (field, name, encoded) in _names)
        {
            if (reader.ValueIsEscaped
                ? string.Equals(name, JsonText.Unescape(reader.ValueSpan), StringComparison.OrdinalIgnoreCase)
                : Ascii.EqualsIgnoreCase(reader.ValueSpan, encoded.EncodedUtf8Bytes))
            {
                return field;
            }
        }
        return null;
    }

    internal string NameOf(Field field)
    {
        foreach (var (each, name, _) in _names)
        {
            if (each == field)
                return name;
        }
        return field.ToString();
    }

    private Field? Find(string written)
    {
        foreach (var (field, name, _) in _names)
        {
            if (string.Equals(name, written, StringComparison.Ordinal))
                return field;
        }
        return null;
    }
}
