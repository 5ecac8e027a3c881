using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace ActionGate.Cli.Input;

/// <summary>
/// One line of JSON Lines, read member by member. Whatever is wrong with it is said in <see cref="Problem"/>, and what could be read is
/// there all the same. One instance reads line after line.
/// </summary>
internal sealed class InputLine(FieldSet fields)
{
    private const int FieldCount = (int)Field.Shell + 1;

    private readonly JsonScalar[] _values = new JsonScalar[FieldCount];
    private int _seen;

    /// <summary>Why the line is malformed, in words; <see langword="null"/> where it is not.</summary>
    internal string? Problem { get; private set; }

    internal int? Port { get; set; }

    /// <summary>Somebody wants the request allowed.</summary>
    internal bool IsWanted { get; private set; }

    /// <summary>The action takes in all that lies below its target.</summary>
    internal bool IsRecursive { get; private set; }

    internal string? this[Field field]
    {
        get => _values[(int)field].Text;
        set => _values[(int)field] = new JsonScalar(value);
    }

    /// <summary>The member as it came.</summary>
    internal JsonScalar Echo(Field field) => _values[(int)field];

    /// <summary>Takes a line that was too long to be kept.</summary>
    internal void ReadTooLong()
    {
        Clear();
        Problem = string.Create(CultureInfo.InvariantCulture, $"the line is longer than {LineSource.DefaultLongestLine} bytes");
    }

    /// <summary>Reads a line. What it holds stays valid as long as the line does.</summary>
    internal void Read(ReadOnlyMemory<byte> line)
    {
        Clear();
        if (!line.Span.ContainsAnyExcept(" \t\r"u8))
        {
            Problem = "expected one JSON object a line, found a blank line";
            return;
        }
        try
        {
            ReadObject(line);
        }
        catch (JsonException e)
        {
            Problem ??= string.Create(CultureInfo.InvariantCulture, $"expected one JSON object a line, found what is not valid JSON at byte {e.BytePositionInLine + 1}");
        }
        if (!Utf8.IsValid(line.Span))
            Problem = "expected UTF-8, found other bytes";
    }

    private void Clear()
    {
        Array.Clear(_values);
        _seen = 0;
        Port = null;
        IsWanted = false;
        IsRecursive = false;
        Problem = null;
    }

    private void ReadObject(ReadOnlyMemory<byte> line)
    {
        var reader = new Utf8JsonReader(line.Span);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Problem = $"expected one JSON object a line, found {Describe(reader.TokenType)}";
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = fields.Find(ref reader);
            if (field is null && fields.FindIgnoringCase(ref reader) is { } meant)
                Problem ??= $"'{fields.NameOf(meant)}' is written in another case";
            reader.Read();
            if (field is { } known)
                Take(known, line, ref reader);
            reader.Skip();
        }
        // What follows the object would be an error here.
        reader.Read();
    }

    private void Take(Field field, ReadOnlyMemory<byte> line, ref Utf8JsonReader reader)
    {
        int bit = 1 << (int)field;
        if ((_seen & bit) != 0)
        {
            Problem ??= $"'{fields.NameOf(field)}' stands there twice";
            // Which of the two is meant nobody knows; an answer to the wrong request would be worse than one to none.
            _values[(int)field] = default;
            return;
        }
        _seen |= bit;
        if (reader.TokenType == JsonTokenType.Null)
            return;

        var raw = line[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
        if (reader.TokenType == JsonTokenType.String)
        {
            if (field is Field.Port or Field.Wanted or Field.IsRecursive)
                Problem ??= $"expected {Expected(field)} in '{fields.NameOf(field)}', found text";
            else
                _values[(int)field] = new JsonScalar(JsonText.Unescape(reader.ValueSpan), raw);
        }
        else if (field == Field.Wanted && reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            IsWanted = reader.TokenType == JsonTokenType.True;
        }
        else if (field == Field.IsRecursive && reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            IsRecursive = reader.TokenType == JsonTokenType.True;
        }
        else if (field == Field.Id && reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)
        {
            _values[(int)field] = new JsonScalar(null, raw);
        }
        else if (field == Field.Port && reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetInt32(out int port) && port is >= 0 and <= 65535)
                Port = port;
            else
                Problem ??= "expected a port from 0 to 65535 in 'port', found another number";
        }
        else
        {
            Problem ??= $"expected {Expected(field)} in '{fields.NameOf(field)}', found {Describe(reader.TokenType)}";
        }
    }

    private static string Expected(Field field) => field switch
    {
        Field.Id => "a string, a number, true, false or null",
        Field.Port => "a port from 0 to 65535",
        Field.Wanted or Field.IsRecursive => "true or false",
        _ => "a string",
    };

    private static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };
}
