using System.Reflection;

namespace ActionGate.Architecture.Tests.Surface;

public sealed class PublicSurfaceTests
{
    public static TheoryData<string> Libraries => [.. Repository.Libraries];

    /// <summary>ACTIONGATE_ACCEPT=1 writes what is there as what is expected; the change is then reviewed as a diff.</summary>
    [Theory]
    [MemberData(nameof(Libraries))]
    public void Of_EveryLibrary_IsAsWrittenDown(string library)
    {
        string file = Path.Combine(Repository.Root, "tests", "ActionGate.Architecture.Tests", "PublicApi", $"{library}.txt");
        string actual = PublicSurface.Of(Assembly.Load(library));
        if (Environment.GetEnvironmentVariable("ACTIONGATE_ACCEPT") == "1")
            File.WriteAllText(file, actual);

        string expected = File.Exists(file) ? File.ReadAllText(file) : "";

        Lines(actual).Except(Lines(expected)).Should().BeEmpty("what is public is written down in {0}", file);
        Lines(expected).Except(Lines(actual)).Should().BeEmpty("what is written down in {0} is public", file);
        actual.Should().Be(expected);
    }

    [Fact]
    public void Of_ThisAssembly_ShowsEveryKindOfMember() =>
        PublicSurface.Of(typeof(Shown).Assembly).Should().Contain("""
            sealed record ActionGate.Architecture.Tests.Surface.Shown : IDisposable, IEquatable<Shown>
                Shown(int? number)
                const string Word = "word"
                event Action<string?>? Happened
                protected
            """.Split("    protected")[0])
            .And.Contain("    required IReadOnlyList<string?> Names { get; init; }\n")
            .And.Contain("    static bool TryTake<T>(string text, out T? taken, int many = 3) where T : class\n")
            .And.Contain("    string? Text { get; set; }\n")
            .And.Contain("    void Dispose()\n")
            .And.NotContain("Hidden")
            .And.NotContain("EqualityContract");

    private static IEnumerable<string> Lines(string text) => text.Split('\n');
}

/// <summary>One of every kind of member.</summary>
public sealed record Shown : IDisposable
{
    /// <summary>A constant.</summary>
    public const string Word = "word";

    /// <summary>A constructor.</summary>
    public Shown(int? number) => Hidden = number;

    /// <summary>An event.</summary>
    public event Action<string?>? Happened;

    /// <summary>A property that must be set.</summary>
    public required IReadOnlyList<string?> Names { get; init; }

    /// <summary>A property.</summary>
    public string? Text { get; set; }

    internal int? Hidden { get; }

    /// <summary>A generic method.</summary>
    public static bool TryTake<T>(string text, out T? taken, int many = 3)
        where T : class
    {
        taken = null;
        return text.Length > many;
    }

    /// <inheritdoc/>
    public void Dispose() => Happened?.Invoke(null);
}
