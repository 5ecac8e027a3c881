using ActionGate.Audit.Records;
using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Writing;

/// <summary>Brings the hashes of written records into the Merkle tree, off the path of those who append.</summary>
/// <remarks>
/// Leaves gather in chunks, which a thread of the pool takes into the tree. Where 64 chunks wait, who appends helps. Chunks are reused, so
/// that a record costs no memory.
/// </remarks>
internal sealed class LeafQueue : IThreadPoolWorkItem
{
    private const int ChunkLeaves = 4_096;
    private const int MostChunks = 64;

    private readonly Lock _chunksLock = new();
    private readonly Queue<Chunk> _chunks = new(MostChunks + 1);
    private readonly Stack<byte[]> _spare = new(MostChunks + 1);
    private readonly Lock _treeLock = new();
    private readonly GrowingTree _tree;
    private readonly List<ProofBuilder> _followers = [];
    private byte[] _filling = new byte[ChunkLeaves * TreeHasher.HashSize];
    private int _filled;
    private long _stop = long.MaxValue;
    private int _isScheduled;

    /// <param name="tree">The tree so far; it is taken over.</param>
    internal LeafQueue(GrowingTree tree) => _tree = tree;

    /// <summary>Adds the records of whole lines. Under the log's lock.</summary>
    internal void AddAll(ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            int length = lines.IndexOf((byte)'\n') + 1;
            Add(RecordFormat.HashOf(lines[..length]));
            lines = lines[length..];
        }
    }

    /// <summary>Adds a record by its hash, in hexadecimal digits. Under the log's lock.</summary>
    internal void Add(ReadOnlySpan<byte> hash)
    {
        RecordFormat.Decode(hash, _filling.AsSpan(_filled, TreeHasher.HashSize));
        _filled += TreeHasher.HashSize;
        if (_filled == _filling.Length)
            HandOver();
    }

    /// <summary>The tree stops growing at this size, that of all leaves added so far, until it was looked at. Under the log's lock.</summary>
    internal void StopAt(long size)
    {
        Volatile.Write(ref _stop, size);
        if (_filled > 0)
            HandOver();
    }

    /// <summary>Brings the tree to the size at which it stops, looks at it, and lets it grow on.</summary>
    /// <param name="look">Gets the tree, which it may not keep.</param>
    internal T Look<T>(Func<GrowingTree, T> look)
    {
        lock (_treeLock)
        {
            try
            {
                while (TakeChunk())
                {
                }
                return look(_tree);
            }
            finally
            {
                Volatile.Write(ref _stop, long.MaxValue);
            }
        }
    }

    /// <summary>A proof gets all that comes from here on. Only while the tree is looked at.</summary>
    internal void Follow(ProofBuilder proof) => _followers.Add(proof);

    internal void Unfollow(ProofBuilder proof)
    {
        lock (_treeLock)
            _followers.Remove(proof);
    }

    /// <summary>Takes what waits into the tree.</summary>
    public void Execute()
    {
        Volatile.Write(ref _isScheduled, 0);
        bool isMore = true;
        while (isMore)
        {
            // Given free in between: a checkpoint goes first.
            lock (_treeLock)
                isMore = TakeChunk();
        }
    }

    private void HandOver()
    {
        bool isMany;
        lock (_chunksLock)
        {
            _chunks.Enqueue(new Chunk(_filling, _filled));
            isMany = _chunks.Count > MostChunks;
            if (!_spare.TryPop(out _filling!))
                _filling = new byte[ChunkLeaves * TreeHasher.HashSize];
            _filled = 0;
        }
        if (isMany)
        {
            lock (_treeLock)
                TakeChunk();
        }
        else if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private bool TakeChunk()
    {
        Chunk chunk;
        lock (_chunksLock)
        {
            if (_tree.Size >= Volatile.Read(ref _stop) || !_chunks.TryDequeue(out chunk))
                return false;
        }
        _tree.AppendAll(chunk.Leaves.AsSpan(0, chunk.Length));
        foreach (var follower in _followers)
            follower.AppendAll(chunk.Leaves.AsSpan(0, chunk.Length));
        lock (_chunksLock)
            _spare.Push(chunk.Leaves);
        return true;
    }

    private readonly record struct Chunk(byte[] Leaves, int Length);
}
