using Microsoft.Extensions.Logging;

namespace ActionGate.Tests.DependencyInjection;

/// <summary>A host's logging, which keeps what it gets.</summary>
internal sealed class CapturedLogs : ILoggerFactory
{
    private readonly List<Entry> _entries = [];

    internal LogLevel Least { get; set; } = LogLevel.Information;

    internal Action? Each { get; set; }

    internal IReadOnlyList<Entry> Entries
    {
        get
        {
            lock (_entries)
                return [.. _entries];
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    internal sealed record Entry(string Category, int Id, string? Event, LogLevel Level, string Text);

    private sealed class Logger(CapturedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= logs.Least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            logs.Each?.Invoke();
            lock (logs._entries)
                logs._entries.Add(new Entry(category, eventId.Id, eventId.Name, logLevel, formatter(state, exception)));
        }
    }
}
