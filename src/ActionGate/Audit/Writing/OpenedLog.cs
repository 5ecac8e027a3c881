using ActionGate.Audit.Files;
using ActionGate.Audit.Records;
using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Writing;

/// <summary>What a log needs to go on: the hold on its folder, the end of its chain and of its bytes, and its tree.</summary>
internal sealed record OpenedLog(LogFolder Folder, Chain Chain, SegmentWriter Segment, GrowingTree Tree, long TreeStart, string Origin, AuditCheckpoint? Checkpoint);
