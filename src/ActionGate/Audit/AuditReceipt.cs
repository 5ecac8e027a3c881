using System.Globalization;
using System.Text;
using ActionGate.Audit.Notes;
using ActionGate.Audit.Tree;
using ActionGate.Audit.Verifying;

namespace ActionGate;

/// <summary>A proof that an audit log holds a record, which anybody verifies with the log's public key alone: neither the log nor a network is needed.</summary>
/// <remarks>Text: the record, and a proof as C2SP tlog-proof has it. Immutable; safe to share between threads.</remarks>
public sealed class AuditReceipt
{
    private const string ProofHeader = "c2sp.org/tlog-proof@v1";
    private const string IndexStart = "index ";
    private const int MostHashes = 64;
    private const int Longest = 512 * 1024;

    private readonly string _line;
    private readonly long _index;
    private readonly byte[] _proof;
    private readonly AuditCheckpoint _checkpoint;

    /// <summary>Puts a receipt together.</summary>
    /// <param name="line">The record, without its line feed.</param>
    /// <param name="index">Its place in the tree, from 0.</param>
    /// <param name="proof">Its inclusion proof: hashes of 32 bytes, from the bottom to the top.</param>
    /// <param name="checkpoint">What signs the root that the proof leads to.</param>
    internal AuditReceipt(string line, long index, byte[] proof, AuditCheckpoint checkpoint)
    {
        _line = line;
        _index = index;
        _proof = proof;
        _checkpoint = checkpoint;
    }

    /// <summary>Reads a receipt. Nothing it says is to be believed before <see cref="Verify"/>.</summary>
    /// <param name="text">The receipt.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">It is no receipt; the message says what was expected.</exception>
    public static AuditReceipt Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out string? fault) ?? throw new FormatException("this is no receipt: " + fault);
    }

    /// <summary>Checks the record's hash, the proof that leads from it to the root, and the signature of the checkpoint with that root.</summary>
    /// <param name="key">The log's public key, from somebody who is trusted.</param>
    /// <returns>What was proved, or why nothing was.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is <see langword="null"/>.</exception>
    public AuditReceiptVerification Verify(AuditPublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (_checkpoint.FindFault(key) is { } unsigned)
            return AuditReceiptVerification.Failed("the checkpoint is not signed: " + unsigned);
        Span<byte> leaf = stackalloc byte[TreeHasher.HashSize];
        byte[] line = NoteText.Encode(_line);
        if (RecordVerifier.CheckAlone(line, leaf, out long sequence) is { } damaged)
            return AuditReceiptVerification.Failed("the record does not verify: " + damaged);
        if (InclusionProof.FindFault(_index, _checkpoint.Size, leaf, _proof, _checkpoint.RootHash.Span) is { } unproved)
            return AuditReceiptVerification.Failed("the log is not shown to hold the record: " + unproved);
        return sequence - _checkpoint.First == _index && AuditRecord.Parse(line) is { } record
            ? AuditReceiptVerification.Passed(record, _checkpoint)
            : AuditReceiptVerification.Failed("the record's place in the log is not its place in the tree");
    }

    /// <summary>The receipt as text, which <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(_line).Append("\n\n").Append(ProofHeader).Append('\n')
            .Append(IndexStart).Append(CultureInfo.InvariantCulture, $"{_index}\n");
        for (int i = 0; i < _proof.Length; i += TreeHasher.HashSize)
            text.Append(Convert.ToBase64String(_proof, i, TreeHasher.HashSize)).Append('\n');
        return text.Append('\n').Append(_checkpoint.Note).ToString();
    }

    internal static AuditReceipt? TryParse(string receipt, out string? fault)
    {
        fault = "it is too long";
        if (receipt.Length > Longest)
            return null;
        fault = "expected valid Unicode without control characters other than line feeds";
        if (!NoteText.IsValid(receipt))
            return null;
        ReadOnlySpan<char> text = receipt;
        fault = "expected a record, an empty line and " + ProofHeader;
        if (!NoteText.TryTakeLine(ref text, out var record) || !NoteText.TryTakeLine(ref text, out var empty) || !empty.IsEmpty
            || !NoteText.TryTakeLine(ref text, out var header) || !header.SequenceEqual(ProofHeader))
        {
            return null;
        }
        fault = "expected the record's index";
        if (!NoteText.TryTakeLine(ref text, out var indexLine) || !indexLine.StartsWith(IndexStart, StringComparison.Ordinal)
            || !LogOrigin.TryParseNumber(indexLine[IndexStart.Length..], out long index))
        {
            return null;
        }
        List<byte> proof = [];
        fault = "expected hashes of 32 bytes in base64, at most 64 of them, and an empty line";
        while (true)
        {
            if (!NoteText.TryTakeLine(ref text, out var line))
                return null;
            if (line.IsEmpty)
                break;
            if (proof.Count == MostHashes * TreeHasher.HashSize || StrictBase64.Decode(line) is not { Length: TreeHasher.HashSize } hash)
                return null;
            proof.AddRange(hash);
        }
        return AuditCheckpoint.TryParse(text.ToString(), out fault) is { } checkpoint ? new AuditReceipt(record.ToString(), index, [.. proof], checkpoint) : null;
    }
}
