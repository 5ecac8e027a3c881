using System.Globalization;
using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Writing;

/// <summary>Shows checkpoints to witnesses, each with the proof that the log grew from the one it confirmed last. None of them can hold up the log.</summary>
/// <remarks>What each confirmed is known for as long as the log is open; a witness whose last one is not known is told so.</remarks>
internal sealed class WitnessDesk
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly LeafQueue _leaves;
    private readonly TimeProvider _clock;
    private readonly List<Seat> _seats = [];

    internal WitnessDesk(IReadOnlyList<IWitness> witnesses, LeafQueue leaves, TimeProvider clock)
    {
        _leaves = leaves;
        _clock = clock;
        foreach (var witness in witnesses)
            _seats.Add(new Seat(witness));
    }

    internal bool HasWitnesses => _seats.Count > 0;

    /// <summary>Why one of them did not confirm what they were shown last; <see langword="null"/>: none of them failed.</summary>
    internal string? Fault { get; private set; }

    /// <summary>Takes the proofs for a tree, whose growth then goes into the next ones. While the tree stands still.</summary>
    internal void Prepare(TreeHead head)
    {
        foreach (var seat in _seats)
        {
            seat.Proof = seat.Confirmed is { } builder && builder.Build(out byte[] proof) is null ? proof : null;
            seat.OldSize = seat.Proof is null ? 0 : seat.ConfirmedSize;
            seat.Next = ProofBuilder.ForConsistency(head.Size, head.ToRange());
            _leaves.Follow(seat.Next);
        }
    }

    /// <summary>There will be no checkpoint to show.</summary>
    internal void Cancel()
    {
        foreach (var seat in _seats)
            Settle(seat, 0, isConfirmed: false);
    }

    /// <summary>Asks all of them at once.</summary>
    /// <returns>The checkpoint with what they gave; the same one where they gave nothing.</returns>
    internal async Task<AuditCheckpoint> AskAsync(AuditCheckpoint checkpoint, AuditPublicKey own)
    {
        using var expiry = new CancellationTokenSource(Patience, _clock);
        var answers = new Task<(string? Lines, string? Fault)>[_seats.Count];
        for (int i = 0; i < answers.Length; i++)
            answers[i] = AskAsync(_seats[i], checkpoint, expiry.Token);
        var signed = checkpoint;
        string? first = null;
        for (int i = 0; i < answers.Length; i++)
        {
            var (lines, fault) = await answers[i].ConfigureAwait(false);
            var more = lines is null ? null : signed.WithSignatures(lines, own, out fault);
            Settle(_seats[i], checkpoint.Size, isConfirmed: more is not null);
            signed = more ?? signed;
            if (fault is not null)
                first ??= string.Create(CultureInfo.InvariantCulture, $"witness {i + 1} of {answers.Length} did not confirm the checkpoint: {fault}");
        }
        Fault = first;
        return signed;
    }

    private static async Task<(string? Lines, string? Fault)> AskAsync(Seat seat, AuditCheckpoint checkpoint, CancellationToken expiry)
    {
        List<ReadOnlyMemory<byte>> hashes = [];
        for (int at = 0; seat.Proof is { } proof && at < proof.Length; at += TreeHasher.HashSize)
            hashes.Add(proof.AsMemory(at, TreeHasher.HashSize));
        long oldSize = seat.OldSize;
        try
        {
            // A witness may block before its first await, and may ignore its token.
            return (await Task.Run(() => seat.Witness.CosignAsync(checkpoint, oldSize, hashes, expiry).AsTask(), expiry).WaitAsync(expiry).ConfigureAwait(false), null);
        }
        catch (Exception e)
        {
            // A witness's fault is its own: the next checkpoint proves that the log grew from the one that it confirmed last.
            return (null, expiry.IsCancellationRequested ? $"it did not answer within {Patience}" : e.Message);
        }
    }

    private void Settle(Seat seat, long size, bool isConfirmed)
    {
        var done = isConfirmed ? seat.Confirmed : seat.Next;
        if (isConfirmed)
            (seat.Confirmed, seat.ConfirmedSize) = (seat.Next, size);
        seat.Next = null;
        if (done is not null)
            _leaves.Unfollow(done);
    }

    private sealed class Seat(IWitness witness)
    {
        internal IWitness Witness { get; } = witness;

        /// <summary>Makes the proof from the checkpoint that it confirmed last.</summary>
        internal ProofBuilder? Confirmed { get; set; }

        internal long ConfirmedSize { get; set; }

        /// <summary>The same for the checkpoint that it is shown now.</summary>
        internal ProofBuilder? Next { get; set; }

        internal long OldSize { get; set; }

        internal byte[]? Proof { get; set; }
    }
}
