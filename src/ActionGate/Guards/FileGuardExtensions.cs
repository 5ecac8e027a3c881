using ActionGate.Evaluation;
using ActionGate.FileSystem;
using ActionGate.Normalisation;

namespace ActionGate;

/// <summary>Opens files behind a gate: what was decided is what is opened.</summary>
/// <remarks>
/// <para>
/// A path is decided and recorded, its links are followed to the real path, and where that is another it is decided too. Then the file is
/// opened without going through any link, asked by its handle where it is, and decided again where that is yet another place. So a link
/// or folder that is swapped meanwhile leads to a denial or a missing file, never to a file that the policy does not allow. Nothing is
/// created, emptied, read or waited for before that. <c>..</c> is taken away from the path before anything is looked at.
/// </para>
/// <para>
/// Only regular files are opened; pipes, devices, sockets and folders are refused without waiting for anybody. A hard link is a file
/// with two names: it is decided by the name in the request, so who may make hard links to a file may reach it (Linux's
/// <c>fs.protected_hardlinks</c> forbids that for files of others). Files whose names end in <c> (deleted)</c> are refused: the kernel
/// marks deleted ones so. What stands in a mounted folder belongs to where it is mounted.
/// </para>
/// <para>
/// One record says what was decided, a second one, written at once, that the file was opened or the type of exception that prevented it;
/// what is read or written later is not recorded. The streams do not lock the file, as other programs' do not, and their
/// <see cref="FileStream.Name"/> is not the path. In simulate mode verdicts do not bind, but what can't be opened in this way is not opened.
/// </para>
/// <para>Linux on 64-bit processors only, with /proc mounted: elsewhere every method throws <see cref="PlatformNotSupportedException"/>.</para>
/// </remarks>
public static class FileGuardExtensions
{
    private const int StackCharacters = 256;
    private const int BufferSize = 4096;

    /// <summary>Opens an existing file for reading. Nobody can be asked: what requires approval is denied.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="path">A path or <c>file:</c> URL, as the agent gave it; a relative one needs <see cref="ActionContext.WorkingDirectory"/>.</param>
    /// <param name="context">Who acts.</param>
    /// <returns>The file at its beginning; dispose it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="gate"/> is <see langword="null"/>.</exception>
    /// <exception cref="ObjectDisposedException">The gate was disposed.</exception>
    /// <exception cref="PlatformNotSupportedException">This system has no way to hold what was decided.</exception>
    /// <exception cref="ActionDeniedException">The policy does not allow the path, or the place that it leads to.</exception>
    /// <exception cref="IOException">There is no such file, or it can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not open it, or it is no regular file.</exception>
    public static FileStream OpenRead(this Gate gate, string? path, ActionContext? context = null) =>
        Open(gate, ActionRequest.ReadFile(path, context), FileMode.Open, FileAccess.Read);

    /// <summary>Opens an existing file for reading, and asks for approval where the policy requires it.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="path">A path or <c>file:</c> URL, as the agent gave it; a relative one needs <see cref="ActionContext.WorkingDirectory"/>.</param>
    /// <param name="context">Who acts.</param>
    /// <param name="cancellationToken">Gives up while somebody is asked.</param>
    /// <returns>The file at its beginning; dispose it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="gate"/> is <see langword="null"/>.</exception>
    /// <exception cref="ObjectDisposedException">The gate was disposed.</exception>
    /// <exception cref="PlatformNotSupportedException">This system has no way to hold what was decided.</exception>
    /// <exception cref="ActionDeniedException">The policy does not allow the path, or the place that it leads to, or nobody approved it.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    /// <exception cref="IOException">There is no such file, or it can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not open it, or it is no regular file.</exception>
    public static Task<FileStream> OpenReadAsync(this Gate gate, string? path, ActionContext? context = null, CancellationToken cancellationToken = default) =>
        OpenAsync(gate, ActionRequest.ReadFile(path, context), FileMode.Open, FileAccess.Read, cancellationToken);

    /// <summary>Opens a file for writing only. Nobody can be asked: what requires approval is denied.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="path">A path or <c>file:</c> URL, as the agent gave it; a relative one needs <see cref="ActionContext.WorkingDirectory"/>.</param>
    /// <param name="mode">
    /// As for a <see cref="FileStream"/>. A dangling link counts as the missing file that it leads to. New files get the rights 0666 less the process's umask.
    /// </param>
    /// <param name="context">Who acts.</param>
    /// <returns>The file at its beginning, or at its end for <see cref="FileMode.Append"/>; dispose it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="gate"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mode"/> is no file mode.</exception>
    /// <exception cref="ObjectDisposedException">The gate was disposed.</exception>
    /// <exception cref="PlatformNotSupportedException">This system has no way to hold what was decided.</exception>
    /// <exception cref="ActionDeniedException">The policy does not allow the path, or the place that it leads to.</exception>
    /// <exception cref="IOException">There is no such file or folder, there is one already, or it can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not open it, or it is no regular file.</exception>
    public static FileStream OpenWrite(this Gate gate, string? path, FileMode mode, ActionContext? context = null)
    {
        ThrowIfUnknown(mode);
        return Open(gate, ActionRequest.WriteFile(path, context), mode, FileAccess.Write);
    }

    /// <summary>Opens a file for writing only, and asks for approval where the policy requires it.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="path">A path or <c>file:</c> URL, as the agent gave it; a relative one needs <see cref="ActionContext.WorkingDirectory"/>.</param>
    /// <param name="mode">
    /// As for a <see cref="FileStream"/>. A dangling link counts as the missing file that it leads to. New files get the rights 0666 less the process's umask.
    /// </param>
    /// <param name="context">Who acts.</param>
    /// <param name="cancellationToken">Gives up while somebody is asked.</param>
    /// <returns>The file at its beginning, or at its end for <see cref="FileMode.Append"/>; dispose it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="gate"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mode"/> is no file mode.</exception>
    /// <exception cref="ObjectDisposedException">The gate was disposed.</exception>
    /// <exception cref="PlatformNotSupportedException">This system has no way to hold what was decided.</exception>
    /// <exception cref="ActionDeniedException">The policy does not allow the path, or the place that it leads to, or nobody approved it.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    /// <exception cref="IOException">There is no such file or folder, there is one already, or it can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not open it, or it is no regular file.</exception>
    public static Task<FileStream> OpenWriteAsync(
        this Gate gate, string? path, FileMode mode, ActionContext? context = null, CancellationToken cancellationToken = default)
    {
        ThrowIfUnknown(mode);
        return OpenAsync(gate, ActionRequest.WriteFile(path, context), mode, FileAccess.Write, cancellationToken);
    }

    private static FileStream Open(Gate gate, ActionRequest request, FileMode mode, FileAccess access)
    {
        ThrowIfUnsupported(gate);
        using var permit = gate.Authorize(request);
        return Open(gate, permit, request, approved: null, mode, access);
    }

    private static async Task<FileStream> OpenAsync(Gate gate, ActionRequest request, FileMode mode, FileAccess access, CancellationToken cancellationToken)
    {
        ThrowIfUnsupported(gate);
        // A person who is asked has minutes in which the link may be turned elsewhere: only the place as it was before is approved.
        string? before = RealPathOf(gate.Policy.Evaluate(request).Target, out _);
        using var permit = await gate.AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
        string? approved = permit.IsGranted && permit.Decision.Verdict == Verdict.RequireApproval ? before : null;
        return Open(gate, permit, request, approved, mode, access);
    }

    /// <summary>Opens what was granted. The approved place is the one at which a verdict of <c>require_approval</c> is as good as an allow.</summary>
    private static FileStream Open(Gate gate, Permit permit, ActionRequest request, string? approved, FileMode mode, FileAccess access)
    {
        permit.EnsureGranted();
        FileStream? stream = null;
        try
        {
            string real = RealPathOf(permit.Decision.Target, out string? problem)
                ?? throw new ActionDeniedException(permit.Decision.Refuse(Refusals.Unresolved(problem ?? "")));
            var handle = FileOpening.Open(real, mode, access, Judge);
            try
            {
                stream = new FileStream(handle, access, BufferSize);
                if (mode == FileMode.Append)
                    stream.Seek(0, SeekOrigin.End);
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }
        catch (Exception exception)
        {
            permit.Complete(new ActionOutcome { Error = exception.GetType().Name });
            throw;
        }

        permit.Complete(ActionOutcome.Completed);
        return stream;

        void Judge(string place)
        {
            // Only an absolute path in normal form is the same place to every layer.
            if (string.Equals(place, request.Target, StringComparison.Ordinal))
                return;
            var decision = gate.Reconsider(new ActionRequest(request.Kind, place, request.Context));
            bool mayProceed = decision.IsAllowed || permit.Decision.Mode == GateMode.Simulate
                || (decision.Verdict == Verdict.RequireApproval && string.Equals(place, approved, StringComparison.Ordinal));
            if (!mayProceed)
                throw new ActionDeniedException(decision);
        }
    }

    private static string? RealPathOf(string? normal, out string? problem)
    {
        var buffer = new CharBuffer(stackalloc char[StackCharacters]);
        string? real = DiskPaths.Instance.Resolve(normal, ref buffer, out problem) switch
        {
            RealPath.Same => normal,
            RealPath.Other => buffer.Written.ToString(),
            _ => null,
        };
        buffer.Dispose();
        return real;
    }

    private static void ThrowIfUnknown(FileMode mode)
    {
        if (!Enum.IsDefined(mode))
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "expected a file mode");
    }

    private static void ThrowIfUnsupported(Gate gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        if (!FileOpening.IsSupported)
            throw new PlatformNotSupportedException("guarded opening of files needs linux on a 64-bit processor, with /proc mounted");
    }
}
