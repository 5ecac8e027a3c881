using System.Globalization;

namespace ActionGate.Cli.Rendering;

/// <summary>A line that says that something runs, and since when; gone when <see cref="End"/> returns.</summary>
/// <param name="error">Standard error.</param>
/// <param name="isShown">It is a terminal, and nothing else is to stand there.</param>
/// <param name="clock">The time.</param>
internal sealed class RunProgress(TextWriter error, bool isShown, TimeProvider clock) : IDisposable
{
    private const string Frames = "|/-\\";

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private long _start;
    private int _shown;
    private int _width;
    private bool _hasEnded;

    internal void Begin()
    {
        lock (_lock)
        {
            if (!isShown || _hasEnded || _timer is not null)
                return;
            _start = clock.GetTimestamp();
            _timer = clock.CreateTimer(_ => Show(), state: null, First, Step);
        }
    }

    internal void End()
    {
        lock (_lock)
        {
            if (_hasEnded)
                return;
            _hasEnded = true;
            _timer?.Dispose();
            if (_width > 0)
                Write("\r" + new string(' ', _width) + "\r");
        }
    }

    public void Dispose() => End();

    private void Show()
    {
        lock (_lock)
        {
            if (_hasEnded)
                return;
            string line = string.Create(CultureInfo.InvariantCulture, $"{Frames[_shown++ % Frames.Length]} running, {(long)clock.GetElapsedTime(_start).TotalSeconds} s");
            _width = line.Length;
            Write("\r" + line);
        }
    }

    private void Write(string text)
    {
        try
        {
            error.Write(text);
            error.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody sees it: what runs is not concerned.
        }
    }
}
