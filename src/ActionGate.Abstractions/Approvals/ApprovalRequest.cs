namespace ActionGate;

/// <summary>What a person is asked to approve.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class ApprovalRequest
{
    internal ApprovalRequest(string digest, Decision decision, ActionContext context, DateTimeOffset expiresAt, ActionRequest? action, IReadOnlyList<CodeBlock> blocks, string? realPath, bool isRecursive, IReadOnlyList<ScannedScript> scripts,
        ApprovalTerms terms, IReadOnlyList<string> approvedBy)
    {
        Digest = digest;
        Decision = decision;
        Context = context;
        ExpiresAt = expiresAt;
        Action = action;
        Blocks = blocks;
        RealPath = realPath;
        IsRecursive = isRecursive;
        Scripts = scripts;
        Approvers = terms.Approvers;
        Required = terms.Required;
        ApprovedBy = approvedBy;
    }

    /// <summary>
    /// A SHA-256 in hexadecimal over the exact action: its kind, the whole target or code, the working directory, the agent, the
    /// session, the tool and its arguments, the policy's hash, <see cref="RealPath"/>, <see cref="Scripts"/>, and of each operation what it acts on, where that
    /// leads, and the rule that decided. An answer holds for this digest only, and only if all of it is so still when it comes.
    /// </summary>
    public string Digest { get; }

    /// <summary>The action as asked for; <see langword="null"/> where code is to run.</summary>
    public ActionRequest? Action { get; }

    /// <summary>The code blocks that are to run; empty for other actions.</summary>
    public IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>The file that the action's path really leads to; <see langword="null"/>: the path's own, or the action names no path.</summary>
    public string? RealPath { get; }

    /// <summary>The action takes in all below a folder: it says so, or it deletes what was found to be one. <see langword="false"/> where code is to run: its operations tell.</summary>
    public bool IsRecursive { get; }

    /// <summary>The scripts that it runs, which nobody shows whom is asked: what they do stands among the decision's operations.</summary>
    public IReadOnlyList<ScannedScript> Scripts { get; }

    /// <summary>All code that is to run, blocks separated by a line feed; <see langword="null"/> for other actions.</summary>
    public string? Code => Blocks.Count == 0 ? null : string.Join('\n', Blocks.Select(b => b.Code));

    /// <summary>The first block's language; <see langword="null"/> for other actions.</summary>
    public string? Language => Blocks.Count == 0 ? null : Blocks[0].Language;

    /// <summary>The decision that asks, with its operations and its reason.</summary>
    public Decision Decision { get; }

    /// <summary>Who acts, and in which conversation.</summary>
    public ActionContext Context { get; }

    /// <summary>Whose approval counts, as the policy says; <see langword="null"/>: anybody's but the agent's own.</summary>
    public IReadOnlyList<string>? Approvers { get; }

    /// <summary>How many different people must approve; 1 unless the policy says more.</summary>
    public int Required { get; }

    /// <summary>Who has approved so far. The handler is asked again until enough have.</summary>
    public IReadOnlyList<string> ApprovedBy { get; }

    /// <summary>When the request counts as refused if nobody answered.</summary>
    public DateTimeOffset ExpiresAt { get; }
}
