using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;

namespace ActionGate.FileSystem;

/// <summary>
/// Opens a file so that the place that was judged is the place that is opened, whatever others do to the folders on the way meanwhile.
/// Linux only.
/// </summary>
/// <remarks>
/// <para>
/// The way is gone folder by folder from the root, each by its handle and never through a link. What is found is first held by a handle
/// that does nothing (O_PATH), asked what and where it is, judged, and only then opened, through that handle, for reading or writing.
/// A new file is made in a folder that is held and was judged, never through a link, and only where nothing is. Emptying comes last.
/// </para>
/// <para>Where a file is says the kernel (/proc/self/fd). A hard link is a name like any other: the file is where it was found by it.</para>
/// </remarks>
internal static class FileOpening
{
    /// <summary>S_IFMT, S_IFREG (inode(7)).</summary>
    private const int KindMask = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>Read and write for all, less the process's umask: as programs make files.</summary>
    private const uint NewFileMode = 0b110_110_110;

    /// <summary>How often a file may appear and vanish between two looks before that counts as a failure.</summary>
    private const int MostAttempts = 16;

    /// <summary>Everything that is needed is there, the flags mean here what they should, and /proc answers.</summary>
    internal static bool IsSupported { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess && Probe();

    /// <summary>Opens a file.</summary>
    /// <param name="path">A real path, in normal form.</param>
    /// <param name="mode">Which of <see cref="FileMode"/>; only <see cref="FileMode.Open"/> for reading.</param>
    /// <param name="access">Reading or writing.</param>
    /// <param name="judge">Called with each place, in normal form, that the file turns out to be at, before anything is done there; throws to refuse it.</param>
    /// <exception cref="IOException">There is no such file, it is no regular file, or it can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not open it.</exception>
    internal static SafeFileHandle Open(string path, FileMode mode, FileAccess access, Action<string> judge)
    {
        judge(path);
        int separator = path.LastIndexOf('/');
        string ownName = path[(separator + 1)..];
        if (ownName.Length == 0)
            throw new UnauthorizedAccessException("expected a file, found the root folder");
        using var folder = OpenFolder(path[..separator]);
        string place = Join(PlaceOf(folder), ownName);
        if (!string.Equals(place, path, StringComparison.Ordinal))
            judge(place);

        byte[] name = Terminated(ownName);
        bool creates = mode is FileMode.Create or FileMode.CreateNew or FileMode.OpenOrCreate or FileMode.Append;
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            using var found = At(folder, name, OpenFlags.PlaceOnly | OpenFlags.NoFollow, out int error);
            if (!found.IsInvalid)
            {
                if (mode == FileMode.CreateNew)
                    throw Failure(UnixCalls.Exists, path);
                return OpenFound(found, path, place, mode, access, judge);
            }

            if (error != UnixCalls.NoEntry || !creates)
                throw Failure(error, path);
            var made = At(folder, name, OpenFlags.Write | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow | OpenFlags.NonBlocking | AppendOf(mode), out error);
            if (!made.IsInvalid)
                return Judged(made, place, judge);
            made.Dispose();
            if (error != UnixCalls.Exists)
                throw Failure(error, path);
        }

        throw new IOException($"{DecisionText.Quote(path)}: expected one file, found one that comes and goes");
    }

    /// <summary>Opens a regular file for reading, links followed, without waiting for anybody.</summary>
    /// <exception cref="IOException">There is no such file, it is no regular file, or it can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not open it.</exception>
    internal static SafeFileHandle OpenRegular(string path)
    {
        using var found = Open(Terminated(path), OpenFlags.PlaceOnly, out int error);
        if (found.IsInvalid)
            throw Failure(error, path);
        int kind = KindOf(found, path);
        if (kind != RegularFile)
            throw new IOException($"{DecisionText.Quote(path)}: expected a regular file, found {NameOf(kind)}");
        var opened = Open(Terminated(HandlePath(found)), OpenFlags.NonBlocking, out error);
        if (!opened.IsInvalid)
            return opened;
        opened.Dispose();
        throw Failure(error, path);
    }

    private static SafeFileHandle OpenFound(SafeFileHandle found, string path, string place, FileMode mode, FileAccess access, Action<string> judge)
    {
        int kind = KindOf(found, path);
        if (kind != RegularFile)
            throw new UnauthorizedAccessException($"{DecisionText.Quote(path)}: expected a regular file, found {NameOf(kind)}");
        string now = PlaceOf(found);
        if (!string.Equals(now, place, StringComparison.Ordinal))
            judge(now);
        // The kernel leads this link to the file that is held, whatever its name says by now. Without waiting: a lease on it could take a minute.
        int flags = (access == FileAccess.Read ? 0 : OpenFlags.Write) | OpenFlags.NonBlocking | AppendOf(mode);
        var opened = Open(Terminated(HandlePath(found)), flags, out int error);
        if (opened.IsInvalid)
        {
            opened.Dispose();
            throw Failure(error, path);
        }

        try
        {
            if (mode is FileMode.Create or FileMode.Truncate)
                RandomAccess.SetLength(opened, 0);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A folder may be moved in the moment between its judgement and the birth of a file in it. The file is refused then, and stays as it
    /// is, empty: to delete it by its name might delete another.
    /// </summary>
    private static SafeFileHandle Judged(SafeFileHandle made, string place, Action<string> judge)
    {
        try
        {
            string now = PlaceOf(made);
            if (!string.Equals(now, place, StringComparison.Ordinal))
                judge(now);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    private static SafeFileHandle OpenFolder(string path)
    {
        const int Flags = OpenFlags.PlaceOnly;
        int folderOnly = OpenFlags.Directory | OpenFlags.NoFollow;
        var folder = Open("/\0"u8, Flags | folderOnly, out int error);
        foreach (var range in path.AsSpan().Split('/'))
        {
            var segment = path.AsSpan(range);
            if (segment.IsEmpty)
                continue;
            using var parent = folder;
            if (!parent.IsInvalid)
                folder = At(parent, Terminated(segment), Flags | folderOnly, out error);
            if (folder.IsInvalid)
                break;
        }

        if (!folder.IsInvalid)
            return folder;
        folder.Dispose();
        throw error is UnixCalls.NoEntry or UnixCalls.NotADirectory
            ? new DirectoryNotFoundException($"{DecisionText.Quote(path)}: expected a folder, found none, or a link that was put in its place")
            : Failure(error, path);
    }

    /// <summary>Where the kernel says that a handle leads.</summary>
    private static string PlaceOf(SafeFileHandle handle)
    {
        byte[] text = new byte[UnixCalls.LongestPath];
        int length = (int)UnixCalls.ReadLink(in Terminated(HandlePath(handle))[0], ref text[0], (nuint)text.Length);
        if (length < 0)
            throw Failure(Marshal.GetLastPInvokeError(), HandlePath(handle));
        var place = text.AsSpan(0, length);
        // A name of its own may end so too; it is refused with the rest (proc(5)).
        if (place.EndsWith(" (deleted)"u8))
            throw new FileNotFoundException("expected a file, found one that was deleted while it was opened");
        if (length == text.Length || length == 0 || place[0] != '/' || !Utf8.IsValid(place))
            throw new IOException("expected a file with an absolute path in utf-8, found one without");
        return Encoding.UTF8.GetString(place);
    }

    private static int KindOf(SafeFileHandle handle, string path)
    {
        Span<byte> status = stackalloc byte[UnixCalls.StatusSize];
        if (UnixCalls.GetStatus(handle, in "\0"u8[0], UnixCalls.EmptyPath, UnixCalls.StatusType, ref status[0]) != 0)
            throw Failure(Marshal.GetLastPInvokeError(), path);
        return MemoryMarshal.Read<ushort>(status[UnixCalls.StatusModeOffset..]) & KindMask;
    }

    private static string NameOf(int kind) => kind switch
    {
        0x1000 => "a pipe",
        0x4000 => "a folder",
        0xA000 => "a symbolic link that was put in its place",
        0xC000 => "a socket",
        _ => "a device",
    };

    private static int AppendOf(FileMode mode) => mode == FileMode.Append ? OpenFlags.Append : 0;

    private static string HandlePath(SafeFileHandle handle) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{(long)handle.DangerousGetHandle()}");

    private static string Join(string folder, string name) => folder is "/" ? $"/{name}" : $"{folder}/{name}";

    private static byte[] Terminated(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    private static SafeFileHandle Open(ReadOnlySpan<byte> path, int flags, out int error) =>
        Handle(UnixCalls.Open(in path[0], flags | OpenFlags.CloseOnExec), out error);

    private static SafeFileHandle At(SafeFileHandle folder, ReadOnlySpan<byte> name, int flags, out int error) =>
        Handle(UnixCalls.OpenAt(folder, in name[0], flags | OpenFlags.CloseOnExec, NewFileMode), out error);

    private static SafeFileHandle Handle(int descriptor, out int error)
    {
        error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static Exception Failure(int error, string path)
    {
        string message = $"{DecisionText.Quote(path)}: {Marshal.GetPInvokeErrorMessage(error)}";
        return error switch
        {
            UnixCalls.NoEntry => new FileNotFoundException(message, path),
            UnixCalls.NotADirectory => new DirectoryNotFoundException(message),
            UnixCalls.AccessDenied or UnixCalls.NotPermitted => new UnauthorizedAccessException(message),
            _ => new IOException(message),
        };
    }

    /// <summary>/proc/self is a link: where the flags are right, it can't be opened as a folder without following it.</summary>
    private static bool Probe()
    {
        try
        {
            using var root = Open("/\0"u8, OpenFlags.PlaceOnly | OpenFlags.Directory | OpenFlags.NoFollow, out _);
            using var self = Open("/proc/self\0"u8, OpenFlags.PlaceOnly | OpenFlags.Directory | OpenFlags.NoFollow, out int error);
            return !root.IsInvalid && self.IsInvalid && error == UnixCalls.NotADirectory && NameOf(KindOf(root, "/")) == "a folder" && PlaceOf(root) == "/";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }
}
