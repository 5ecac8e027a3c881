using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ActionGate.Tests.Observability;

/// <summary>Listens to everything that is called "ActionGate", as a host's exporter does.</summary>
internal sealed class Listening : IDisposable
{
    private readonly MeterListener _meters = new();
    private readonly ActivityListener? _activities;

    internal Listening(bool withSpans = true)
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "ActionGate")
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.Start();
        if (!withSpans)
            return;
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "ActionGate" or "host",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Spans.Add(activity),
        };
        ActivitySource.AddActivityListener(_activities);
    }

    internal List<Activity> Spans { get; } = [];

    internal List<(string Name, string? Unit, double Value, Dictionary<string, object?> Tags)> Measured { get; } = [];

    internal IEnumerable<Dictionary<string, object?>> TagsOf(string instrument) => Measured.Where(m => m.Name == instrument).Select(m => m.Tags);

    public void Dispose()
    {
        _meters.Dispose();
        _activities?.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (Measured)
            Measured.Add((instrument.Name, instrument.Unit, value, new Dictionary<string, object?>(tags.ToArray())));
    }
}
