using System.Security.Cryptography;
using ActionGate.Audit.Records;

namespace ActionGate;

/// <summary>Proves that a value was recorded which the log itself does not show.</summary>
/// <remarks>
/// A record holds a commitment, in its member <c>c</c>, for each value that it does not hold in full: a target that was cut, redacted or withheld,
/// the reason, the working directory. The salts stand in the file <c>openings-N.jsonl</c> beside the segment. Who discloses a value and its
/// salt shows with them what the record speaks of; without the salt nobody can find out by trying values. docs/audit-format.md gives the formula.
/// </remarks>
public static class AuditCommitment
{
    /// <summary>The length of a salt in bytes.</summary>
    public const int SaltLength = Commitment.SaltLength;

    /// <summary>Computes the commitment of a value.</summary>
    /// <param name="name">The member of the record that the value belongs to, such as <c>target</c>.</param>
    /// <param name="value">The whole value.</param>
    /// <param name="salt">Its salt, <see cref="SaltLength"/> bytes.</param>
    /// <returns>The commitment in base64, as records hold it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="value"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is longer than 65,535 bytes, or the salt has another length.</exception>
    public static string Compute(string name, string value, ReadOnlySpan<byte> salt)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        if (System.Text.Encoding.UTF8.GetByteCount(name) > ushort.MaxValue)
            throw new ArgumentException("expected at most 65,535 bytes", nameof(name));
        if (salt.Length != SaltLength)
            throw new ArgumentException("expected 16 bytes", nameof(salt));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Commitment.Compute(name, salt, value, hash);
        return Convert.ToBase64String(hash);
    }

    /// <summary>Whether a commitment is that of a value.</summary>
    /// <param name="name">The member of the record that the value belongs to, such as <c>target</c>.</param>
    /// <param name="value">The value that somebody says was recorded.</param>
    /// <param name="salt">The salt in base64, as the openings hold it.</param>
    /// <param name="commitment">The commitment in base64, as the record holds it.</param>
    /// <returns><see langword="true"/>: it was this value under this name. Text that is no base64 verifies nothing.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static bool Verify(string name, string value, string salt, string commitment)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(salt);
        ArgumentNullException.ThrowIfNull(commitment);
        Span<byte> bytes = stackalloc byte[SaltLength];
        if (!Convert.TryFromBase64String(salt, bytes, out int length) || length != SaltLength || System.Text.Encoding.UTF8.GetByteCount(name) > ushort.MaxValue)
            return false;
        return string.Equals(Compute(name, value, bytes), commitment, StringComparison.Ordinal);
    }
}
