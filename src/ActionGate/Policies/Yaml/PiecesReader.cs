namespace ActionGate.Policies.Yaml;

/// <summary>Reads the pieces of a text one after the other, as if they were one.</summary>
internal sealed class PiecesReader(IReadOnlyList<string> pieces) : TextReader
{
    private int _piece;
    private int _at;

    public override int Peek() => IsAtEnd() ? -1 : pieces[_piece][_at];

    public override int Read() => IsAtEnd() ? -1 : pieces[_piece][_at++];

    public override int Read(Span<char> buffer)
    {
        if (IsAtEnd())
            return 0;
        var rest = pieces[_piece].AsSpan(_at);
        rest = rest[..Math.Min(rest.Length, buffer.Length)];
        rest.CopyTo(buffer);
        _at += rest.Length;
        return rest.Length;
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    private bool IsAtEnd()
    {
        for (; _piece < pieces.Count && _at == pieces[_piece].Length; _piece++)
            _at = 0;
        return _piece == pieces.Count;
    }
}
