using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using ActionGate.Normalisation;

namespace ActionGate.FileSystem;

/// <summary>Real paths on Linux and macOS: asks readlink(2) about each prefix of a path, and follows what is a link as the kernel would.</summary>
/// <remarks>
/// A path without links costs one call for each segment and no memory; from the first link on, the work is done in pooled memory.
/// Nothing is opened. Between two calls the disk may change, so the answer is what was true on the way, not a promise: only an open
/// handle is one.
/// </remarks>
internal static class UnixPaths
{
    /// <summary>MAXSYMLINKS of Linux: the kernel follows so many and gives up at the next (path_resolution(7)).</summary>
    internal const int MostLinks = 40;

    internal const string TooLong = "expected a path of at most 4095 bytes with its links followed, found a longer one";
    internal const string NotAbsolute = "expected an absolute path, found a relative one";
    internal const string TooManyLinks = "expected at most 40 symbolic links on the way, found more or a loop";
    internal const string BadLink = "expected a symbolic link that holds a path in utf-8, found other bytes";
    internal const string InProc = "expected a path that every process sees alike, found one that leads through /proc";
    internal const string Streams = "expected a path that every process sees alike, found an open stream of the process";
    internal const string ParentOfMissing = "expected '..' behind an existing folder, found one behind a missing one";

    private const int StackBytes = 512;

    /// <summary>What links have put before the rest of a path, at most; a second path's worth for what the first ones go back over.</summary>
    private const int LongestRest = 2 * UnixCalls.LongestPath;

    /// <summary>PROC_SUPER_MAGIC (statfs(2)).</summary>
    private const int ProcFileSystem = 0x9FA0;

    private enum Found : byte
    {
        Failed = 0,
        Plain,
        Missing,
        Link,
    }

    /// <inheritdoc cref="IPathResolver.Resolve"/>
    internal static RealPath Resolve(scoped ReadOnlySpan<char> path, ref CharBuffer real, out string? problem)
    {
        real.Length = 0;
        problem = path is not ['/', ..] ? NotAbsolute
            : path.Contains('\0') ? MalformedText.Problem
            : IsStream(path) ? Streams
            : null;
        if (problem is not null)
            return RealPath.Unknown;

        byte[]? pooled = null;
        Span<byte> text = stackalloc byte[StackBytes];
        var status = Utf8.FromUtf16(path, text[..^1], out _, out int length, replaceInvalidSequences: false);
        if (status == OperationStatus.DestinationTooSmall)
        {
            pooled = ArrayPool<byte>.Shared.Rent(UnixCalls.LongestPath);
            text = pooled.AsSpan(0, UnixCalls.LongestPath);
            status = Utf8.FromUtf16(path, text[..^1], out _, out length, replaceInvalidSequences: false);
        }

        RealPath result;
        switch (status)
        {
            case OperationStatus.Done:
                text[length] = 0;
                // Hidden names take the longer way with '.' and '..': telling them apart would cost every other path.
                bool isNormal = !LinuxPath.MayBeIrregular(path) && (path.Length == 1 || path[^1] != '/');
                result = isNormal ? Walk(text, length, ref real, out problem) : Follow(text[..length], 0, ref real, out problem);
                break;
            case OperationStatus.DestinationTooSmall:
                result = RealPath.Unknown;
                problem = TooLong;
                break;
            default:
                result = RealPath.Unknown;
                problem = MalformedText.Problem;
                break;
        }

        if (pooled is not null)
            ArrayPool<byte>.Shared.Return(pooled);
        return result;
    }

    /// <summary>Whether a path names a folder, and no link to one; <see langword="null"/> where it is too long to be asked about here. Costs no memory.</summary>
    internal static bool? IsFolder(scoped ReadOnlySpan<char> path)
    {
        Span<byte> text = stackalloc byte[StackBytes];
        Span<byte> first = stackalloc byte[1];
        // Room for what is put behind it.
        if (path is not ['/', ..] || path.Contains('\0') || Utf8.FromUtf16(path, text[..^3], out _, out int length, replaceInvalidSequences: false) != OperationStatus.Done)
            return null;
        text[length] = 0;
        if (Ask(text, first, out _, out _) != Found.Plain)
            return false;
        "/.\0"u8.CopyTo(text[length..]);
        // A folder that may not be searched is one.
        return Ask(text, first, out _, out int error) == Found.Plain || error == UnixCalls.AccessDenied;
    }

    /// <summary>Asks about every prefix in place, with a NUL where its separator stands.</summary>
    private static RealPath Walk(scoped Span<byte> path, int length, ref CharBuffer real, out string? problem)
    {
        problem = null;
        Span<byte> first = stackalloc byte[1];
        for (int start = 0, end; start < length && length > 1; start = end)
        {
            int next = path[(start + 1)..length].IndexOf((byte)'/');
            end = next < 0 ? length : start + 1 + next;
            byte separator = path[end];
            path[end] = 0;
            var found = Ask(path, first, out _, out int error);
            path[end] = separator;
            switch (found)
            {
                case Found.Plain:
                    break;
                case Found.Missing:
                    problem = IsBelowProc(path[..end]) ? InProc : null;
                    return problem is null ? RealPath.Same : RealPath.Unknown;
                case Found.Link:
                    return Follow(path[..length], start, ref real, out problem);
                default:
                    problem = Failure(error);
                    return RealPath.Unknown;
            }
        }

        return RealPath.Same;
    }

    /// <summary>
    /// Walks with two texts: what is behind, without links, and what lies ahead, before which each link puts its own. So much of the
    /// path as is plain is known to be without links.
    /// </summary>
    private static RealPath Follow(scoped ReadOnlySpan<byte> path, int plain, ref CharBuffer real, out string? problem)
    {
        byte[] pooled = ArrayPool<byte>.Shared.Rent((2 * UnixCalls.LongestPath) + LongestRest);
        Span<byte> behind = pooled.AsSpan(0, UnixCalls.LongestPath);
        Span<byte> link = pooled.AsSpan(UnixCalls.LongestPath, UnixCalls.LongestPath);
        Span<byte> rest = pooled.AsSpan(2 * UnixCalls.LongestPath, LongestRest);
        path[..plain].CopyTo(behind);
        path[plain..].CopyTo(rest[^(path.Length - plain)..]);
        problem = Follow(behind, ref plain, link, rest, rest.Length - (path.Length - plain));
        var result = ReferenceEquals(problem, ParentOfMissing) ? RealPath.Nowhere : RealPath.Unknown;
        if (problem is null)
        {
            if (plain == 0)
                behind[plain++] = (byte)'/';
            result = path.SequenceEqual(behind[..plain]) ? RealPath.Same : RealPath.Other;
            if (result == RealPath.Other)
                Append(behind[..plain], ref real);
            if (IsStream(real.Written))
            {
                real.Length = 0;
                problem = Streams;
                result = RealPath.Unknown;
            }
        }

        ArrayPool<byte>.Shared.Return(pooled);
        return result;
    }

    /// <returns>The problem, where there is one.</returns>
    private static string? Follow(Span<byte> behind, ref int length, Span<byte> link, Span<byte> rest, int at)
    {
        bool isMissing = false;
        int links = 0;
        while (at < rest.Length)
        {
            int separator = rest[at..].IndexOf((byte)'/');
            var segment = separator < 0 ? rest[at..] : rest.Slice(at, separator);
            at += segment.Length + (separator < 0 ? 0 : 1);
            if (segment.IsEmpty || segment.SequenceEqual("."u8))
                continue;
            if (segment.SequenceEqual(".."u8))
            {
                // What is missing now may be a link to anywhere when the path is used.
                if (isMissing)
                    return ParentOfMissing;
                length = Math.Max(0, behind[..length].LastIndexOf((byte)'/'));
                continue;
            }

            int parent = length;
            if (parent + segment.Length + 2 > behind.Length)
                return TooLong;
            behind[length++] = (byte)'/';
            segment.CopyTo(behind[length..]);
            length += segment.Length;
            if (isMissing)
                continue;
            behind[length] = 0;
            switch (Ask(behind, link, out int size, out int error))
            {
                case Found.Plain:
                    continue;
                case Found.Missing when IsBelowProc(behind[..length]):
                    return InProc;
                case Found.Missing:
                    isMissing = true;
                    continue;
                case Found.Failed:
                    return Failure(error);
            }

            if (++links > MostLinks)
                return TooManyLinks;
            if (size == link.Length)
                return TooLong;
            if (size == 0 || !Utf8.IsValid(link[..size]))
                return BadLink;
            // What stands in such a link is a description; where it leads depends on who follows it.
            if (IsInProc(behind, parent))
                return InProc;
            length = link[0] == '/' ? 0 : parent;
            if (size + 1 > at)
                return TooLong;
            rest[--at] = (byte)'/';
            at -= size;
            link[..size].CopyTo(rest[at..]);
        }

        return null;
    }

    /// <summary>Asks about a path that ends at a NUL. What the link holds is cut to the room that there is, and no NUL follows it.</summary>
    private static Found Ask(ReadOnlySpan<byte> path, Span<byte> target, out int size, out int error)
    {
        size = (int)UnixCalls.ReadLink(in MemoryMarshal.GetReference(path), ref MemoryMarshal.GetReference(target), (nuint)target.Length);
        error = size >= 0 ? 0 : Marshal.GetLastPInvokeError();
        return error switch
        {
            0 => Found.Link,
            UnixCalls.InvalidArgument => Found.Plain,
            // A file where a folder is expected: nothing can exist below it.
            UnixCalls.NoEntry or UnixCalls.NotADirectory => Found.Missing,
            _ => Found.Failed,
        };
    }

    /// <summary>Whether the folder, which the first bytes name, belongs to a proc file system; where that can't be told it counts as one.</summary>
    private static bool IsInProc(Span<byte> path, int length)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        byte next = path[length];
        path[length] = 0;
        Span<byte> about = stackalloc byte[UnixCalls.FileSystemSize];
        int result = UnixCalls.GetFileSystem(in MemoryMarshal.GetReference(length == 0 ? "/\0"u8 : path), ref about[0]);
        path[length] = next;
        return result != 0 || MemoryMarshal.Read<int>(about) == ProcFileSystem;
    }

    /// <summary>The processes to come have the numbers that are free now.</summary>
    private static bool IsBelowProc(ReadOnlySpan<byte> path) => path.StartsWith("/proc/"u8);

    /// <summary>Links into /proc on Linux, and refused as such; a file system of their own on macOS.</summary>
    private static bool IsStream(scoped ReadOnlySpan<char> path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal)
        && path["/dev/".Length..] is var name
        && (name is "stdin" or "stdout" or "stderr" or "fd" || name.StartsWith("fd/", StringComparison.Ordinal));

    private static void Append(ReadOnlySpan<byte> path, ref CharBuffer text)
    {
        char[] characters = ArrayPool<char>.Shared.Rent(path.Length);
        Utf8.ToUtf16(path, characters, out _, out int length);
        text.Append(characters.AsSpan(0, length));
        ArrayPool<char>.Shared.Return(characters);
    }

    private static string Failure(int error) => error == UnixCalls.AccessDenied
        ? "expected folders that may be searched, found one that may not"
        : $"expected a path that can be followed, found error {error} ({Marshal.GetPInvokeErrorMessage(error)})";
}
