using ActionGate.Audit.Notes;

namespace ActionGate.Approvals.Pending;

/// <summary>The keys under which answers count, by the names of those who have them.</summary>
internal sealed class ApproverKeys
{
    private readonly Dictionary<string, AuditPublicKey> _keys;

    private ApproverKeys(Dictionary<string, AuditPublicKey> keys) => _keys = keys;

    /// <exception cref="ArgumentException">There is none, one has no name, or two have the same.</exception>
    internal static ApproverKeys Of(IReadOnlyList<AuditPublicKey> approvers)
    {
        if (approvers.Count == 0)
            throw new ArgumentException("expected the key of an approver, found none", nameof(approvers));
        // As one approver may not approve twice, two names that differ in case only are not two people.
        var keys = new Dictionary<string, AuditPublicKey>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in approvers)
        {
            if (key?.Name is not { } name)
                throw new ArgumentException("expected a key with a name: name+id+base64", nameof(approvers));
            if (!keys.TryAdd(name, key))
                throw new ArgumentException($"two approvers are called '{name}'", nameof(approvers));
            if (keys.Values.Count(k => k.KeyId == key.KeyId) > 1)
                throw new ArgumentException($"the key of '{name}' is also another approver's", nameof(approvers));
        }
        return new ApproverKeys(keys);
    }

    /// <summary>Reads an answer.</summary>
    /// <returns><see langword="null"/>: nobody whose answer counts has given it, or it is to something else.</returns>
    internal PendingAnswer? Read(string note, PendingRequest request)
    {
        if (SignedNote.Parse(note, out _) is not { } signed || signed.Signatures is not [var signature])
            return null;
        bool isKnown = _keys.TryGetValue(signature.Name, out var key) && string.Equals(key.Name, signature.Name, StringComparison.Ordinal);
        return isKnown && signed.FindFault(key!, signature.Name) is null ? PendingAnswer.Read(signed.Text, request, signature.Name) : null;
    }
}
