using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using ActionGate.Cgroups;
using ActionGate.Planning;

namespace ActionGate.Processes;

/// <summary>
/// A block on Linux, in a session of its own, so that its signals to its group do not reach the host, and it has no terminal.
/// Both outputs are one pipe, so that an error stands where it happened. Neither can be had from <c>Process.Start</c>.
/// </summary>
internal sealed class LinuxBlock : RunningBlock
{
    private const int MostRounds = 100;
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(10);

    private readonly int _pid;
    private readonly RunCensus _census;
    private readonly RunCgroups? _groups;
    private readonly AnonymousPipeServerStream _pipe;
    private int? _exitCode;
    private BlockUsage _usage;

    private LinuxBlock(int pid, Task exited, RunMark mark, AnonymousPipeServerStream pipe, RunSetting setting)
    {
        _pid = pid;
        Exited = exited;
        _census = new RunCensus(pid, mark);
        _groups = setting.Groups;
        _pipe = pipe;
        OutputEnded = PumpAsync(pipe, setting.Output.Open(), setting.Stop);
    }

    internal static bool IsSupported => LinuxCalls.AreAvailable;

    internal override Task Exited { get; }

    internal override Task OutputEnded { get; }

    internal override BlockUsage Usage => _usage;

    internal override RunCensus Census => _census;

    internal override int ExitCode => _exitCode ?? 1;

    internal static LinuxBlock? Begin(PlannedBlock block, string file, string workDirectory, RunSetting setting, out string reason)
    {
        var mark = new RunMark();
        AnonymousPipeServerStream? output = null;
        AnonymousPipeServerStream? input = null;
        try
        {
            output = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
            if (!setting.SandboxInput.IsEmpty)
            {
                input = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
                input.Write(setting.SandboxInput.Span); // a pipe holds more than that
            }
            int error = SpawnAndWait(block, file, workDirectory, mark, setting, Descriptor(output), input is null ? null : Descriptor(input), out int pid, out var exited);
            output.DisposeLocalCopyOfClientHandle();
            if (error == 0)
            {
                reason = "";
                return new LinuxBlock(pid, exited, mark, output, setting);
            }
            reason = Marshal.GetPInvokeErrorMessage(error);
        }
        catch (IOException e)
        {
            output?.DisposeLocalCopyOfClientHandle();
            reason = e.Message; // the host has no descriptors left
        }
        finally
        {
            input?.DisposeLocalCopyOfClientHandle();
            input?.Dispose();
        }
        output?.Dispose();
        return null;
    }

    private static int Descriptor(AnonymousPipeServerStream pipe) => (int)pipe.ClientSafePipeHandle.DangerousGetHandle();

    internal override async Task<int> EndAsync()
    {
        HashSet<int> left = [];
        for (int round = 0; round < MostRounds; round++)
        {
            _groups?.Kill();
            // The whole group in one call: nothing in it can fork past that. The number is ours until the process is reaped, below.
            _ = LinuxCalls.Kill(-_pid, LinuxCalls.SigKill);
            left = [.. _census.Take().Select(p => p.Pid), .. _groups?.Processes() ?? []];
            if (left.Count == 0)
                break;
            foreach (int pid in left)
                _ = LinuxCalls.Kill(pid, LinuxCalls.SigKill);
            await Task.Delay(BetweenRounds).ConfigureAwait(false);
        }
        if (!left.Contains(_pid))
        {
            await Exited.ConfigureAwait(false);
            Reap();
        }
        return left.Count;
    }

    public override void Dispose() => _pipe.Dispose();

    private void Reap()
    {
        // Where the host has its children reaped for it (SIGCHLD ignored) there is no status, and no reason to call it success.
        long[] usage = new long[LinuxCalls.OpaqueSize / sizeof(long)];
        if (LinuxCalls.Wait(_pid, out int status, 0, usage) != _pid)
            return;
        _exitCode = (status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F);
        // struct rusage begins with two struct timeval, user and system, and the peak in KiB.
        _usage = new BlockUsage(
            TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]),
            usage[4] * 1024);
    }

    private static void WaitForExit(int pid)
    {
        const int Interrupted = 4; // EINTR
        byte[] info = new byte[LinuxCalls.OpaqueSize];
        while (LinuxCalls.WaitId(LinuxCalls.WaitForPid, pid, info, LinuxCalls.WaitExited | LinuxCalls.WaitLeaveZombie) != 0
            && Marshal.GetLastPInvokeError() == Interrupted)
        {
        }
    }

    /// <summary>Starts it on a thread that stays until it has ended: what is to die with its parent dies with the thread that started it.</summary>
    private static int SpawnAndWait(
        PlannedBlock block, string file, string workDirectory, RunMark mark, RunSetting setting, int output, int? sandboxInput, out int pid, out Task exited)
    {
        var started = new TaskCompletionSource<(int Error, int Pid)>();
        exited = OnThreadOfItsOwn(() =>
        {
            int error = 0, child = 0;
            try
            {
                error = Spawn(block, file, workDirectory, mark, setting, output, sandboxInput, out child);
                started.SetResult((error, child));
            }
            catch (Exception e)
            {
                error = 1;
                started.SetException(e);
            }
            if (error == 0)
                WaitForExit(child);
        });
        (int result, pid) = started.Task.GetAwaiter().GetResult();
        return result;
    }

    private static int Spawn(PlannedBlock block, string file, string workDirectory, RunMark mark, RunSetting setting, int output, int? sandboxInput, out int pid)
    {
        byte[] actions = new byte[LinuxCalls.OpaqueSize];
        byte[] attributes = new byte[LinuxCalls.OpaqueSize];
        byte[] allSignals = new byte[LinuxCalls.OpaqueSize];
        byte[] noSignals = new byte[LinuxCalls.OpaqueSize];
        using var text = new NativeText();
        var start = Starter.Words(setting.Groups?.Members ?? [], [.. mark.LimitOptions, .. setting.LimitOptions], block.Environment, [.. setting.Sandbox?.Invoke(file) ?? [], block.Program]);
        nint[] arguments = [.. start.Select(text.Add), .. block.ArgumentsFor(file).Select(text.Add), 0];
        nint[] environment = [text.Add(mark.EnvironmentEntry), .. block.Environment.Where(e => e.Key != RunMark.Variable).Select(e => text.Add($"{e.Key}={e.Value}")), 0];
        pid = 0;
        _ = LinuxCalls.FillSignals(allSignals);
        _ = LinuxCalls.EmptySignals(noSignals);
        _ = LinuxCalls.InitFileActions(actions);
        _ = LinuxCalls.InitAttributes(attributes);
        try
        {
            // The runtime ignores SIGPIPE and may block signals; a program expects neither.
            int error = LinuxCalls.SetSignalDefaults(attributes, allSignals);
            error = error != 0 ? error : LinuxCalls.SetSignalMask(attributes, noSignals);
            error = error != 0 ? error : LinuxCalls.SetFlags(
                attributes, LinuxCalls.SpawnSetSignalDefaults | LinuxCalls.SpawnSetSignalMask | LinuxCalls.SpawnSetSession);
            error = error != 0 ? error : LinuxCalls.AddOpen(actions, 0, text.Add("/dev/null"), flags: 0, mode: 0);
            error = error != 0 ? error : LinuxCalls.AddDuplicate(actions, output, 1);
            error = error != 0 ? error : LinuxCalls.AddDuplicate(actions, output, 2);
            int first = 3;
            if (sandboxInput is { } input)
                error = error != 0 ? error : LinuxCalls.AddDuplicate(actions, input, first++);
            error = error != 0 ? error : CloseFrom(first, actions);
            error = error != 0 ? error : LinuxCalls.AddChangeDirectory(actions, text.Add(workDirectory));
            return error != 0 ? error : LinuxCalls.Spawn(out pid, arguments[0], actions, attributes, arguments, environment);
        }
        finally
        {
            _ = LinuxCalls.DestroyAttributes(attributes);
            _ = LinuxCalls.DestroyFileActions(actions);
        }
    }

    /// <summary>What the host was started with, a lock, a folder, goes no further.</summary>
    private static int CloseFrom(int first, byte[] actions)
    {
        if (LinuxCalls.CanCloseFrom)
            return LinuxCalls.AddCloseFrom(actions, first);
        int error = 0;
        foreach (string entry in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(entry.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int descriptor) && descriptor >= first)
                error = error != 0 ? error : LinuxCalls.AddClose(actions, descriptor);
        }
        return error;
    }

    /// <summary>Strings as the C library wants them, freed together.</summary>
    private sealed class NativeText : IDisposable
    {
        private readonly List<nint> _strings = [];

        internal nint Add(string text)
        {
            nint native = Marshal.StringToCoTaskMemUTF8(text);
            _strings.Add(native);
            return native;
        }

        public void Dispose()
        {
            foreach (nint native in _strings)
                Marshal.FreeCoTaskMem(native);
        }
    }
}
