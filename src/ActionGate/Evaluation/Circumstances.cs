using ActionGate.Normalisation;
using ActionGate.Scanning.Catalogs;

namespace ActionGate.Evaluation;

/// <summary>What a host contributes to one evaluation: with the policy and the request, all that a decision depends on.</summary>
internal readonly struct Circumstances
{
    private readonly long _ticks;

    /// <summary>A relative path without a working directory is not resolved against the base.</summary>
    internal bool RequiresWorkingDirectory { get; init; }

    /// <summary>In UTC, since what collects operations carries these circumstances and should stay small.</summary>
    internal DateTimeOffset Now
    {
        get => new(_ticks, TimeSpan.Zero);
        init => _ticks = value.UtcTicks;
    }

    /// <summary><see langword="null"/>: paths are decided as text.</summary>
    internal IPathResolver? Paths { get; init; }

    /// <summary>Which shell reads a request's text; that of code follows from its language.</summary>
    internal HostShell Shell { get; init; }

    /// <summary>What the functions of Python's libraries do; <see langword="null"/>: the shipped facts.</summary>
    internal ApiCatalog? Catalog { get; init; }

    /// <summary><see langword="null"/>: nobody counts, and a rule with a rate denies.</summary>
    internal IRateCounter? Rates { get; init; }

    /// <summary><see langword="null"/>: nothing but the policies themselves.</summary>
    internal ProtectedPlaces? Protected { get; init; }

    /// <summary>The canonical language of the code that the operation was found in; <see langword="null"/> where it is not known.</summary>
    internal string? Language { get; init; }

    /// <summary>The operation was found in a script, which a document may leave alone.</summary>
    internal bool IsInScript { get; init; }

    /// <summary>The standard input of what it was found in may hold what nobody knows of; otherwise it is the host's.</summary>
    internal bool IsFed { get; init; }

    /// <summary>What several operations may have searched together; <see langword="null"/>: each for itself.</summary>
    internal SearchBudget? Search { get; init; }

    /// <summary>What takes in all that lies below a folder leaves the folder itself as it is.</summary>
    internal bool LeavesFolder { get; init; }

    /// <summary>Names come into a folder that nobody knows: what may not be below it counts, whatever is there now.</summary>
    internal bool MakesNames { get; init; }

    /// <summary>Is told which rules are tried; <see langword="null"/> but where somebody wants it explained.</summary>
    internal IRuleWitness? Witness { get; init; }

    /// <summary>A hole that a scanner has marked so is a name that nothing on the disk bears yet.</summary>
    internal bool HasFreshNames { get; init; }

    internal Circumstances In(string? language) => this with { Language = language };

    internal Circumstances WithoutFolder() => this with { RequiresWorkingDirectory = true };

    internal Circumstances At(DateTimeOffset now) => this with { Now = now };
}
