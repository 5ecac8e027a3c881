namespace ActionGate.Evaluation;

/// <summary>What conditions of rules are held against, beside the target.</summary>
internal readonly struct RequestFacts
{
    /// <summary>The executing agent; <see langword="null"/> where it is not known.</summary>
    internal string? Agent { get; init; }

    /// <summary>The canonical language of the code that the operation was found in; <see langword="null"/> where it is not known.</summary>
    internal string? Language { get; init; }

    /// <summary>As the host wrote it; <see langword="null"/> where it is not known.</summary>
    internal string? Method { get; init; }

    /// <summary><see langword="null"/> where it is not known.</summary>
    internal int? Port { get; init; }

    internal DateTimeOffset Now { get; init; }
}
