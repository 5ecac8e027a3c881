using ActionGate.Planning;

namespace ActionGate.Processes;

/// <summary>A block's process, everything that the process starts, and their output.</summary>
internal abstract class RunningBlock : IDisposable
{
    /// <summary>Completes when the block's own process has ended; never faults.</summary>
    internal abstract Task Exited { get; }

    /// <summary>Completes when no process holds the output any longer; faults where the output's listener throws.</summary>
    internal abstract Task OutputEnded { get; }

    /// <summary>Ends the block's process and whatever is left of what it started. To be called once, before <see cref="ExitCode"/>.</summary>
    /// <returns>How many processes could not be ended.</returns>
    internal abstract Task<int> EndAsync();

    /// <summary>What the block used, as far as the system tells once it has ended.</summary>
    internal abstract BlockUsage Usage { get; }

    /// <summary>Counts the block's processes; <see langword="null"/> where that is not possible.</summary>
    internal abstract RunCensus? Census { get; }

    /// <summary>The exit code, 128 + n for a process that signal n ended.</summary>
    internal abstract int ExitCode { get; }

    public abstract void Dispose();

    /// <summary>Starts a block.</summary>
    /// <returns><see langword="null"/> and a reason where the system does not start the program.</returns>
    internal static RunningBlock? Start(PlannedBlock block, string file, string workDirectory, RunSetting setting, out string reason) =>
        setting.IsPortable
            ? PortableBlock.Begin(block, file, workDirectory, setting, out reason)
            : LinuxBlock.Begin(block, file, workDirectory, setting, out reason);

    /// <summary>
    /// Reads a stream to its end on a thread of its own: a pipe read blocks, and a block that is silent must not hold one of the
    /// host's pooled threads.
    /// </summary>
    protected static Task PumpAsync(Stream stream, OutputBuffer.Source source, RunStop stop) => OnThreadOfItsOwn(() =>
    {
        byte[] chunk = new byte[16 * 1024];
        try
        {
            for (int read; (read = Read(stream, chunk)) > 0;)
            {
                // Past the limit reading goes on and the bytes are dropped: a full pipe would keep the code from ending.
                if (!source.Add(chunk.AsSpan(0, read)))
                    stop.Request(StopReason.Output);
            }
            source.End();
        }
        catch
        {
            stop.Request(StopReason.Listener);
            throw;
        }
    });

    private static int Read(Stream stream, byte[] chunk)
    {
        try
        {
            return stream.Read(chunk);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return 0; // given up: the run has ended, and something that outlives it still holds the pipe
        }
    }

    internal static Task OnThreadOfItsOwn(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
