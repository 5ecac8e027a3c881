namespace ActionGate.Scanning.Catalogs;

/// <summary>What a call of one callable does.</summary>
/// <param name="Name">Its full name; one that ends in <c>.*</c> stands for all members without an entry.</param>
/// <param name="Effects">What happens; none for a callable that is known to do nothing.</param>
/// <param name="Result">The type of what it gives back; <see langword="null"/> where that does not matter.</param>
internal sealed record ApiEntry(string Name, ApiEffect[] Effects, string? Result)
{
    /// <summary>The name alone tells the method, so that it counts on receivers of an unknown type too.</summary>
    internal bool IsDistinct { get; init; }
}

/// <summary>One thing that a call does.</summary>
/// <param name="Verb">What.</param>
/// <param name="Arguments">To what.</param>
internal sealed record ApiEffect(string Verb, ApiArgument[] Arguments);

/// <summary>Where in a call something stands.</summary>
/// <param name="Position">The place among the positional arguments, from 0; negative from the end; <see langword="null"/> for none.</param>
/// <param name="Keyword">Its name.</param>
/// <param name="Default">What holds where it is not given; <see langword="null"/>: then nothing happens to it.</param>
internal sealed record ApiArgument(int? Position, string? Keyword, string? Default)
{
    /// <summary>It is the object whose method is called.</summary>
    internal bool IsSelf { get; init; }

    /// <summary>All from <see cref="Position"/> on.</summary>
    internal bool IsRest { get; init; }
}
