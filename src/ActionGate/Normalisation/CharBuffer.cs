using System.Buffers;

namespace ActionGate.Normalisation;

/// <summary>
/// Text under construction on the hot path: begins on the caller's stack, moves to pooled memory when it outgrows that.
/// Dispose returns the pooled memory; the written text must not be used afterwards.
/// </summary>
internal ref struct CharBuffer(Span<char> initial)
{
    private Span<char> _space = initial;
    private char[]? _pooled;
    private int _length;

    internal int Length
    {
        readonly get => _length;
        set => _length = value;
    }

    internal readonly ReadOnlySpan<char> Written => _space[.._length];

    /// <summary>The written text, to be changed in place.</summary>
    internal readonly Span<char> Writable => _space[.._length];

    internal void Append(char c)
    {
        if (_length == _space.Length)
            Grow(1);
        _space[_length++] = c;
    }

    internal void Append(scoped ReadOnlySpan<char> text)
    {
        if (text.Length > _space.Length - _length)
            Grow(text.Length);
        text.CopyTo(_space[_length..]);
        _length += text.Length;
    }

    internal void Dispose()
    {
        if (_pooled is not null)
            ArrayPool<char>.Shared.Return(_pooled);
        this = default;
    }

    private void Grow(int more)
    {
        char[] larger = ArrayPool<char>.Shared.Rent(Math.Max(_length + more, _space.Length * 2));
        _space[.._length].CopyTo(larger);
        if (_pooled is not null)
            ArrayPool<char>.Shared.Return(_pooled);
        _space = _pooled = larger;
    }
}
