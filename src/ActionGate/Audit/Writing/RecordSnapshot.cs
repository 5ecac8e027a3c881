using ActionGate.Audit.Files;

namespace ActionGate.Audit.Writing;

/// <summary>The records of a log at one moment: those of a file up to an end, then lines.</summary>
/// <param name="File">The file; <see langword="null"/>: all records are lines.</param>
/// <param name="End">The end of the last whole line in the file.</param>
/// <param name="First">The first record's sequence.</param>
/// <param name="Lines">Lines that come after the file's, each with its line feed.</param>
internal readonly record struct RecordSnapshot(ISegmentFile? File, long End, long First, IReadOnlyList<byte[]> Lines);
