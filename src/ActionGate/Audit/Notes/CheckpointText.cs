using System.Globalization;
using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Notes;

/// <summary>The text of a checkpoint, as C2SP tlog-checkpoint has it: origin, size and root, a line each.</summary>
internal static class CheckpointText
{
    internal static string Write(string origin, long size, ReadOnlySpan<byte> root) =>
        string.Create(CultureInfo.InvariantCulture, $"{origin}\n{size}\n{Convert.ToBase64String(root)}\n");

    /// <summary>Reads the text of a note that was found well-formed. Further lines are passed over.</summary>
    /// <returns>What is wrong; <see langword="null"/>: nothing.</returns>
    internal static string? Read(ReadOnlySpan<char> text, out string origin, out long size, out byte[] root)
    {
        (origin, size, root) = ("", 0, []);
        if (!NoteText.TryTakeLine(ref text, out var first) || first.IsEmpty)
            return "expected the name of a log";
        if (!NoteText.TryTakeLine(ref text, out var second) || !LogOrigin.TryParseNumber(second, out size))
            return "expected a number of records";
        if (!NoteText.TryTakeLine(ref text, out var third) || StrictBase64.Decode(third) is not { Length: TreeHasher.HashSize } hash)
            return "expected a root of 32 bytes, in base64";
        while (NoteText.TryTakeLine(ref text, out var further))
        {
            if (further.IsEmpty)
                return "expected no empty line in the text";
        }
        (origin, root) = (first.ToString(), hash);
        return null;
    }

    /// <summary>Signs a tree's head. Who calls has the records that it counts on the disk.</summary>
    /// <param name="signer">Signs, and tells its public key.</param>
    /// <param name="log">The log's name.</param>
    /// <param name="first">The sequence of the record that began the tree: 0, or that of a <c>break</c>.</param>
    /// <param name="size">How many records the tree has.</param>
    /// <param name="root">The tree's root.</param>
    /// <param name="cancellationToken">Handed to the signer.</param>
    /// <exception cref="AuditException">The name can't be signed, or the signer gave something else than its key's signature.</exception>
    internal static async ValueTask<AuditCheckpoint> SignAsync(ISigner signer, string log, long first, long size, ReadOnlyMemory<byte> root,
        CancellationToken cancellationToken)
    {
        if (LogOrigin.FindFault(log) is { } fault)
            throw new AuditException(DiagnosticIds.AuditCheckpointRefused, "no checkpoint can be signed under the log's name: " + fault);
        string text = Write(first == 0 ? log : LogOrigin.AfterBreak(log, first), size, root.Span);
        byte[] message = NoteText.Encode(text);
        byte[] signature = await signer.SignAsync(message, cancellationToken).ConfigureAwait(false);
        var key = signer.PublicKey;
        // A signature that nobody can verify would be found out when it is needed.
        if (signature is null || !key.Verifies(message, signature))
            throw new AuditException(DiagnosticIds.AuditCheckpointRefused, "the signer gave no ECDSA signature, in DER, that its public key verifies");
        return AuditCheckpoint.TryParse(SignedNote.Write(text, LogOrigin.KeyName(log), key.KeyId, signature), out string? problem)
            ?? throw new AuditException(DiagnosticIds.AuditCheckpointRefused, "no checkpoint can be signed: " + problem);
    }
}
