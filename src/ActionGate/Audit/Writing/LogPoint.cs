using ActionGate.Audit.Files;

namespace ActionGate.Audit.Writing;

/// <summary>Where a log ends, of what has been written.</summary>
/// <param name="Next">The sequence of the next record.</param>
/// <param name="Head">The hash of the record before, in hexadecimal digits.</param>
/// <param name="Segment">The segment that holds it.</param>
/// <param name="End">Where it ends there.</param>
/// <param name="Unsynced">The segment, where its last bytes may not be on the disk itself.</param>
internal sealed record LogPoint(long Next, byte[] Head, LogSegment Segment, long End, ISegmentFile? Unsynced);
