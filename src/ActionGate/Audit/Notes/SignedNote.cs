using System.Buffers.Binary;

namespace ActionGate.Audit.Notes;

/// <summary>A text and the signatures below it, as C2SP signed-note has them. Immutable.</summary>
internal sealed class SignedNote
{
    /// <summary>In UTF-16 units; sixteen signatures of the longest kind in use take half of it.</summary>
    internal const int Longest = 256 * 1024;

    private const int MostSignatures = 64;
    private const int KeyIdLength = 4;
    private const string LineStart = "\u2014 ";

    private SignedNote(string whole, string text, IReadOnlyList<NoteSignature> signatures)
    {
        Whole = whole;
        Text = text;
        Signatures = signatures;
    }

    /// <summary>The note as it stands.</summary>
    internal string Whole { get; }

    /// <summary>What is signed, with its last line feed.</summary>
    internal string Text { get; }

    /// <summary>One or more; nothing says yet that they are genuine.</summary>
    internal IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Reads a note; everything that follows its last empty line must be signatures.</summary>
    /// <param name="note">The note.</param>
    /// <param name="fault">Why it is none.</param>
    internal static SignedNote? Parse(string note, out string? fault)
    {
        int empty = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        List<NoteSignature> signatures = [];
        fault = note.Length > Longest ? "the note is too long"
            : !NoteText.IsValid(note) ? "expected valid Unicode without control characters other than line feeds"
            : empty < 0 ? "expected a text, an empty line and signatures"
            : ReadSignatures(note.AsSpan(empty + 2), signatures);
        return fault is null ? new SignedNote(note, note[..(empty + 1)], signatures) : null;
    }

    /// <summary>A note under its first signature.</summary>
    internal static string Write(string text, string keyName, uint keyId, ReadOnlySpan<byte> signature)
    {
        byte[] bytes = new byte[KeyIdLength + signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, keyId);
        signature.CopyTo(bytes.AsSpan(KeyIdLength));
        return $"{text}\n{LineStart}{keyName} {Convert.ToBase64String(bytes)}\n";
    }

    /// <summary>Looks for the signature of a key; those of other keys are ignored.</summary>
    /// <returns>What is wrong; <see langword="null"/>: the key has signed the text. One bad signature of the key spoils the note.</returns>
    internal string? FindFault(AuditPublicKey key, string keyName)
    {
        string? fault = $"there is no signature of '{keyName}' with the key {key.Id}";
        byte[]? text = null;
        foreach (var signature in Signatures)
        {
            if (!IsOf(signature, key, keyName))
                continue;
            if (!key.Verifies(text ??= NoteText.Encode(Text), signature.Bytes))
                return $"the signature of '{keyName}' does not fit the text";
            fault = null;
        }
        return fault;
    }

    /// <summary>Whether a signature claims to be the key's.</summary>
    internal static bool IsOf(in NoteSignature signature, AuditPublicKey key, string keyName) =>
        signature.KeyId == key.KeyId && string.Equals(signature.Name, keyName, StringComparison.Ordinal);

    private static string? ReadSignatures(ReadOnlySpan<char> lines, List<NoteSignature> signatures)
    {
        while (NoteText.TryTakeLine(ref lines, out var line))
        {
            if (!line.StartsWith(LineStart, StringComparison.Ordinal))
                return "expected a signature: a dash, a name and base64";
            line = line[LineStart.Length..];
            int space = line.IndexOf(' ');
            if (space <= 0 || !IsKeyName(line[..space]))
                return "expected the name of a key: no spaces, no '+'";
            if (StrictBase64.Decode(line[(space + 1)..]) is not { Length: > KeyIdLength } bytes)
                return "expected the id of a key and a signature, in base64";
            if (signatures.Count == MostSignatures)
                return "the note has too many signatures";
            signatures.Add(new NoteSignature(line[..space].ToString(), BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[KeyIdLength..]));
        }
        return !lines.IsEmpty ? "the last line has no line feed" : signatures.Count == 0 ? "expected a signature" : null;
    }

    private static bool IsKeyName(ReadOnlySpan<char> name)
    {
        foreach (char c in name)
        {
            if (char.IsWhiteSpace(c) || c == '+')
                return false;
        }
        return true;
    }
}
