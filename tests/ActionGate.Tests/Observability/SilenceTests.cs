using System.Diagnostics;

namespace ActionGate.Tests.Observability;

[Collection(TelemetryCollection.Name)]
public sealed class SilenceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decided_NobodyListensOrOnlyMeters_AllocatesNothing(bool withMeters)
    {
        using var listening = withMeters ? new Metering() : null;
        Metering.Count = 0;
        var policy = TestPolicies.Usual;
        var request = ActionRequest.Shell("git status", new ActionContext { WorkingDirectory = TestPolicies.Base });
        var reporter = new GateReporter(null, revealsTargets: true);
        var decision = policy.Evaluate(request);

        long least = long.MaxValue;
        long start = Stopwatch.GetTimestamp();
        while (least > 0 && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
                reporter.Decided(GateReporter.StartSpan(), policy, in decision, request.Context, null);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        least.Should().Be(0);
        (Metering.Count > 0).Should().Be(withMeters);
    }

    /// <summary>Counts, and keeps nothing.</summary>
    private sealed class Metering : IDisposable
    {
        private readonly System.Diagnostics.Metrics.MeterListener _meters = new();

        internal Metering()
        {
            _meters.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "ActionGate")
                    listener.EnableMeasurementEvents(instrument);
            };
            _meters.SetMeasurementEventCallback<long>((_, _, _, _) => Count++);
            _meters.Start();
        }

        internal static int Count { get; set; }

        public void Dispose()
        {
            _meters.Dispose();
        }
    }
}
