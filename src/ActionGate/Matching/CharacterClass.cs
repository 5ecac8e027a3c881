namespace ActionGate.Matching;

/// <summary>A class such as <c>[abc]</c>, <c>[a-z]</c> or <c>[!a-z]</c>. Ordinal; a character is one UTF-16 unit.</summary>
internal sealed class CharacterClass
{
    private readonly string? _list;
    private readonly char _first;
    private readonly char _last;
    private readonly bool _isNegated;

    internal CharacterClass(string list, bool isNegated)
    {
        _list = list;
        _isNegated = isNegated;
    }

    internal CharacterClass(char first, char last, bool isNegated)
    {
        _first = first;
        _last = last;
        _isNegated = isNegated;
    }

    internal bool Contains(char c) =>
        (_list is null ? c >= _first && c <= _last : _list.AsSpan().Contains(c)) != _isNegated;
}
