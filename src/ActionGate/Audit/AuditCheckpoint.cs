using ActionGate.Audit.Notes;

namespace ActionGate;

/// <summary>What an audit log was when it was signed: how many records, and the root of the tree over them.</summary>
/// <remarks>
/// A signed note (C2SP signed-note, tlog-checkpoint). Who keeps one elsewhere can show later that records were removed or changed.
/// Immutable; safe to share between threads.
/// </remarks>
public sealed class AuditCheckpoint
{
    private readonly SignedNote _note;

    private AuditCheckpoint(SignedNote note, string origin, long size, byte[] root)
    {
        _note = note;
        Origin = origin;
        Size = size;
        RootHash = root;
        Log = LogOrigin.LogOf(origin, out long first);
        First = first;
    }

    /// <summary>Whose checkpoint it is: the log's name; after a break in the log, that name, <c>/break-</c> and the sequence of the record that says so.</summary>
    public string Origin { get; }

    /// <summary>How many records it counts, from the first, or from the break.</summary>
    public long Size { get; }

    /// <summary>The root of the Merkle tree over their hashes (RFC 6962, section 2.1), 32 bytes.</summary>
    public ReadOnlyMemory<byte> RootHash { get; }

    /// <summary>The whole note, with its signatures, as it is stored.</summary>
    public string Note => _note.Whole;

    /// <summary>The log's name in the origin.</summary>
    internal string Log { get; }

    /// <summary>The sequence of the record that began the tree: 0, or that of a <c>break</c>.</summary>
    internal long First { get; }

    /// <summary>Reads a checkpoint. Whether it is genuine, <see cref="IsSignedBy"/> tells.</summary>
    /// <param name="note">The note with its signatures.</param>
    /// <exception cref="ArgumentNullException"><paramref name="note"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">It is no checkpoint; the message says what was expected.</exception>
    public static AuditCheckpoint Parse(string note)
    {
        ArgumentNullException.ThrowIfNull(note);
        return TryParse(note, out string? fault) ?? throw new FormatException("this is no checkpoint: " + fault);
    }

    /// <summary>Whether the log's key has signed it.</summary>
    /// <param name="key">The log's public key, from somebody who is trusted, and not from beside the log.</param>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is <see langword="null"/>.</exception>
    public bool IsSignedBy(AuditPublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return FindFault(key) is null;
    }

    /// <summary>The whole note.</summary>
    public override string ToString() => Note;

    internal static AuditCheckpoint? TryParse(string text, out string? fault)
    {
        if (SignedNote.Parse(text, out fault) is not { } note)
            return null;
        fault = CheckpointText.Read(note.Text, out string origin, out long size, out byte[] root);
        return fault is null ? new AuditCheckpoint(note, origin, size, root) : null;
    }

    /// <summary>The same of a file's bytes.</summary>
    internal static AuditCheckpoint? TryParse(ReadOnlySpan<byte> bytes, out string? fault)
    {
        fault = "the note is too long";
        // No text has more units than bytes; three bytes a unit is the most there can be.
        if (bytes.Length > 3 * SignedNote.Longest)
            return null;
        fault = "expected valid UTF-8";
        return NoteText.Decode(bytes) is { } text ? TryParse(text, out fault) : null;
    }

    /// <summary>What is wrong with the log's signature; <see langword="null"/>: nothing.</summary>
    internal string? FindFault(AuditPublicKey key)
    {
        string name = LogOrigin.KeyName(Log);
        return key.Name is { } owner && !string.Equals(owner, name, StringComparison.Ordinal)
            ? $"the key is that of the log '{owner}', the checkpoint is of '{name}'"
            : _note.FindFault(key, name);
    }

    /// <summary>Adds what a witness gave.</summary>
    /// <param name="lines">Its signatures, a line each.</param>
    /// <param name="own">The log's key, for which no witness may speak: a bad signature of it would spoil the note.</param>
    /// <param name="fault">Why they can't be added.</param>
    internal AuditCheckpoint? WithSignatures(string lines, AuditPublicKey own, out string? fault)
    {
        string whole = Note + (lines.EndsWith('\n') ? lines : lines + "\n");
        if (SignedNote.Parse(whole, out fault) is not { } note)
            return null;
        fault = "expected nothing but signatures";
        if (!string.Equals(note.Text, _note.Text, StringComparison.Ordinal))
            return null;
        fault = "a witness can't sign with the log's key";
        for (int i = _note.Signatures.Count; i < note.Signatures.Count; i++)
        {
            if (SignedNote.IsOf(note.Signatures[i], own, LogOrigin.KeyName(Log)))
                return null;
        }
        fault = null;
        return new AuditCheckpoint(note, Origin, Size, RootHash.ToArray());
    }
}
