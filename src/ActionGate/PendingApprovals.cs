using ActionGate.Approvals;
using ActionGate.Approvals.Pending;

namespace ActionGate;

/// <summary>
/// Asks by way of a folder: each request is a file there, and people answer with <c>actiongate approve</c>, or through
/// <see cref="AnswerAsync"/>, under keys of their own. Requests and answers outlast the process.
/// </summary>
/// <remarks>
/// <para>
/// An answer is a signed note over the SHA-256 of the request's file. The host writes that file anew from the request each time it
/// looks and compares, so that what was shown to the approver is what is to happen. What is not signed by one of <see cref="PendingApprovalsOptions.Approvers"/>
/// counts for nothing; one signed no refuses. Where a request comes again that is still waiting (after a restart, for one), the file
/// stands, and an answer that was given meanwhile counts. With the last approval that is needed the request and its answers
/// are taken away, before the action may begin: an answer serves once. A request whose caller gives up stays until it expires.
/// </para>
/// <para>
/// The keys are what an approval rests on: keep their private halves where agents, and the users that they run as, have no access. The folder
/// holds targets and code in plain text, for its owner alone (0700) where it is created here; a gate denies agents to write there. Who can write to the folder
/// all the same can take requests away, which refuses them; and who kept a copy of an answer could put it back for a host that was restarted
/// meanwhile, until the request expires.
/// </para>
/// <para>Safe for concurrent use; several processes may share the folder.</para>
/// </remarks>
public sealed class PendingApprovals : IApprovalHandler
{
    private readonly PendingFolder _folder;
    private readonly ApproverKeys _approvers;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _pollInterval;
    private readonly UsedRequests _used;

    /// <summary>Prepares the folder.</summary>
    /// <param name="options">Where requests wait, and whose answers count; read and copied here.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/>, or one of its values, is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The folder is no absolute path; there is no approver, one has no name, or two have the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not above zero.</exception>
    /// <exception cref="IOException">The folder can't be created, or is a link.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be created, or everybody may use it.</exception>
    public PendingApprovals(PendingApprovalsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Directory, nameof(options));
        ArgumentNullException.ThrowIfNull(options.Approvers, nameof(options));
        ArgumentNullException.ThrowIfNull(options.Clock, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.PollInterval, TimeSpan.Zero, nameof(options));
        _approvers = ApproverKeys.Of(options.Approvers);
        _folder = PendingFolder.Create(options.Directory);
        _clock = options.Clock;
        _pollInterval = options.PollInterval;
        _used = new UsedRequests(_clock);
        _folder.Sweep(_clock.GetUtcNow());
    }

    /// <summary>The absolute path of the folder.</summary>
    public string Directory => _folder.Path;

    /// <summary>Puts the request into the folder and waits for an answer that counts.</summary>
    /// <inheritdoc/>
    public async ValueTask<ApprovalResponse> RequestAsync(ApprovalRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        while (true)
        {
            var pending = _folder.Keep(request, _clock, _used);
            do
            {
                if (Answered(pending, request) is { } response)
                    return response;
                await Task.Delay(_pollInterval, _clock, cancellationToken).ConfigureAwait(false);
            }
            while (_clock.GetUtcNow() < pending.ExpiresAt && _folder.Holds(pending));
            // It had waited before and expired, or somebody took it away: it is asked anew as long as there is time.
            if (_clock.GetUtcNow() >= request.ExpiresAt)
                return ApprovalResponse.Deny(null, "nobody answered in time");
        }
    }

    /// <summary>The requests in a folder that have not expired, the oldest first. Files that are no requests are left out.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="clock">Tells what has expired; the system's clock by default.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty.</exception>
    /// <exception cref="IOException">The folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be read.</exception>
    public static IReadOnlyList<PendingApproval> List(string directory, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        return PendingFolder.Of(directory).List((clock ?? TimeProvider.System).GetUtcNow());
    }

    /// <summary>Answers a request, under a key.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="request">The request as it was listed, and shown to whoever answers.</param>
    /// <param name="response">The answer; its approver is the name that the host knows the key by.</param>
    /// <param name="signer">The key.</param>
    /// <param name="clock">Tells the time of the answer; the system's clock by default.</param>
    /// <param name="cancellationToken">Ends the wait for the signature.</param>
    /// <exception cref="ArgumentException">The approver's name or the reason can't stand in an answer: control characters, broken Unicode.</exception>
    /// <exception cref="IOException">The request is gone or has changed, or the answer can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The answer can't be written.</exception>
    public static async ValueTask AnswerAsync(
        string directory, PendingApproval request, ApprovalResponse response, ISigner signer, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(signer);
        var answer = PendingAnswer.Of(request, response, (clock ?? TimeProvider.System).GetUtcNow());
        string note = await answer.SignAsync(signer, cancellationToken).ConfigureAwait(false);
        PendingFolder.Of(directory).Answer(request, answer.Approver, note);
    }

    /// <summary>What the approvers said; <see langword="null"/>: nothing yet that settles it.</summary>
    private ApprovalResponse? Answered(PendingRequest pending, ApprovalRequest request)
    {
        PendingAnswer? approval = null;
        List<string> approvedBy = [];
        foreach (string note in _folder.AnswersTo(pending))
        {
            if (_approvers.Read(note, pending) is not { } answer)
                continue;
            if (!answer.Response.IsApproved)
            {
                _folder.Remove(pending);
                return answer.Response;
            }
            approvedBy.Add(answer.Approver);
            if (approval is null && Counts(answer, request))
                approval = answer;
        }
        // Those who approved before must have approved this very request: one that served another action meanwhile took their answers with it.
        if (approval is null || request.ApprovedBy.Except(approvedBy, StringComparer.Ordinal).Any())
            return null;
        bool isLast = request.ApprovedBy.Count + 1 >= request.Required;
        // Of two that wait for the same, one takes it away and gets it, and the other waits on. What is put back has been used: in this order, since
        // who finds a used request there takes it for one that was put back.
        return !isLast || _folder.Remove(pending) && _used.Add(pending) ? approval.Response : null;
    }

    private static bool Counts(PendingAnswer answer, ApprovalRequest request) =>
        !request.ApprovedBy.Any(before => PersonName.IsSame(answer.Approver, before))
        && request.Approvers?.Contains(answer.Approver, StringComparer.Ordinal) != false
        && !PersonName.IsSame(answer.Approver, request.Context.Agent);
}
