namespace ActionGate;

/// <summary>How a guarded HTTP handler answers and follows.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed record HttpGuardOptions
{
    /// <summary>A denial throws <see cref="ActionDeniedException"/>; by default it is a response with status 403 and the reason as text.</summary>
    public bool ThrowsOnDenial { get; init; }

    /// <summary>How many redirects are followed, each of them decided; 10 by default, 0 for none. The one after the last is given out as it came.</summary>
    public int MaxRedirects { get; init; } = 10;

    /// <summary>Whether redirects from <c>https</c> to <c>http</c> are followed; by default they are given out as they came.</summary>
    public bool FollowsToPlainHttp { get; init; }
}
