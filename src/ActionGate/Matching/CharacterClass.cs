using System.Buffers;

namespace ActionGate.Matching;

/// <summary>A class such as <c>[abc]</c>, <c>[a-z]</c> or <c>[!a-z]</c>. Ordinal; a character is one UTF-16 unit.</summary>
internal sealed class CharacterClass
{
    private readonly string? _list;
    private readonly char _first;
    private readonly char _last;
    private readonly bool _isNegated;
    private readonly bool _ignoresCase;
    private readonly SearchValues<char>? _folded;

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

    private CharacterClass(SearchValues<char> folded, bool isNegated)
    {
        _folded = folded;
        _isNegated = isNegated;
    }

    internal bool Contains(char c) =>
        (Holds(c) || _ignoresCase && char.IsAsciiLetterLower(c) && Holds((char)(c & ~0x20))) != _isNegated;

    /// <summary>The same class for lower-case ASCII text: what it says of a capital letter it says of the small one too.</summary>
    internal CharacterClass IgnoringCase() => new(this);

    /// <summary>The same class for folded text.</summary>
    /// <param name="fold">The folded form of a character; <see langword="null"/> where that is several, which a class never takes.</param>
    internal CharacterClass Folded(Func<char, char?> fold)
    {
        var members = _list ?? Enumerable.Range(_first, _last - _first + 1).Select(c => (char)c);
        return new CharacterClass(SearchValues.Create([.. members.Select(fold).OfType<char>().Distinct()]), _isNegated);
    }

    /// <summary>The first character of its list, not of a range, that holds to a condition.</summary>
    internal char? FirstListedThat(Predicate<char> holds)
    {
        foreach (char c in _list ?? "")
        {
            if (holds(c))
                return c;
        }
        return null;
    }

    private bool Holds(char c) =>
        _folded is not null ? _folded.Contains(c) : _list is null ? c >= _first && c <= _last : _list.AsSpan().Contains(c);
}
