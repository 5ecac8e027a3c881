namespace ActionGate.Files;

/// <summary>
/// The folder that blocks run in: writes their files, remembers which ones are its own, and takes the temporary ones away.
/// Safe for concurrent runs.
/// </summary>
internal sealed class WorkDirectory(string path)
{
    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode RunningFile = UnixFileMode.UserRead;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, OwnFile> _own = new(StringComparer.Ordinal);

    internal string FullPath => path;

    /// <summary>Writes a block's file. Every file written is given back with <see cref="Release"/>.</summary>
    /// <returns>The file's absolute path; <see langword="null"/> and a reason where it cannot be written safely.</returns>
    internal string? Write(BlockFile wanted, out string reason)
    {
        string file = Path.Combine(path, wanted.Name.Replace('/', Path.DirectorySeparatorChar));
        lock (_lock)
        {
            _own.TryGetValue(file, out var own);
            if (own is { Users: > 0 } && own.Hash != wanted.Hash)
            {
                reason = $"file '{wanted.Name}' belongs to another block that is running";
                return null;
            }
            try
            {
                if ((Prepare() ?? CreateParents(wanted.Name)) is { } wrong)
                {
                    reason = wrong;
                    return null;
                }
                if (wanted.IsNamed && own is null)
                    Create(file, wanted);
                else
                    Replace(file, wanted);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                reason = wanted.IsNamed && own is null && Exists(file)
                    ? $"file '{wanted.Name}' exists and was not written by this executor"
                    : $"file '{wanted.Name}' cannot be written: {e.Message}";
                return null;
            }
            _own[file] = new OwnFile(wanted.Hash, (own?.Users ?? 0) + 1, wanted.IsNamed);
        }
        reason = "";
        return file;
    }

    /// <summary>
    /// The file holds byte for byte what was decided. Asked right before it starts, since code of this user that runs beside could have changed it; and
    /// of one that runs or ran, where a file that is gone is none that was changed.
    /// </summary>
    internal static bool Holds(string file, BlockFile wanted, bool mayBeGone)
    {
        try
        {
            if ((File.GetAttributes(file) & FileAttributes.ReparsePoint) != 0)
                return false;
            using var handle = File.OpenHandle(file);
            byte[] content = new byte[wanted.Content.Length + 1]; // one more: it may have grown
            int length = 0;
            for (int read; length < content.Length && (read = RandomAccess.Read(handle, content.AsSpan(length), length)) > 0;)
                length += read;
            return content.AsSpan(0, length).SequenceEqual(wanted.Content);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return mayBeGone;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Says that a block has ended; the last user of a temporary file removes it.</summary>
    internal void Release(string file)
    {
        lock (_lock)
        {
            var own = _own[file];
            own = own with { Users = own.Users - 1 };
            _own[file] = own;
            if (own.Users > 0 || own.IsNamed)
                return;
            _own.Remove(file);
            try
            {
                File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The code made its own file or folder undeletable. What is left is one stray file; the next run of it replaces it or is refused.
            }
        }
    }

    /// <summary>A new file or an <see cref="IOException"/>: O_EXCL neither opens what exists nor follows a link.</summary>
    private static void Create(string file, BlockFile wanted)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = wanted.IsNamed ? OwnersFile : RunningFile;
        using var stream = new FileStream(file, options);
        try
        {
            stream.Write(wanted.Content);
        }
        catch
        {
            File.Delete(file); // half a file is nobody's
            throw;
        }
    }

    /// <summary>
    /// Puts a new file in the place of whatever has the name, a link itself and not what it points to. One step, so that
    /// a concurrent run of the same block never finds the file missing or half written.
    /// </summary>
    private void Replace(string file, BlockFile wanted)
    {
        string fresh = Path.Combine(path, $".{BlockFileName.TemporaryPrefix}{Guid.NewGuid():N}");
        Create(fresh, wanted);
        try
        {
            File.Move(fresh, file, overwrite: true);
        }
        catch
        {
            File.Delete(fresh);
            throw;
        }
    }

    /// <summary>Makes the folder where it is absent; before every block, since the one before may have put something else in its place.</summary>
    /// <returns>Why it cannot be used; <see langword="null"/> where it can.</returns>
    private string? Prepare()
    {
        try
        {
            CreateFolder(path);
            return (File.GetAttributes(path) & FileAttributes.ReparsePoint) == 0
                ? null
                : $"expected the work directory '{path}' to be a folder, found a symbolic link";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the work directory '{path}' cannot be used: {e.Message}";
        }
    }

    private string? CreateParents(string name)
    {
        for (int slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            string folder = Path.Combine(path, name[..slash].Replace('/', Path.DirectorySeparatorChar));
            CreateFolder(folder);
            if ((File.GetAttributes(folder) & FileAttributes.ReparsePoint) != 0)
                return $"folder '{name[..slash]}' is a symbolic link";
        }
        return null;
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerOnlyFolder);
    }

    private static bool Exists(string file)
    {
        try
        {
            File.GetAttributes(file); // not File.Exists: that calls a dangling link absent
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private sealed record OwnFile(string Hash, int Users, bool IsNamed);
}
