using System.Globalization;
using System.Security.Cryptography;
using ActionGate.Audit.Redaction;

namespace ActionGate.Audit.Records;

/// <summary>
/// A record while it is written: everything between its time stamp and its <c>prev</c> can be there before the record has a place
/// in the log, so that only numbering and hashing happen under the lock.
/// </summary>
/// <remarks>One a thread, reused; what a thread writes now and then may be large, what it keeps is not.</remarks>
internal sealed class RecordDraft
{
    /// <summary>The longest string recorded, in UTF-16 units.</summary>
    internal const int LongestText = 256;

    private const int LargestKept = 16 * 1024;
    private const int TimestampLength = 28;

    /// <summary>Room before the body for the leaf prefix, <c>{"v":1,"seq":</c> and 19 digits, <c>,"ts":"</c>, the time stamp and a quote.</summary>
    private const int HeadRoom = 1 + 13 + 19 + 7 + TimestampLength + 1;

    /// <summary>What the body may take at most, so that the line stays within <see cref="RecordFormat.LongestLine"/>.</summary>
    private const int LongestBody = RecordFormat.LongestLine - HeadRoom - RecordFormat.PreviousLength - RecordFormat.HashSuffixLength - 11 - 1;

    private static ReadOnlySpan<byte> ClockBackMember => ",\"clk\":true"u8;

    [ThreadStatic]
    private static RecordDraft? _spare;

    private readonly JsonBuffer _json = new(2048);
    private readonly JsonBuffer _cuts = new(128);
    private readonly JsonBuffer _commitments = new(128);
    private readonly JsonBuffer _salts = new(128);
    private bool _isLossy;

    internal static RecordDraft Rent(ReadOnlySpan<byte> type)
    {
        var draft = _spare ?? new RecordDraft();
        _spare = null;
        draft._json.MoveTo(HeadRoom);
        draft._cuts.MoveTo(0);
        draft._commitments.MoveTo(0);
        draft._salts.MoveTo(0);
        draft._isLossy = false;
        draft._json.Raw(",\"type\":\""u8);
        draft._json.Raw(type);
        draft._json.Raw("\""u8);
        return draft;
    }

    internal void Return()
    {
        if (_json.Capacity <= LargestKept && _cuts.Capacity <= LargestKept)
            _spare = this;
    }

    /// <summary>The salts of its commitments, as the members of a JSON object; empty where there are none.</summary>
    internal ReadOnlySpan<byte> Salts => _salts.Length == 0 ? default : _salts.Written[1..];

    /// <summary>The bytes of the body so far.</summary>
    internal int Length => _json.Length - HeadRoom;

    internal void Raw(ReadOnlySpan<byte> json) => _json.Raw(json);

    /// <summary>The inside of a string, cut nowhere.</summary>
    /// <returns>The text is valid Unicode.</returns>
    internal bool Text(ReadOnlySpan<char> text)
    {
        bool isValid = _json.Text(text);
        _isLossy |= !isValid;
        return isValid;
    }

    internal void Number(long value) => _json.Number(value);

    /// <summary>A member with a string, cut to <paramref name="longest"/> UTF-16 units; nothing where there is no string.</summary>
    internal void Member(ReadOnlySpan<byte> name, string? value, int longest = LongestText)
    {
        if (value is null)
            return;
        Name(name);
        _json.Raw("\""u8);
        var kept = Cut(value, longest);
        Text(kept);
        _json.Raw("\""u8);
        if (kept.Length < value.Length)
            NoteCut(name, value.Length);
    }

    /// <summary>A member with a name that somebody gave, without the secrets in it, and a commitment to it where there are some.</summary>
    internal void Member(ReadOnlySpan<byte> name, string? value, bool redacts)
    {
        if (value is null)
            return;
        if (redacts && RedactedText.OfName(value, LongestText) is { HasSecrets: true } shown)
        {
            Excerpt(name, shown.Text);
            Withhold(name, value);
            return;
        }
        Member(name, value);
    }

    /// <summary>A member with as much of a text as may be shown, and a commitment to the whole where that is not all.</summary>
    internal void Excerpt(ReadOnlySpan<byte> name, string? value, bool redacts, int longest = LongestText)
    {
        if (value is null)
            return;
        var shown = redacts ? RedactedText.Of(value, longest) : RedactedText.Cut(value, longest);
        Excerpt(name, shown.Text);
        if (!shown.IsWhole)
            Withhold(name, value);
    }

    /// <summary>A member with a text that is short enough.</summary>
    internal void Excerpt(ReadOnlySpan<byte> name, ReadOnlySpan<char> text)
    {
        Name(name);
        _json.Raw("\""u8);
        Text(text);
        _json.Raw("\""u8);
    }

    /// <summary>The record does not hold this text in full: it says how long it is, and commits to it.</summary>
    internal void Withhold(ReadOnlySpan<byte> name, string value)
    {
        NoteCut(name, value.Length);
        Span<byte> salt = stackalloc byte[Commitment.SaltLength];
        Records.Salts.Take(salt);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Commitment.Compute(name, salt, value, hash);
        Base64Member(_commitments, name, hash);
        Base64Member(_salts, name, salt);
    }

    internal void Member(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        _json.Number(value);
    }

    internal void Member(ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        _json.Raw(value ? "true"u8 : "false"u8);
    }

    internal void Name(ReadOnlySpan<byte> name)
    {
        _json.Raw(",\""u8);
        _json.Raw(name);
        _json.Raw("\":"u8);
    }

    /// <summary>Says in <c>n</c> how long something was, or how many, before it was cut.</summary>
    internal void NoteCut(ReadOnlySpan<byte> name, long original) => NoteCut(name, default, original);

    /// <summary>The same for a member of <c>meta</c>, whose name is text.</summary>
    internal void NoteCut(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> name, long original)
    {
        _cuts.Raw(",\""u8);
        _cuts.Raw(prefix);
        _cuts.Text(name);
        _cuts.Raw("\":"u8);
        _cuts.Number(original);
    }

    /// <summary>Where the record stands, to come back to if what follows grows too long.</summary>
    internal Mark Here() => new(_json.Length, _cuts.Length, _isLossy);

    internal void BackTo(Mark mark)
    {
        _json.MoveTo(mark.Json);
        _cuts.MoveTo(mark.Cuts);
        _isLossy = mark.IsLossy;
    }

    /// <summary>The members that tell of what came before: <c>n</c>, <c>c</c> and <c>lossy</c>.</summary>
    internal void Close()
    {
        Group("n"u8, _cuts);
        Group("c"u8, _commitments);
        if (_isLossy)
            Member("lossy"u8, true);
    }

    /// <summary>Gives the record its place and its hash; the draft can be sealed again if the line could not be written.</summary>
    /// <returns>The line with its line feed, valid until the draft changes.</returns>
    /// <exception cref="AuditException">The record would be longer than a line may be.</exception>
    internal ReadOnlySpan<byte> Seal(long sequence, DateTimeOffset now, bool isClockBack, ReadOnlySpan<byte> previous, LeafHasher hasher)
    {
        int bodyEnd = _json.Length;
        if (Length > LongestBody)
            throw new AuditException(DiagnosticIds.AuditUnusable, string.Create(CultureInfo.InvariantCulture, $"the record has {Length} bytes, expected at most {LongestBody}"));
        int start = WriteHead(sequence, now);
        if (isClockBack)
            _json.Raw(ClockBackMember);
        _json.Raw(RecordFormat.PreviousMember);
        _json.Raw(previous);
        _json.Raw("\"}"u8);

        int entryEnd = _json.Length;
        Span<byte> hex = stackalloc byte[RecordFormat.HexLength];
        hasher.Hash(_json.Slice(start - 1, entryEnd - start + 1), default, default, hex);
        _json.MoveTo(entryEnd - 1);
        _json.Raw(RecordFormat.HashMember);
        _json.Raw(hex);
        _json.Raw("\"}\n"u8);
        var line = _json.Written[start..];
        _json.MoveTo(bodyEnd);
        return line;
    }

    /// <summary>As much of the text as fits, never half of a surrogate pair.</summary>
    internal static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text, int longest) => text[..RedactedText.LengthWithin(text, longest)];

    private void Group(ReadOnlySpan<byte> name, JsonBuffer members)
    {
        if (members.Length == 0)
            return;
        Name(name);
        _json.Raw("{"u8);
        _json.Raw(members.Written[1..]);
        _json.Raw("}"u8);
    }

    private static void Base64Member(JsonBuffer buffer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        Span<byte> text = stackalloc byte[44];
        System.Buffers.Text.Base64.EncodeToUtf8(bytes, text, out _, out int length);
        buffer.Raw(",\""u8);
        buffer.Raw(name);
        buffer.Raw("\":\""u8);
        buffer.Raw(text[..length]);
        buffer.Raw("\""u8);
    }

    /// <summary>Writes the first members backwards from the body, for a number has no fixed length.</summary>
    private int WriteHead(long sequence, DateTimeOffset now)
    {
        Span<byte> head = stackalloc byte[HeadRoom];
        head[0] = RecordFormat.LeafPrefix;
        int length = 1;
        "{\"v\":1,\"seq\":"u8.CopyTo(head[length..]);
        length += 13;
        sequence.TryFormat(head[length..], out int digits, default, CultureInfo.InvariantCulture);
        length += digits;
        ",\"ts\":\""u8.CopyTo(head[length..]);
        length += 7;
        now.UtcDateTime.TryFormat(head[length..], out int written, "O", CultureInfo.InvariantCulture);
        length += written;
        head[length++] = (byte)'"';
        head[..length].CopyTo(_json.Slice(HeadRoom - length, length));
        return HeadRoom - length + 1;
    }

    internal readonly record struct Mark(int Json, int Cuts, bool IsLossy);
}
