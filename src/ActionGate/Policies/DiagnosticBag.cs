namespace ActionGate.Policies;

/// <summary>Collects what is wrong with one file, so that all of it is reported at once.</summary>
/// <param name="source">Its text.</param>
/// <param name="kind">What it ought to hold; <see langword="null"/>: a policy.</param>
internal sealed class DiagnosticBag(PolicySource source, DocumentKind? kind = null)
{
    /// <summary>Bounds what a hostile file of a million faults can cost; a person reads the first dozen.</summary>
    internal const int Capacity = 1000;

    /// <summary>A longer line is not shown below its message: nobody could see the underline.</summary>
    private const int LongestShownLine = 1000;

    private readonly List<Diagnostic> _diagnostics = [];
    private readonly HashSet<(string Id, SourceSpan Span, string Message)> _seen = [];

    internal PolicySource Source { get; } = source;

    internal DocumentKind Kind { get; } = kind ?? DocumentKind.Policy;

    internal bool HasErrors { get; private set; }

    /// <summary>Whether nothing more will be kept; then it holds errors and looking for more is a waste.</summary>
    internal bool IsFull => _diagnostics.Count > Capacity;

    internal void Error(string id, SourceSpan span, string message, string? help = null)
    {
        HasErrors = true;
        Add(id, DiagnosticSeverity.Error, span, message, help);
    }

    internal void Warning(string id, SourceSpan span, string message, string? help = null) =>
        Add(id, DiagnosticSeverity.Warning, span, message, help);

    internal void Note(string id, SourceSpan span, string message, string? help = null) =>
        Add(id, DiagnosticSeverity.Note, span, message, help);

    /// <summary>All diagnostics, in the order of the text.</summary>
    internal IReadOnlyList<Diagnostic> ToList() =>
        [.. _diagnostics.OrderBy(d => d.Line).ThenBy(d => d.Column)];

    private void Add(string id, DiagnosticSeverity severity, SourceSpan span, string message, string? help)
    {
        // A set that several rules use, or a rule for several kinds, is read several times.
        if (IsFull || !_seen.Add((id, span, message)))
            return;
        if (_diagnostics.Count == Capacity)
        {
            HasErrors = true;
            (id, severity) = (DiagnosticIds.TooManyDiagnostics, DiagnosticSeverity.Error);
            (message, help) = ($"more than {Capacity} errors and warnings; the rest is left out", null);
        }
        string? line = span.Line > 0 && Source.LineSpan(span.Line).Length <= LongestShownLine ? Source.LineAt(span.Line) : null;
        _diagnostics.Add(new Diagnostic(id, severity, message, help, Source.File, span.Line, span.Column, span.Length, line));
    }
}
