namespace ActionGate;

/// <summary>The blocks of Python that an agent runs one after the other in one interpreter, as notebooks do.</summary>
/// <remarks>
/// <para>
/// What a block leaves behind is known to later ones: names, imports, the current folder, functions that were replaced. A block that is
/// scanned with a session becomes part of it, unless it does not parse. One that is not run after all must not stay: scan it with a
/// <see cref="Copy"/>, and go on with that only if it ran.
/// </para>
/// <para>
/// A name that no block set and that Python does not have is then taken for something of the host's that can do anything. Blocks of shell text
/// share nothing but files, so nothing of them is carried on. All blocks of a session share one budget: where they go beyond it, the answer
/// is opaque. Not thread-safe.
/// </para>
/// </remarks>
public sealed class ScanSession
{
    private readonly List<string> _blocks;

    /// <summary>A session in which nothing has run.</summary>
    public ScanSession() => _blocks = [];

    private ScanSession(List<string> blocks) => _blocks = blocks;

    internal IReadOnlyList<string> Blocks => _blocks;

    /// <summary>A session with the same blocks, which goes its own way from here on.</summary>
    public ScanSession Copy() => new([.. _blocks]);

    internal void Add(string block) => _blocks.Add(block);
}
