namespace ActionGate;

/// <summary>Where a <see cref="PendingApprovals"/> keeps requests, and whose answers count.</summary>
/// <remarks>Immutable as long as the list that it was given is; the store copies it.</remarks>
public sealed record PendingApprovalsOptions
{
    /// <summary>The absolute path of the folder; created for its owner alone (0700) where it is missing.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// The public keys of those who may approve, each with a name: <see cref="AuditPublicKey.Parse"/> of what <c>actiongate approve key</c> printed
    /// (<c>name+id+base64</c>). At least one.
    /// </summary>
    public required IReadOnlyList<AuditPublicKey> Approvers { get; init; }

    /// <summary>How often the folder is looked at for an answer; 250 milliseconds by default, above zero.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
