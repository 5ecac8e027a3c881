using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Compilation;

/// <summary>What is different in path patterns for Windows: separators, drives and shares, names that no file has.</summary>
internal static class WindowsPathPattern
{
    private const string DriveHelp = "write 'C:/data/**', or a path without a drive below 'base'";

    /// <summary>The same pattern with '/' for each separator. A backslash in brackets or of a variable's value is no separator.</summary>
    internal static PatternElement[] WithSeparators(ReadOnlySpan<PatternElement> elements)
    {
        var result = elements.ToArray();
        for (int i = 0; i < result.Length; i++)
        {
            if (result[i].IsSyntax('\\'))
                result[i] = result[i] with { Character = '/' };
        }
        return result;
    }

    /// <summary>The pattern names a drive or a share itself.</summary>
    internal static bool BeginsWithVolume(ReadOnlySpan<PatternElement> elements) =>
        elements.Length > 1 && (elements[1].IsSyntax(':') || elements[0].IsSyntax('/') && (elements[1].IsSyntax('/') || IsNormalDrive(elements)));

    /// <summary>Takes the drive, or marks the share, that a pattern begins with.</summary>
    /// <param name="elements">The pattern; gets what is left of it.</param>
    /// <param name="segments">Gets the segments of the volume in so far as they are not left.</param>
    internal static PatternError? TakeVolume(ref ReadOnlySpan<PatternElement> elements, List<Wildcard?> segments)
    {
        if (elements[0].IsSyntax('/') && elements[1].IsSyntax('/'))
        {
            // The normal form of a share begins with an empty segment.
            segments.Add(new Wildcard([]));
            elements = elements[2..];
            return TakeShare(ref elements);
        }

        bool isNormal = elements[0].IsSyntax('/');
        var drive = isNormal ? elements[1] : elements[0];
        var rest = elements[(isNormal ? 3 : 2)..];
        bool isDrive = drive.Kind != PatternElementKind.Literal || char.IsAsciiLetter(drive.Character);
        if (!isDrive || drive.Kind == PatternElementKind.CrossingRun)
            return new PatternError("a drive is one letter", DriveHelp);
        if (rest.IsEmpty ? !isNormal : !rest[0].IsSyntax('/'))
            return new PatternError("a path that is relative to a drive's current folder is never resolved", DriveHelp);
        segments.Add(new Wildcard([IgnoringCase(drive), new PatternElement(PatternElementKind.Literal, ':')]));
        elements = rest.IsEmpty ? rest : rest[1..];
        return null;
    }

    /// <summary>What is wrong with the pattern of a name that no normal target could match.</summary>
    internal static PatternError? CheckName(ReadOnlySpan<PatternElement> segment)
    {
        foreach (var element in segment)
        {
            if (element.Kind != PatternElementKind.Literal || !WindowsName.IsReserved(element.Character))
                continue;
            return element.Character == ':'
                ? new PatternError("a ':' names a stream of a file, and such targets are never resolved", "leave the stream out; what names one is refused by itself")
                : new PatternError($"no name on Windows holds '{element.Character}'", "leave it out");
        }
        var last = segment[^1];
        if (last.Kind == PatternElementKind.Literal && last.Character is '.' or ' ')
            return new PatternError("no name on Windows ends in a dot or a space", "leave it out");

        int literals = 0;
        while (literals < segment.Length && segment[literals].Kind == PatternElementKind.Literal)
            literals++;
        Span<char> text = stackalloc char[literals <= 64 ? literals : 0];
        for (int i = 0; i < text.Length; i++)
            text[i] = segment[i].Character;
        bool isLiteral = literals == segment.Length;
        if ((isLiteral || text.Contains('.')) && WindowsName.IsDevice(text))
            return new PatternError($"'{text}' is a device in every folder, and such targets are never resolved", "leave it out; what names one is refused by itself");
        return isLiteral && WindowsName.WhyUnknown(text) is not null
            ? new PatternError($"'{text}' may be the short form of another name, and such targets are never resolved", "write the long name")
            : null;
    }

    /// <summary>Checks server and share, and brings both into lower case.</summary>
    private static PatternError? TakeShare(ref ReadOnlySpan<PatternElement> elements)
    {
        var result = elements.ToArray();
        int separators = 0;
        int start = 0;
        for (int i = 0; i <= result.Length && separators < 2; i++)
        {
            if (i < result.Length && !result[i].IsSyntax('/'))
            {
                result[i] = IgnoringCase(result[i]);
                continue;
            }
            if (CheckVolumePart(result.AsSpan(start, i - start), isServer: separators == 0) is { } error)
                return error;
            separators++;
            // Any number of segments: what follows is any share, or any path.
            if (i - start == 1 && result[start].Kind == PatternElementKind.CrossingRun)
                separators = 2;
            start = i + 1;
        }
        if (separators < 2)
            return new PatternError("a path on another machine needs a share", @"write '\\server\share\**'");
        elements = result;
        return null;
    }

    private static PatternError? CheckVolumePart(ReadOnlySpan<PatternElement> part, bool isServer)
    {
        if (part.IsEmpty)
            return new PatternError("a path on another machine needs a server and a share", @"write '\\server\share\**'");
        if (isServer && part.Length == 1 && (part[0].IsSyntax('.') || part[0].Kind == PatternElementKind.AnyCharacter))
            return new PatternError(@"'\\.\' and '\\?\' name devices; targets that name a file so are resolved to its plain path", "write the plain path");
        if (new Wildcard(part).Literal is not { Length: > 0 } name)
            return null;
        var buffer = new CharBuffer(stackalloc char[256]);
        string? problem = isServer ? WindowsShare.AppendServer(name, ref buffer) : WindowsShare.WhyUnknown(name);
        bool isOther = problem is null && isServer && !buffer.Written.SequenceEqual(name);
        string canonical = buffer.Written.ToString();
        buffer.Dispose();
        if (problem is not null)
            return new PatternError($"'{name}' matches no target: {problem}", "write the path on this machine");
        return isOther ? new PatternError($"'{name}' is another spelling of an address", $"write '{canonical}'") : null;
    }

    private static bool IsNormalDrive(ReadOnlySpan<PatternElement> elements) =>
        elements.Length > 2 && elements[2].IsSyntax(':') && elements[1].Kind == PatternElementKind.Literal && (elements.Length == 3 || elements[3].IsSyntax('/'));

    /// <summary>Drives, servers and shares are the same in any case, whatever the policy says of names.</summary>
    private static PatternElement IgnoringCase(PatternElement element)
    {
        if (element.Kind == PatternElementKind.Class)
            return element with { Class = element.Class!.IgnoringCase() };
        if (element.Kind != PatternElementKind.Literal)
            return element;
        char lower = element.Character;
        NameFolding.FoldUnits(new Span<char>(ref lower));
        return element with { Character = lower };
    }
}
