using ActionGate.Processes;

namespace ActionGate.Execution.Tests.Processes;

public sealed class RunStopTests
{
    [Fact]
    public void Request_TwoReasons_TheFirstStands()
    {
        using var stop = new RunStop(TimeSpan.FromHours(1), TimeProvider.System, CancellationToken.None);

        stop.Requested.IsCompleted.Should().BeFalse();
        stop.Request(StopReason.Output);
        stop.Request(StopReason.WallTime);

        stop.Reason.Should().Be(StopReason.Output);
        stop.Requested.IsCompleted.Should().BeTrue();
    }

    [Fact]
    public void Constructor_NoTimeLeft_StopsAtOnce()
    {
        using var stop = new RunStop(TimeSpan.Zero, TimeProvider.System, CancellationToken.None);

        stop.Reason.Should().Be(StopReason.WallTime);
    }

    [Fact]
    public void Constructor_CancelledToken_StopsAtOnce()
    {
        using var stop = new RunStop(TimeSpan.FromHours(1), TimeProvider.System, new CancellationToken(canceled: true));

        stop.Reason.Should().Be(StopReason.Cancelled);
    }
}
