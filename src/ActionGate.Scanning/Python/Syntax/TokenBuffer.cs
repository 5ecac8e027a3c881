using System.Buffers;

namespace ActionGate.Scanning.Python.Syntax;

/// <summary>A growing list of tokens in pooled memory.</summary>
internal struct TokenBuffer(int expected) : IDisposable
{
    private Token[] _tokens = ArrayPool<Token>.Shared.Rent(expected);
    private int _count;

    internal readonly ReadOnlySpan<Token> Tokens => _tokens.AsSpan(0, _count);

    internal readonly int Count => _count;

    internal void Add(int start, int end, TokenKind kind, TokenTraits traits = TokenTraits.None)
    {
        if (_count == _tokens.Length)
            Grow();
        _tokens[_count++] = new Token(start, end, kind, traits);
    }

    public void Dispose()
    {
        if (_tokens.Length > 0)
            ArrayPool<Token>.Shared.Return(_tokens);
        _tokens = [];
        _count = 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<Token>.Shared.Rent(_tokens.Length * 2);
        _tokens.AsSpan().CopyTo(larger);
        ArrayPool<Token>.Shared.Return(_tokens);
        _tokens = larger;
    }
}
