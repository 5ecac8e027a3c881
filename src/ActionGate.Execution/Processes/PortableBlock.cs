using System.ComponentModel;
using System.Diagnostics;
using ActionGate.Planning;

namespace ActionGate.Processes;

/// <summary>
/// A block where <see cref="LinuxBlock"/> cannot be: what <c>Process</c> offers everywhere. The tree is what descends from the block when it is
/// ended, the outputs are two pipes, in the order in which they were read.
/// </summary>
internal sealed class PortableBlock : RunningBlock
{
    private readonly Process _process;

    private PortableBlock(Process process, RunSetting setting)
    {
        _process = process;
        OutputEnded = Task.WhenAll(
            PumpAsync(process.StandardOutput.BaseStream, setting.Output.Open(), setting.Stop),
            PumpAsync(process.StandardError.BaseStream, setting.Output.Open(), setting.Stop));
        Exited = process.WaitForExitAsync();
    }

    internal override Task Exited { get; }

    internal override Task OutputEnded { get; }

    internal override BlockUsage Usage => default;

    internal override RunCensus? Census => null;

    internal override int ExitCode => _process.HasExited ? _process.ExitCode : 1;

    internal static PortableBlock? Begin(PlannedBlock block, string file, string workDirectory, RunSetting setting, out string reason)
    {
        var start = new ProcessStartInfo(block.Program, block.ArgumentsFor(file))
        {
            WorkingDirectory = workDirectory,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in block.Environment)
            start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            process.Dispose();
            reason = e.Message;
            return null;
        }
        process.StandardInput.Close();
        reason = "";
        return new PortableBlock(process, setting);
    }

    internal override async Task<int> EndAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            if (!_process.HasExited)
                return 1;
        }
        await Exited.ConfigureAwait(false);
        return 0;
    }

    public override void Dispose() => _process.Dispose();
}
