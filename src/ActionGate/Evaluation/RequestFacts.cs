using System.Buffers;

namespace ActionGate.Evaluation;

/// <summary>What conditions of rules are held against, beside the target.</summary>
internal readonly struct RequestFacts
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>The executing agent; <see langword="null"/> where it is not known.</summary>
    internal string? Agent { get; init; }

    /// <summary>The canonical language of the code that the operation was found in; <see langword="null"/> where it is not known.</summary>
    internal string? Language { get; init; }

    /// <summary>As the host wrote it, whatever that is.</summary>
    internal string? WrittenMethod { get; init; }

    /// <summary>
    /// As the host wrote it; <see langword="null"/> where it is not known: what is no method (RFC 9110, 9.1 and 5.6.2) is not known to be
    /// none that a rule refuses.
    /// </summary>
    internal string? Method => WrittenMethod is { Length: > 0 } method && !method.AsSpan().ContainsAnyExcept(TokenCharacters) ? method : null;

    /// <summary><see langword="null"/> where it is not known.</summary>
    internal int? Port { get; init; }

    internal DateTimeOffset Now { get; init; }
}
