using System.Text;

namespace ActionGate.Normalisation;

/// <summary>
/// Whose rules paths are read by, and how names are compared. Immutable; a normal path is brought into the form that is compared by
/// <see cref="Fold(ref CharBuffer)"/>, as is the text of patterns, so that the matchers know nothing of platforms.
/// </summary>
internal sealed class PathRules
{
    private PathRules(PathPlatform platform, bool isCaseSensitive)
    {
        Platform = platform;
        IsCaseSensitive = isCaseSensitive;
        ComparesAsSpelled = isCaseSensitive && platform != PathPlatform.MacOS;
    }

    /// <summary>Linux, every character for itself.</summary>
    internal static PathRules Linux { get; } = new(PathPlatform.Linux, isCaseSensitive: true);

    /// <summary>The platform of the machine that this process runs on.</summary>
    internal static PathPlatform Machine =>
        OperatingSystem.IsWindows() ? PathPlatform.Windows : OperatingSystem.IsMacOS() ? PathPlatform.MacOS : PathPlatform.Linux;

    internal PathPlatform Platform { get; }

    internal bool IsCaseSensitive { get; }

    internal bool IsWindows => Platform == PathPlatform.Windows;

    /// <summary>Names that differ in any character differ.</summary>
    internal bool ComparesAsSpelled { get; }

    /// <summary>The rules of a platform.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="isCaseSensitive"><see langword="null"/>: as the platform's file systems are when nobody changes them.</param>
    internal static PathRules Of(PathPlatform platform, bool? isCaseSensitive = null)
    {
        bool isSensitive = isCaseSensitive ?? platform == PathPlatform.Linux;
        return platform == PathPlatform.Linux && isSensitive ? Linux : new PathRules(platform, isSensitive);
    }

    internal bool IsSeparator(char c) => c == '/' || c == '\\' && IsWindows;

    /// <summary>The path begins at a root that it names itself; '~' and URLs count as relative here.</summary>
    internal bool IsAbsolute(scoped ReadOnlySpan<char> path) => IsWindows ? WindowsPath.IsAbsolute(path) : path is ['/', ..];

    /// <summary>Why it is not known which names equal the ones of a normal path; <see langword="null"/> where it is.</summary>
    internal string? WhyIncomparable(scoped ReadOnlySpan<char> path) =>
        ComparesAsSpelled || Ascii.IsValid(path) ? null : NameFolding.WhyIncomparable(path, Platform, IsCaseSensitive);

    /// <summary>Brings a normal path into the form that is compared: two spellings of one name become one.</summary>
    internal void Fold(ref CharBuffer path)
    {
        if (ComparesAsSpelled)
            return;
        if (IsCaseSensitive ? Ascii.IsValid(path.Written) : NameFolding.TryFoldAscii(path.Writable))
            return;
        string folded = NameFolding.FoldCanonically(path.Written, IsCaseSensitive);
        path.Length = 0;
        path.Append(folded);
    }

    /// <summary>Brings names, or a part of one, into the form that is compared.</summary>
    internal string Fold(string text)
    {
        if (ComparesAsSpelled)
            return text;
        var buffer = new CharBuffer(stackalloc char[256]);
        buffer.Append(text);
        Fold(ref buffer);
        string folded = buffer.Written.ToString();
        buffer.Dispose();
        return folded;
    }

    /// <summary>One character of a name in the form that is compared; <see langword="null"/> where that is several.</summary>
    internal char? Fold(char c)
    {
        if (ComparesAsSpelled || char.IsSurrogate(c))
            return c;
        return Fold(c.ToString()) is [var single] ? single : null;
    }

    /// <summary>A normal path as the platform writes it.</summary>
    internal string Display(scoped ReadOnlySpan<char> normal) => IsWindows ? WindowsPath.Display(normal) : normal.ToString();
}
