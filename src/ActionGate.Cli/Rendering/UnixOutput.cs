using System.Runtime.InteropServices;

namespace ActionGate.Cli.Rendering;

/// <summary>
/// Standard output through write(2). The runtime's own stream takes a closed pipe for success, so that an endless input would be
/// decided for nobody; a file stream keeps an offset of its own and overwrites what others write to the same file.
/// </summary>
/// <param name="isClosed">Whoever started the tool closed it.</param>
internal sealed class UnixOutput(bool isClosed) : Stream
{
    private const int StandardOutput = 1;

    // <errno.h>; the same on Linux and macOS but for the third.
    private const int Interrupted = 4;
    private const int BrokenPipe = 32;
    private static readonly int TryAgain = OperatingSystem.IsLinux() ? 11 : 35;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (isClosed && !buffer.IsEmpty)
            throw new ClosedOutputException();
        while (!buffer.IsEmpty)
        {
            nint written = WriteTo(StandardOutput, in MemoryMarshal.GetReference(buffer), buffer.Length);
            if (written >= 0)
                buffer = buffer[(int)written..];
            else
                Recover(Marshal.GetLastPInvokeError());
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static void Recover(int error)
    {
        // Who started us may have left its end of the pipe non-blocking.
        if (error == TryAgain)
            Thread.Sleep(Pause);
        else if (error == BrokenPipe)
            throw new ClosedOutputException();
        else if (error != Interrupted)
            throw new IOException("standard output can't be written: " + Marshal.GetPInvokeErrorMessage(error));
    }

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint WriteTo(int file, in byte bytes, nint count);
}
