using ActionGate.Audit.Files;
using ActionGate.Audit.Records;

namespace ActionGate.Audit.Writing;

/// <summary>What a log needs to go on: the segment, the hold on its folder, and the end of its chain and of its bytes.</summary>
internal sealed record OpenedLog(ISegmentFile File, LockFile Hold, Chain Chain, long End);
