namespace ActionGate.Policies;

/// <summary>Collects what is wrong with one policy, so that all of it is reported at once.</summary>
internal sealed class DiagnosticBag(PolicySource source)
{
    private readonly List<Diagnostic> _diagnostics = [];

    internal PolicySource Source { get; } = source;

    internal bool HasErrors { get; private set; }

    internal void Error(string id, SourceSpan span, string message, string? help = null)
    {
        HasErrors = true;
        Add(id, DiagnosticSeverity.Error, span, message, help);
    }

    internal void Warning(string id, SourceSpan span, string message, string? help = null) =>
        Add(id, DiagnosticSeverity.Warning, span, message, help);

    /// <summary>All diagnostics, in the order of the text.</summary>
    internal IReadOnlyList<Diagnostic> ToList() =>
        [.. _diagnostics.OrderBy(d => d.Line).ThenBy(d => d.Column)];

    private void Add(string id, DiagnosticSeverity severity, SourceSpan span, string message, string? help)
    {
        string? line = span.Line > 0 ? Source.LineAt(span.Line) : null;
        _diagnostics.Add(new Diagnostic(id, severity, message, help, Source.File, span.Line, span.Column, span.Length, line));
    }
}
