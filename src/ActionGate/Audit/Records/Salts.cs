using System.Security.Cryptography;

namespace ActionGate.Audit.Records;

/// <summary>Random bytes, fetched many at a time. One a thread.</summary>
internal sealed class Salts
{
    private const int BatchLength = 64 * Commitment.SaltLength;

    [ThreadStatic]
    private static Salts? _mine;

    private readonly byte[] _batch = new byte[BatchLength];
    private int _next = BatchLength;

    internal static void Take(Span<byte> salt) => (_mine ??= new Salts()).TakeNext(salt);

    private void TakeNext(Span<byte> salt)
    {
        if (_next == BatchLength)
        {
            RandomNumberGenerator.Fill(_batch);
            _next = 0;
        }
        var taken = _batch.AsSpan(_next, Commitment.SaltLength);
        taken.CopyTo(salt);
        // What is given out stands nowhere else in memory.
        taken.Clear();
        _next += Commitment.SaltLength;
    }
}
