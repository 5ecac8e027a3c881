namespace ActionGate.Audit.Records;

/// <summary>Finds a name that stands twice in one object, whatever escapes it is written with.</summary>
/// <remarks>
/// Readers differ in which of the two they take, so a record with both would say two things. Reused from record to record.
/// </remarks>
internal sealed class MemberNames
{
    /// <summary>Up to here each pair is compared; beyond, names are sorted, so that a hostile line costs no quadratic time.</summary>
    private const int FewNames = 32;

    private readonly Stack<int> _objects = new();
    private readonly Comparison<Name> _byText;
    private char[] _text = new char[1024];
    private Name[] _names = new Name[64];
    private int _textLength;
    private int _count;

    internal MemberNames() => _byText = (left, right) => Text(left).SequenceCompareTo(Text(right));

    internal void Clear()
    {
        _objects.Clear();
        _textLength = 0;
        _count = 0;
    }

    internal void BeginObject() => _objects.Push(_count);

    /// <summary>Notes a name of the innermost object.</summary>
    /// <returns>The name, unescaped; valid until the next one.</returns>
    internal ReadOnlySpan<char> Add(ReadOnlySpan<byte> escaped)
    {
        if (_text.Length - _textLength < escaped.Length)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _textLength + escaped.Length));
        if (_count == _names.Length)
            Array.Resize(ref _names, _count * 2);
        int length = JsonText.Decode(escaped, _text.AsSpan(_textLength));
        _names[_count] = new Name(_textLength, length);
        _textLength += length;
        return Text(_names[_count++]);
    }

    /// <summary>Forgets the innermost object's names.</summary>
    /// <returns>One of them stood there twice.</returns>
    internal bool EndObject()
    {
        int first = _objects.Pop();
        var names = _names.AsSpan(first, _count - first);
        bool found = names.Length <= FewNames ? HasPair(names) : HasPairWhenSorted(names);
        if (!names.IsEmpty)
        {
            _count = first;
            // Sorting may have moved the first name, but the text of an object's names is one stretch.
            foreach (var name in names)
                _textLength = Math.Min(_textLength, name.Start);
        }
        return found;
    }

    private ReadOnlySpan<char> Text(Name name) => _text.AsSpan(name.Start, name.Length);

    private bool HasPair(ReadOnlySpan<Name> names)
    {
        for (int i = 1; i < names.Length; i++)
        {
            var text = Text(names[i]);
            for (int j = 0; j < i; j++)
            {
                if (names[j].Length == text.Length && Text(names[j]).SequenceEqual(text))
                    return true;
            }
        }
        return false;
    }

    private bool HasPairWhenSorted(Span<Name> names)
    {
        names.Sort(_byText);
        for (int i = 1; i < names.Length; i++)
        {
            if (Text(names[i]).SequenceEqual(Text(names[i - 1])))
                return true;
        }
        return false;
    }

    private readonly record struct Name(int Start, int Length);
}
