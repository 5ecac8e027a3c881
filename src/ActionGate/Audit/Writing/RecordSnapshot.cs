using ActionGate.Audit.Files;

namespace ActionGate.Audit.Writing;

/// <summary>The records of a log at one moment: those of segments up to an end, then lines.</summary>
/// <param name="Segments">The segments; none: all records are lines.</param>
/// <param name="End">The end of the last whole line in the last segment.</param>
/// <param name="First">The first record's sequence.</param>
/// <param name="Lines">Lines that come after the segments', each with its line feed.</param>
internal readonly record struct RecordSnapshot(IReadOnlyList<LogSegment> Segments, long End, long First, IReadOnlyList<byte[]> Lines);
