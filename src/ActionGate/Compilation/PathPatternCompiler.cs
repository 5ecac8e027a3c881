using System.Runtime.InteropServices;
using System.Text;
using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Compilation;

/// <summary>Turns the elements of a path pattern into segments.</summary>
internal static class PathPatternCompiler
{
    /// <summary>The most segments of one pattern; no real path is deeper, and behind '**' each is tried at every segment of the target.</summary>
    internal const int MaxSegments = 64;

    private const int StackCharacters = 256;

    internal const string SeparatorInClass = "a class never matches '/'";
    internal const string SeparatorInClassHelp = "write the separator without brackets";

    /// <summary>Where relative patterns and '~' lead.</summary>
    /// <param name="BaseDirectory">A normal path; <see langword="null"/> where there is none.</param>
    /// <param name="Home">A normal path; <see langword="null"/> where it is not known.</param>
    /// <param name="Rules">Whose paths these are.</param>
    /// <param name="Heads">Where literal paths really lead.</param>
    internal readonly record struct Anchors(string? BaseDirectory, string? Home, PathRules Rules, PathHeads? Heads = null);

    /// <summary>Compiles a pattern.</summary>
    /// <param name="elements">The pattern.</param>
    /// <param name="anchors">Where relative patterns and '~' lead.</param>
    /// <param name="takesDirectoryItself"><c>x/**</c> also takes <c>x</c>: listing it.</param>
    /// <param name="isRefusal">The rule refuses, so it covers what lies beneath.</param>
    /// <param name="pattern">The compiled pattern.</param>
    /// <param name="id">The diagnostic of the error that is returned.</param>
    internal static PatternError? Compile(
        ReadOnlySpan<PatternElement> elements, Anchors anchors, bool takesDirectoryItself, bool isRefusal, out PathPattern? pattern, out string id)
    {
        pattern = null;
        id = DiagnosticIds.BadPathPattern;
        if (elements.Length == 1 && elements[0].IsRun)
        {
            pattern = new PathPattern("", [null], isFloating: true, isRefusal);
            return null;
        }

        var rules = anchors.Rules;
        if (rules.IsWindows)
            elements = WindowsPathPattern.WithSeparators(elements);
        string head = "";
        // The head as the policy spells it: the disk is asked for that.
        string spelled = "";
        bool isFloating = false;
        var segments = new List<Wildcard?>();
        if (elements[0].IsSyntax('~'))
        {
            if (elements.Length > 1 && !elements[1].IsSyntax('/'))
                return new PatternError("'~user' is not known to a policy", "write the folder's path, or '[~]' for a literal '~'");
            id = DiagnosticIds.NoHome;
            if (anchors.Home is null)
                return new PatternError("'~' is not known", "list HOME under 'environment', or define it under 'variables'");
            id = DiagnosticIds.BadPathPattern;
            head = AsHead(anchors.Home, rules);
            spelled = anchors.Home;
            if (elements.Length == 1)
            {
                pattern = new PathPattern(head, [], isFloating: false, isRefusal, RealHead(spelled, anchors, isRefusal));
                return null;
            }
            elements = elements[2..];
        }
        else if (rules.IsWindows && WindowsPathPattern.BeginsWithVolume(elements))
        {
            if (WindowsPathPattern.TakeVolume(ref elements, segments) is { } volumeError)
                return volumeError;
        }
        else if (!elements[0].IsSyntax('/'))
        {
            isFloating = elements[0].Kind == PatternElementKind.CrossingRun && elements.Length > 1 && elements[1].IsSyntax('/') || !HasSeparator(elements);
            if (!isFloating)
            {
                id = DiagnosticIds.NoBase;
                if (anchors.BaseDirectory is null)
                    return new PatternError("a relative pattern needs a base", "write an absolute path, set 'base', or give a base directory when loading");
                id = DiagnosticIds.BadPathPattern;
                head = AsHead(anchors.BaseDirectory, rules);
                spelled = anchors.BaseDirectory;
                if (elements.Length > 1 && elements[0].IsSyntax('.') && elements[1].IsSyntax('/'))
                    elements = elements[2..];
            }
        }
        else
        {
            if (rules.IsWindows)
            {
                id = DiagnosticIds.NoBase;
                if (anchors.BaseDirectory is null)
                    return new PatternError("a path without a drive needs a base, whose drive it is on", "write the drive, 'C:/data/**'");
                id = DiagnosticIds.BadPathPattern;
                head = rules.Fold(anchors.BaseDirectory[..WindowsPath.VolumeLength(anchors.BaseDirectory)]);
            }
            elements = elements[1..];
            if (elements.IsEmpty)
            {
                pattern = new PathPattern(head, [], isFloating: false, isRefusal);
                return null;
            }
        }

        if (isFloating && !HasSeparator(elements))
            segments.Add(null);
        // A drive alone is its root, and has been taken whole.
        if (!(elements.IsEmpty && segments.Count > 0) && Split(elements, allowTrailingEmpty: false, segments, rules) is { } error)
            return error;
        TakeDirectory(segments, takesDirectoryItself);

        int literal = 0;
        var text = new CharBuffer(stackalloc char[StackCharacters]);
        text.Append(head);
        for (; !isFloating && literal < segments.Count && segments[literal]?.Literal is { } name; literal++)
        {
            text.Append('/');
            text.Append(name);
        }
        head = text.Written.ToString();
        text.Dispose();
        string? realHead = isFloating ? null : RealHead(rules.ComparesAsSpelled ? head : Spell(spelled, elements, literal), anchors, isRefusal);
        pattern = new PathPattern(head, CollectionsMarshal.AsSpan(segments)[literal..], isFloating, isRefusal, realHead, hasVolumes: rules.IsWindows);
        return null;
    }

    /// <summary>Where a literal beginning really leads, in the form that is compared; <see langword="null"/> where that is no other, and for Windows.</summary>
    private static string? RealHead(string spelled, Anchors anchors, bool isRefusal) =>
        !anchors.Rules.IsWindows && anchors.Heads?.RealOf(spelled, isRefusal) is { } real ? anchors.Rules.Fold(real) : null;

    /// <summary>Appends the first segments of a pattern as they are written.</summary>
    private static string Spell(string head, ReadOnlySpan<PatternElement> elements, int count)
    {
        var text = new StringBuilder(head == "/" ? "" : head);
        for (int i = 0; count > 0 && i < elements.Length; i++)
        {
            if (i == 0)
                text.Append('/');
            if (elements[i].IsSyntax('/') && --count == 0)
                break;
            text.Append(elements[i].Character);
        }
        return text.ToString();
    }

    /// <summary>Splits elements into segment patterns; a whole <c>**</c> becomes <see langword="null"/>.</summary>
    internal static PatternError? Split(ReadOnlySpan<PatternElement> elements, bool allowTrailingEmpty, List<Wildcard?> segments) =>
        Split(elements, allowTrailingEmpty, segments, PathRules.Linux);

    private static PatternError? Split(ReadOnlySpan<PatternElement> elements, bool allowTrailingEmpty, List<Wildcard?> segments, PathRules rules)
    {
        int start = 0;
        for (int i = 0; i <= elements.Length; i++)
        {
            if (i < elements.Length && !elements[i].IsSyntax('/'))
            {
                if (elements[i].IsProtected && elements[i].Character == '/')
                    return new PatternError(SeparatorInClass, SeparatorInClassHelp);
                continue;
            }
            var segment = elements[start..i];
            start = i + 1;
            if (segment.IsEmpty && !(allowTrailingEmpty && i == elements.Length))
            {
                return i == elements.Length
                    ? new PatternError("a path pattern does not end in '/'", "write '/**' for what lies below")
                    : new PatternError("an empty segment matches no path", "write a single '/'");
            }
            if (segment.Length == 1 && segment[0].Kind == PatternElementKind.CrossingRun)
            {
                if (segments.Count == 0 || segments[^1] is not null)
                    segments.Add(null);
                continue;
            }
            foreach (var element in segment)
            {
                if (element.Kind == PatternElementKind.CrossingRun)
                    return new PatternError("'**' must be a whole segment", "write '*' inside a segment, '/**/' between segments");
            }
            if (PatternFolding.Fold(segment, rules, out var wildcard) is { } foldError)
                return foldError;
            if (wildcard.Literal is "." or "..")
                return new PatternError($"'{wildcard.Literal}' in a pattern matches no path: targets are resolved before they are matched", wildcard.Literal == "." ? "leave it out" : "write the path it leads to");
            if (rules.IsWindows && !segment.IsEmpty && WindowsPathPattern.CheckName(segment) is { } nameError)
                return nameError;
            segments.Add(wildcard);
        }
        return segments.Count > MaxSegments ? new PatternError($"a path pattern has at most {MaxSegments} segments", "write '**' in place of some of them") : null;
    }

    /// <summary><c>x/**</c> is what lies below <c>x</c>: at least one segment more, unless <c>x</c> itself is taken too.</summary>
    internal static void TakeDirectory(List<Wildcard?> segments, bool takesDirectoryItself)
    {
        if (!takesDirectoryItself && segments.Count > 0 && segments[^1] is null)
            segments.Insert(segments.Count - 1, new Wildcard([new PatternElement(PatternElementKind.AnyRun)]));
    }

    private static string AsHead(string normalPath, PathRules rules) => normalPath == "/" ? "" : rules.Fold(normalPath);

    private static bool HasSeparator(ReadOnlySpan<PatternElement> elements)
    {
        foreach (var element in elements)
        {
            if (element.IsSyntax('/'))
                return true;
        }
        return false;
    }
}
