using System.Security.Cryptography;
using System.Text;

namespace ActionGate.Approvals.Pending;

/// <summary>
/// The folder in which requests wait: <c>NAME.request</c>, and <c>NAME.APPROVER.answer</c> for each answer. Files come whole or not at all, and nothing
/// in the folder is trusted.
/// </summary>
internal sealed class PendingFolder
{
    private const string RequestEnding = ".request";
    private const string AnswerEnding = ".answer";
    private const int LongestRequest = 32 * 1024 * 1024;
    private const int LongestAnswer = 64 * 1024;
    private const int MostAnswers = 1000;
    private const int MostRounds = 10;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>For the owner, and whoever its folder lets in: approvers may have a group of their own.</summary>
    private const UnixFileMode FileRights = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private PendingFolder(string path) => Path = path;

    internal string Path { get; }

    internal static PendingFolder Of(string path) => new(new DirectoryInfo(path).FullName);

    /// <summary>The host's folder.</summary>
    /// <exception cref="ArgumentException">It is no absolute path.</exception>
    /// <exception cref="IOException">It can't be created, or is a link.</exception>
    /// <exception cref="UnauthorizedAccessException">It can't be created, or everybody may use it.</exception>
    internal static PendingFolder Create(string path)
    {
        if (!System.IO.Path.IsPathFullyQualified(path) || path.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException($"Directory: expected an absolute path, found '{path}'", nameof(path));
        path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path, path));
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        if (new DirectoryInfo(path).LinkTarget is not null)
            throw new IOException($"{path}: a folder of approvals must not be a link");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute)) != 0)
            throw new UnauthorizedAccessException($"{path}: everybody may use this folder of approvals: chmod 700, or 2770 with a group of approvers");
        return new PendingFolder(path);
    }

    /// <summary>Puts a request into the folder, unless it lies there already.</summary>
    internal PendingRequest Keep(ApprovalRequest request, TimeProvider clock, UsedRequests used)
    {
        string name = request.Digest[..PendingRequest.FileLength];
        var pending = PendingRequest.New(request, clock.GetUtcNow());
        for (int round = 0; ; round++)
        {
            byte[]? there = Read(RequestFile(name), LongestRequest);
            // The time after reading: what another one has just put there would be of the future otherwise, and not be taken for this request.
            if (there is not null && PendingRequest.Again(there, request, clock.GetUtcNow()) is { } waiting && !used.Holds(waiting))
                return waiting;
            if (there is not null)
            {
                File.Delete(RequestFile(name));
                foreach (string answer in AnswerFiles(name))
                    File.Delete(answer);
            }
            // Whoever asks the same at the same moment may have been first: then that request is this one, and somebody may have answered it already.
            if (TryWrite(RequestFile(name), pending.Bytes, mayReplace: round == MostRounds))
                return pending;
        }
    }

    /// <summary>The request lies there as it was put there.</summary>
    internal bool Holds(PendingRequest request) => Read(RequestFile(request.File), LongestRequest) is { } bytes && bytes.AsSpan().SequenceEqual(request.Bytes);

    /// <summary>The texts of the answers to a request.</summary>
    internal IEnumerable<string> AnswersTo(PendingRequest request)
    {
        foreach (string file in AnswerFiles(request.File))
        {
            if (Read(file, LongestAnswer) is { } bytes && Audit.Notes.NoteText.Decode(bytes) is { } note)
                yield return note;
        }
    }

    /// <summary>Takes a request and its answers away.</summary>
    /// <returns><see langword="false"/>: somebody else did.</returns>
    internal bool Remove(PendingRequest request)
    {
        string taken = RequestFile(request.File) + "." + request.Nonce;
        try
        {
            // Of those who do it at once, one succeeds.
            File.Move(RequestFile(request.File), taken);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        bool isSame = Read(taken, LongestRequest) is { } bytes && bytes.AsSpan().SequenceEqual(request.Bytes);
        File.Delete(taken);
        foreach (string answer in AnswerFiles(request.File))
            File.Delete(answer);
        return isSame;
    }

    internal IReadOnlyList<PendingApproval> List(DateTimeOffset now)
    {
        var found = new List<PendingApproval>();
        foreach (string file in Directory.EnumerateFiles(Path, "*" + RequestEnding))
        {
            string name = System.IO.Path.GetFileNameWithoutExtension(file);
            if (!IsName(name) || Read(file, LongestRequest) is not { } bytes)
                continue;
            string[] answeredBy = [.. AnswerFiles(name).Select(a => System.IO.Path.GetFileName(a)[(name.Length + 1)..^AnswerEnding.Length]).Order(StringComparer.Ordinal)];
            if (PendingRequest.Read(name, bytes, answeredBy) is { } request && request.ExpiresAt > now)
                found.Add(request);
        }
        found.Sort((left, right) => left.CreatedAt.CompareTo(right.CreatedAt) is not 0 and var order ? order : string.CompareOrdinal(left.Id, right.Id));
        return found;
    }

    /// <summary>Takes away what has expired.</summary>
    internal void Sweep(DateTimeOffset now)
    {
        foreach (string file in Directory.EnumerateFiles(Path, "*" + RequestEnding))
        {
            string name = System.IO.Path.GetFileNameWithoutExtension(file);
            if (!IsName(name) || Read(file, LongestRequest) is not { } bytes || PendingRequest.Read(name, bytes, [])?.ExpiresAt > now)
                continue;
            File.Delete(file);
            foreach (string answer in AnswerFiles(name))
                File.Delete(answer);
        }
    }

    /// <summary>Puts an answer beside its request; one by the same approver is replaced.</summary>
    /// <exception cref="IOException">The request is gone or has changed, or the answer can't be written.</exception>
    internal void Answer(PendingApproval request, string approver, string note)
    {
        if (Read(RequestFile(request.File), LongestRequest) is not { } bytes || !string.Equals(Convert.ToHexStringLower(SHA256.HashData(bytes)), request.Hash, StringComparison.Ordinal))
            throw new IOException($"request {request.Id} is gone, or has changed since it was listed");
        TryWrite(System.IO.Path.Combine(Path, $"{request.File}.{FileNameOf(approver)}{AnswerEnding}"), Encoding.UTF8.GetBytes(note), mayReplace: true);
    }

    private string RequestFile(string name) => System.IO.Path.Combine(Path, name + RequestEnding);

    private IEnumerable<string> AnswerFiles(string name) =>
        Directory.Exists(Path) ? Directory.EnumerateFiles(Path, $"{name}.*{AnswerEnding}").Take(MostAnswers) : [];

    private static bool IsName(string text) => text.Length == PendingRequest.FileLength && text.AsSpan().IndexOfAnyExcept("0123456789abcdef") < 0;

    /// <summary>A name that may hold anything, as a part of a file's name.</summary>
    private static string FileNameOf(string approver) =>
        string.Concat(approver.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '@' ? c.ToString() : $"%{(int)c:x4}"));

    /// <returns><see langword="false"/>: something lies there already, and was not to be replaced.</returns>
    private bool TryWrite(string file, ReadOnlySpan<byte> bytes, bool mayReplace)
    {
        string temporary = System.IO.Path.Combine(Path, $".{Guid.NewGuid():N}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileRights;
        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, file, mayReplace);
            return true;
        }
        catch (IOException) when (!mayReplace && File.Exists(file))
        {
            File.Delete(temporary);
            return false;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The whole of a plain file; <see langword="null"/>: there is none, or none that is small enough.</summary>
    private static byte[]? Read(string file, int longest)
    {
        try
        {
            var info = new FileInfo(file);
            // What is no file, a pipe for one, has no length either, and might never open.
            if (!info.Exists || info.LinkTarget is not null || info.Length == 0 || info.Length > longest)
                return null;
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            byte[] bytes = new byte[(int)info.Length];
            return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length ? bytes : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
