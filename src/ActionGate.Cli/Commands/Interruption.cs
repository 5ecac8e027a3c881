using System.Runtime.InteropServices;

namespace ActionGate.Cli.Commands;

/// <summary>
/// While it lives, a signal that would end the tool asks for the end of what it runs instead. One that comes when that has taken long ends the tool after all:
/// whoever reads the output may have stopped reading.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private const int ExitCodeOfSignal = 128;

    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _end = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Lock _lock = new();
    private long _since;

    internal Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Take(c, number: 2)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Take(c, number: 15)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, c => Take(c, number: 1)),
    ];

    internal CancellationToken Token => _end.Token;

    /// <summary>What a shell reports of a process that the signal ended; <see langword="null"/>: none came.</summary>
    internal int? ExitCode { get; private set; }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _end.Dispose();
    }

    private void Take(PosixSignalContext context, int number)
    {
        lock (_lock)
        {
            if (ExitCode is not null)
            {
                context.Cancel = TimeProvider.System.GetElapsedTime(_since) < LongestEnd;
                return;
            }
            _since = TimeProvider.System.GetTimestamp();
            ExitCode = ExitCodeOfSignal + number;
        }
        context.Cancel = true;
        _end.Cancel();
    }
}
