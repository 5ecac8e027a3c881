namespace ActionGate.Policies;

/// <summary>What a document says when no rule of it matches.</summary>
internal enum DefaultVerdict : byte
{
    Deny = 0,
    RequireApproval,
    Allow,

    /// <summary>Nothing: other layers decide; alone, it denies.</summary>
    Abstain,
}
