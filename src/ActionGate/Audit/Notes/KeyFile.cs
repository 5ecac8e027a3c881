using System.Text;
using ActionGate.Audit.Files;

namespace ActionGate.Audit.Notes;

/// <summary>Files that hold keys.</summary>
internal static class KeyFile
{
    private const int LongestSecret = 16 * 1024;
    private const UnixFileMode OthersMay = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>How often, and after how long, a file is looked at again that another process may have just created and not yet written.</summary>
    private const int Patience = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Where the key is of logs whose options name none: with the user's data, and not with the log, so that what can write the log can't sign
    /// it. <see langword="null"/>: the user has no such folder.
    /// </summary>
    internal static string? DefaultPath
    {
        get
        {
            string folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return folder.Length == 0 ? null : Path.Combine(folder, "actiongate", "audit.key");
        }
    }

    internal static string FullPath(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new FileInfo(path).FullName;
    }

    /// <summary>Whether anything stands under the name, a link that leads nowhere included.</summary>
    internal static bool Exists(string path)
    {
        try
        {
            return (int)new FileInfo(path).Attributes != -1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No name that can be; whoever uses it next says why.
            return false;
        }
    }

    /// <summary>Creates the file for its owner alone, and writes it through to the disk.</summary>
    /// <returns><see langword="false"/>: something stood there before, and was left alone.</returns>
    /// <exception cref="AuditException">It can't be created.</exception>
    internal static bool TryCreate(string path, string pem)
    {
        try
        {
            string folder = Path.GetDirectoryName(path) ?? throw new IOException("this is no name of a file");
            CreateFolder(folder);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            FileStream stream;
            try
            {
                stream = new FileStream(path, options);
            }
            catch (IOException) when (Exists(path))
            {
                return false;
            }
            Write(stream, path, pem);
            // What it signs from now on must not outlive it.
            FolderHandle.Flush(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new AuditException(DiagnosticIds.AuditKeyRefused, $"{path}: the key can't be created: {e.Message}", e);
        }
    }

    /// <summary>Reads a private key's file; one without its end is given a moment, in which whoever creates it may be done.</summary>
    /// <exception cref="AuditException">It can't be read, or is not kept as a secret.</exception>
    internal static string ReadSecret(string path)
    {
        string pem = Read(path, LongestSecret, isSecret: true);
        for (int i = 0; i < Patience && !IsWhole(pem); i++)
        {
            Thread.Sleep(Pause);
            pem = Read(path, LongestSecret, isSecret: true);
        }
        return pem;
    }

    /// <summary>Reads a small file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">How many bytes it may have.</param>
    /// <param name="isSecret">Refuse links, and what others than its owner may touch.</param>
    /// <exception cref="AuditException">It can't be read.</exception>
    internal static string Read(string path, int longest, bool isSecret)
    {
        try
        {
            var file = new FileInfo(path);
            if (isSecret && Exists(path) && (file.Attributes & FileAttributes.ReparsePoint) != 0)
                throw new AuditException(DiagnosticIds.AuditKeyRefused, $"{path}: links are not followed to a private key");
            // What is no file, a pipe for one, has no length either, and might never open.
            if (file.Exists && file.LinkTarget is null && file.Length == 0)
                return "";
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // Of the open file: what stands under the name may be another by now.
            if (isSecret && !OperatingSystem.IsWindows() && File.GetUnixFileMode(handle) is var mode && (mode & OthersMay) != 0)
                throw new AuditException(DiagnosticIds.AuditKeyRefused, $"{path}: others than its owner may use this private key: chmod 600, or make a new one");
            byte[] bytes = new byte[longest + 1];
            int length = 0;
            for (int read; length < bytes.Length && (read = RandomAccess.Read(handle, bytes.AsSpan(length), length)) > 0; length += read)
            {
            }
            return length <= longest ? Encoding.UTF8.GetString(bytes, 0, length)
                : throw new AuditException(DiagnosticIds.AuditKeyRefused, $"{path}: expected a key, found a file of more than {longest} bytes");
        }
        catch (Exception e) when (e is (IOException and not AuditException) or UnauthorizedAccessException or NotSupportedException)
        {
            throw new AuditException(DiagnosticIds.AuditKeyRefused, $"{path}: the key can't be read: {e.Message}", e);
        }
    }

    private static bool IsWhole(string pem)
    {
        const string End = "-----END ";
        int end = pem.IndexOf(End, StringComparison.Ordinal);
        return end >= 0 && pem.AsSpan(end + End.Length).Contains("-----", StringComparison.Ordinal);
    }

    private static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder) || Path.GetDirectoryName(folder) is not { } parent)
            return;
        // One by one: the runtime gives the mode to the last of them only.
        CreateFolder(parent);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        FolderHandle.Flush(parent);
    }

    private static void Write(FileStream stream, string path, string pem)
    {
        try
        {
            using (stream)
            {
                stream.Write(Encoding.ASCII.GetBytes(pem));
                stream.Flush();
                DiskSync.Flush(stream.SafeFileHandle);
            }
        }
        catch
        {
            // Half a key would stand in the way of every later attempt.
            File.Delete(path);
            throw;
        }
    }
}
