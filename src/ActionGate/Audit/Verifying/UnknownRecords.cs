using System.Globalization;

namespace ActionGate.Audit.Verifying;

/// <summary>What verified by its bytes and is not known to this version: one entry for each kind, and one for all that are too many to list.</summary>
internal sealed class UnknownRecords
{
    private const int MostKinds = 16;

    private readonly List<Kind> _kinds = [];

    /// <param name="what">What is unknown.</param>
    /// <param name="place">Where it stands; only the first one's counts.</param>
    internal void Add(string what, in RecordPlace place)
    {
        var known = _kinds.Find(k => string.Equals(k.What, what, StringComparison.Ordinal));
        if (known is null && _kinds.Count >= MostKinds)
            known = _kinds[^1];
        else if (known is null)
            _kinds.Add(known = new Kind(_kinds.Count == MostKinds - 1 ? "record type, further ones" : what, place));
        known.Count++;
    }

    internal IEnumerable<AuditProblem> Warnings() => _kinds.Select(k => k.Place.Problem(DiagnosticIds.AuditUnknownRecord,
        string.Create(CultureInfo.InvariantCulture, $"unknown {k.What}: {k.Count} such verify by their bytes, what they say was not checked")));

    private sealed class Kind(string what, RecordPlace place)
    {
        internal string What { get; } = what;

        internal RecordPlace Place { get; } = place;

        internal long Count { get; set; }
    }
}
