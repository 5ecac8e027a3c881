namespace ActionGate;

/// <summary>The audit log can't be opened, read or written.</summary>
public sealed class AuditException : IOException
{
    internal AuditException(string diagnosticId, string message, Exception? innerException = null)
        : base(message, innerException) => DiagnosticId = diagnosticId;

    /// <summary>The stable identifier, <c>AG40</c> and two digits; the documentation of diagnostics explains each.</summary>
    public string DiagnosticId { get; }
}
