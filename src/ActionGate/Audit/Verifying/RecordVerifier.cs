using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;
using ActionGate.Audit.Records;

namespace ActionGate.Audit.Verifying;

/// <summary>Follows a chain record by record, over the bytes as they are stored: nothing is ever written again to be compared.</summary>
internal sealed class RecordVerifier : IDisposable
{
    private const int ShortestLine = RecordFormat.PreviousLength + RecordFormat.HashSuffixLength;
    private const int KnownVersion = 1;

    private readonly MemberNames _names = new();
    private readonly QuickJson _quick = new();
    private readonly LeafHasher _hasher = new();
    private readonly byte[] _head = RecordFormat.NoPrevious.ToArray();
    private readonly byte[] _leaf = new byte[SHA256.HashSizeInBytes];
    private byte[] _framed = new byte[1024];
    private long _segmentFirst;
    private bool _isSegmentStart;
    private bool _isUnknownVersion;
    private string? _unknownType;

    /// <summary>Begins where a chain begins.</summary>
    internal RecordVerifier()
    {
    }

    /// <summary>Begins behind a record that is known.</summary>
    /// <param name="next">The sequence of the first record to come.</param>
    /// <param name="head">The hash of the one before, in hexadecimal digits.</param>
    /// <param name="treeStart">The sequence of the record that began the tree.</param>
    internal RecordVerifier(long next, ReadOnlySpan<byte> head, long treeStart)
    {
        MoveTo(next, head, treeStart);
    }

    /// <summary>How many records have verified.</summary>
    internal long Records { get; private set; }

    /// <summary>The sequence that the next record must have.</summary>
    internal long Next { get; private set; }

    /// <summary>The sequence of the record that began the tree that the last record belongs to.</summary>
    internal long TreeStart { get; private set; }

    /// <summary>The hash of the last record that verified, in hexadecimal digits; zeros before the first.</summary>
    internal ReadOnlySpan<byte> Head => _head;

    /// <summary>The same as it is: the record's leaf in the tree.</summary>
    internal ReadOnlySpan<byte> Leaf => _leaf;

    /// <summary>The type of the last record that verified.</summary>
    internal string Type { get; private set; } = "";

    /// <summary>The log's name, from its first record or the last <c>break</c>.</summary>
    internal string? Origin { get; private set; }

    /// <summary>What this version does not know about the last record that verified; <see langword="null"/>: nothing.</summary>
    internal string? Unknown => _isUnknownVersion ? "record version" : _unknownType is null ? null : "record type " + DecisionText.Quote(_unknownType);

    /// <summary>The last record that verified is of a version that this one can't continue.</summary>
    internal bool IsUnknownVersion => _isUnknownVersion;

    /// <summary>Goes on behind another record, which is known; how many have verified is as before.</summary>
    internal void MoveTo(long next, ReadOnlySpan<byte> head, long treeStart)
    {
        Next = next;
        TreeStart = treeStart;
        head.CopyTo(_head);
        _isSegmentStart = false;
    }

    /// <summary>The hash that the next record names is not known to be that of the record before.</summary>
    internal void TakeAsGiven(ReadOnlySpan<byte> previous) => previous.CopyTo(_head);

    /// <summary>The record that was accepted last is not to be one of the log's after all.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="treeStart">The sequence of the record that began the tree before it.</param>
    internal void TakeBack(ReadOnlySpan<byte> line, long treeStart)
    {
        _ = TryReadPlace(line, out long sequence, out var previous);
        MoveTo(sequence, previous, treeStart);
        Records--;
    }

    /// <summary>Goes on behind records that somebody else has verified from here on, and found nothing unusual in them.</summary>
    internal void Adopt(RecordVerifier other, long records)
    {
        MoveTo(other.Next, other.Head, TreeStart);
        Records += records;
        (_isUnknownVersion, _unknownType) = (false, null);
    }

    /// <summary>The place that a line claims to have, of which nothing is known yet.</summary>
    /// <param name="line">The line without its line feed.</param>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="previous">The hash that it names, in hexadecimal digits.</param>
    internal static bool TryReadPlace(ReadOnlySpan<byte> line, out long sequence, out ReadOnlySpan<byte> previous)
    {
        sequence = -1;
        previous = default;
        if (line.Length < ShortestLine || !line.StartsWith(RecordFormat.Start))
            return false;
        var rest = line[RecordFormat.Start.Length..];
        if (!TryTakeNumber(ref rest, out _) || !rest.StartsWith(RecordFormat.SequenceMember))
            return false;
        rest = rest[RecordFormat.SequenceMember.Length..];
        previous = line[..^RecordFormat.HashSuffixLength];
        previous = previous.Slice(previous.Length - 1 - RecordFormat.HexLength, RecordFormat.HexLength);
        return TryTakeNumber(ref rest, out sequence) && !previous.ContainsAnyExcept("0123456789abcdef"u8);
    }

    /// <summary>The next line is the first of a segment, whose name says which record it is.</summary>
    internal void BeginSegment(long first)
    {
        _segmentFirst = first;
        _isSegmentStart = true;
    }

    /// <summary>Takes the next record if it is beyond doubt.</summary>
    /// <param name="line">The line without its line feed.</param>
    /// <returns>What is wrong with it; <see langword="null"/>: nothing.</returns>
    internal string? Accept(ReadOnlySpan<byte> line)
    {
        if (CheckForm(line, out int version, out long sequence, out var previous) is { } fault)
            return fault;
        if (_isSegmentStart && sequence != _segmentFirst)
            return string.Create(CultureInfo.InvariantCulture, $"expected record {_segmentFirst}, found record {sequence}");
        // A chain and a tree of its own: only at the start of a segment, and only in a record that says so.
        bool isBreak = _isSegmentStart && sequence > 0 && previous.SequenceEqual(RecordFormat.NoPrevious);
        if (!isBreak && sequence != Next)
            return string.Create(CultureInfo.InvariantCulture, $"expected record {Next}, found record {sequence}");
        if (!isBreak && !previous.SequenceEqual(_head))
            return Next == 0 ? "\"prev\" of the first record is not 64 zeros" : "\"prev\" is not the hash of the record before";

        Span<byte> hash = stackalloc byte[RecordFormat.HexLength];
        Span<byte> leaf = stackalloc byte[SHA256.HashSizeInBytes];
        if (CheckContent(line, namesLog: isBreak || Next == 0, hash, leaf, out string type, out string? origin) is { } invalid)
            return invalid;
        if (Next == 0 && !isBreak && type is not "log.open")
            return "the first record is not a log.open";
        if (isBreak != type is "break")
            return isBreak ? "\"prev\" is not the hash of the record before" : "a break is not the first record of its segment";

        if (isBreak)
            TreeStart = sequence;
        Origin = origin ?? Origin;
        _isSegmentStart = false;

        _isUnknownVersion = version != KnownVersion;
        _unknownType = RecordFormat.IsKnownType(type) ? null : type;
        Type = type;
        hash.CopyTo(_head);
        leaf.CopyTo(_leaf);
        Next = sequence + 1;
        Records++;
        return null;
    }

    /// <summary>Looks at a record that stands by itself, outside of its chain: what it says of the one before is taken as given.</summary>
    /// <param name="line">The line without its line feed.</param>
    /// <param name="leaf">Gets the record's hash, 32 bytes.</param>
    /// <param name="sequence">The record's place in the log.</param>
    /// <returns>What is wrong with it; <see langword="null"/>: nothing.</returns>
    internal static string? CheckAlone(ReadOnlySpan<byte> line, Span<byte> leaf, out long sequence)
    {
        if (CheckForm(line, out _, out sequence, out var previous) is { } fault)
            return fault;
        using var records = new RecordVerifier();
        Span<byte> hash = stackalloc byte[RecordFormat.HexLength];
        return previous.ContainsAnyExcept("0123456789abcdef"u8)
            ? "expected \"prev\", 64 lower-case hexadecimal digits"
            : records.CheckContent(line, namesLog: false, hash, leaf, out _, out _);
    }

    public void Dispose() => _hasher.Dispose();

    private static string? CheckForm(ReadOnlySpan<byte> line, out int version, out long sequence, out ReadOnlySpan<byte> previous)
    {
        version = 0;
        sequence = -1;
        previous = default;
        if (line.Length >= RecordFormat.LongestLine)
            return "the line is longer than 65,535 bytes";
        if (line.Length < ShortestLine || !IsMember(line[^RecordFormat.HashSuffixLength..], RecordFormat.HashMember) || line[^1] != (byte)'}')
            return "expected a line that ends in \"hash\", 64 lower-case hexadecimal digits";
        var entry = line[..^RecordFormat.HashSuffixLength];
        if (!IsMember(entry[^RecordFormat.PreviousLength..], RecordFormat.PreviousMember))
            return "expected \"prev\", 64 lower-case hexadecimal digits, as the last member before \"hash\"";
        previous = entry.Slice(entry.Length - 1 - RecordFormat.HexLength, RecordFormat.HexLength);
        return CheckStart(entry, out version, out sequence);
    }

    /// <summary>The hash fits the bytes, and all readers read the same in them.</summary>
    private string? CheckContent(ReadOnlySpan<byte> line, bool namesLog, Span<byte> hash, Span<byte> leaf, out string type, out string? origin)
    {
        (type, origin) = ("", null);
        _hasher.Hash(Framed(line[..^RecordFormat.HashSuffixLength]), default, default, hash, leaf);
        return hash.SequenceEqual(RecordFormat.HashOf(line)) ? Read(line, namesLog, out type, out origin) : "the hash does not fit the record's bytes";
    }

    /// <summary>
    /// A comma, a name, 64 bytes, which are compared with lower-case digits later, and a quote: no escape can begin or end in there, so
    /// it is a member of the record itself.
    /// </summary>
    private static bool IsMember(ReadOnlySpan<byte> text, ReadOnlySpan<byte> member) =>
        text.StartsWith(member) && text[member.Length + RecordFormat.HexLength] == (byte)'"';

    /// <summary>What is hashed, in one piece: handing it on in three costs more than copying it.</summary>
    private ReadOnlySpan<byte> Framed(ReadOnlySpan<byte> entry)
    {
        if (entry.Length + 2 > _framed.Length)
            Array.Resize(ref _framed, Math.Max(entry.Length + 2, 2 * _framed.Length));
        _framed[0] = RecordFormat.LeafPrefix;
        entry.CopyTo(_framed.AsSpan(1));
        _framed[entry.Length + 1] = (byte)'}';
        return _framed.AsSpan(0, entry.Length + 2);
    }

    private static string? CheckStart(ReadOnlySpan<byte> entry, out int version, out long sequence)
    {
        version = 0;
        sequence = -1;
        if (!entry.StartsWith(RecordFormat.Start))
            return "expected a record that begins with {\"v\":";
        entry = entry[RecordFormat.Start.Length..];
        if (!TryTakeNumber(ref entry, out long v) || v > int.MaxValue || !entry.StartsWith(RecordFormat.SequenceMember))
            return "expected \"v\", a whole number, and then \"seq\"";
        version = (int)v;
        entry = entry[RecordFormat.SequenceMember.Length..];
        if (!TryTakeNumber(ref entry, out sequence) || sequence == long.MaxValue || entry[0] != (byte)',')
            return "expected \"seq\", a whole number";
        return null;
    }

    /// <summary>Digits; JSON itself refuses zeros before them.</summary>
    private static bool TryTakeNumber(ref ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        int length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (length <= 0 || !long.TryParse(text[..length], NumberStyles.None, CultureInfo.InvariantCulture, out number))
            return false;
        text = text[length..];
        return true;
    }

    private string? Read(ReadOnlySpan<byte> line, bool namesLog, out string type, out string? origin)
    {
        (type, origin) = ("", null);
        if (!Utf8.IsValid(line))
            return "the record is not valid UTF-8";
        if (namesLog || !_quick.TryRead(line, out var quick))
            return CheckJson(line, namesLog, out type, out origin);
        type = TypeOf(quick);
        return null;
    }

    private string? CheckJson(ReadOnlySpan<byte> line, bool namesLog, out string type, out string? origin)
    {
        type = "";
        origin = null;
        bool hasType = false;
        _names.Clear();
        try
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        _names.BeginObject();
                        break;
                    case JsonTokenType.EndObject:
                        if (_names.EndObject())
                            return "a name stands twice in one object";
                        break;
                    case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                        var name = _names.Add(reader.ValueSpan);
                        bool isType = name is "type";
                        bool isOrigin = namesLog && name is "log";
                        if (!isType && !isOrigin)
                            break;
                        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                            return "expected text in \"type\" and \"log\"";
                        if (isType)
                            (type, hasType) = (TypeOf(reader.ValueSpan), true);
                        else
                            origin = JsonText.Decode(reader.ValueSpan);
                        break;
                    case JsonTokenType.PropertyName:
                        _names.Add(reader.ValueSpan);
                        break;
                }
            }
        }
        catch (JsonException e)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the record is not valid JSON, at byte {e.BytePositionInLine ?? 0}");
        }
        return hasType ? null : "expected a \"type\"";
    }

    /// <summary>The common types without a new string for each record.</summary>
    private static string TypeOf(ReadOnlySpan<byte> escaped) =>
        escaped.SequenceEqual("decision"u8) ? "decision"
        : escaped.SequenceEqual("outcome"u8) ? "outcome"
        : escaped.SequenceEqual("approval"u8) ? "approval"
        : JsonText.Decode(escaped);
}
