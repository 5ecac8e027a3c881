using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Tests.Rendering;

public sealed class RunProgressTests
{
    [Fact]
    public void Begin_NothingPrinted_ShowsALineAndTakesItAway()
    {
        var clock = new HandClock();
        using var error = new StringWriter();
        using var progress = new RunProgress(error, isShown: true, clock);

        progress.Begin();
        clock.Advance(TimeSpan.FromSeconds(3));
        progress.End();
        clock.Advance(TimeSpan.FromSeconds(3));

        error.ToString().Should().Be("\r| running, 3 s\r" + new string(' ', 14) + "\r");
    }

    [Fact]
    public void Report_OutputCame_NothingIsShown()
    {
        var clock = new HandClock();
        using var error = new StringWriter();
        using var output = new MemoryStream();
        using var progress = new RunProgress(error, isShown: true, clock);

        progress.Begin();
        new LiveOutput(output, isTerminal: true, progress).Report(new CodeOutput("a\tb\u001b[2J"));
        clock.Advance(TimeSpan.FromSeconds(3));

        error.ToString().Should().BeEmpty();
        System.Text.Encoding.UTF8.GetString(output.ToArray()).Should().Be("a\tb\\u001b[2J");
    }

    [Fact]
    public void Begin_NoTerminal_ShowsNothing()
    {
        var clock = new HandClock();
        using var error = new StringWriter();
        using var progress = new RunProgress(error, isShown: false, clock);

        progress.Begin();
        clock.Advance(TimeSpan.FromSeconds(3));

        error.ToString().Should().BeEmpty();
    }

    /// <summary>Goes by hand, and calls the one timer at each step.</summary>
    private sealed class HandClock : TimeProvider
    {
        private long _now;
        private Action? _tick;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _tick = () => callback(state);
            return new Timer();
        }

        internal void Advance(TimeSpan time)
        {
            _now += time.Ticks;
            _tick?.Invoke();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
