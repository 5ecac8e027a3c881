namespace ActionGate.Matching;

/// <summary>A class such as <c>[abc]</c>, <c>[a-z]</c> or <c>[!a-z]</c>. Ordinal; a character is one UTF-16 unit.</summary>
internal sealed class CharacterClass
{
    private readonly string? _list;
    private readonly char _first;
    private readonly char _last;
    private readonly bool _isNegated;
    private readonly bool _ignoresCase;

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

    private CharacterClass(CharacterClass other)
    {
        _list = other._list;
        _first = other._first;
        _last = other._last;
        _isNegated = other._isNegated;
        _ignoresCase = true;
    }

    internal bool Contains(char c) =>
        (Holds(c) || _ignoresCase && char.IsAsciiLetterLower(c) && Holds((char)(c & ~0x20))) != _isNegated;

    /// <summary>The same class for lower-case ASCII text: what it says of a capital letter it says of the small one too.</summary>
    internal CharacterClass IgnoringCase() => new(this);

    private bool Holds(char c) => _list is null ? c >= _first && c <= _last : _list.AsSpan().Contains(c);
}
