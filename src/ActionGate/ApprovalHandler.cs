using ActionGate.Approvals;

namespace ActionGate;

/// <summary>Makes approval handlers.</summary>
public static class ApprovalHandler
{
    /// <summary>A handler of a function that answers at once. It may be called from several threads at a time.</summary>
    /// <param name="ask">Answers a request; where it throws, the action is refused.</param>
    /// <exception cref="ArgumentNullException"><paramref name="ask"/> is <see langword="null"/>.</exception>
    public static IApprovalHandler From(Func<ApprovalRequest, ApprovalResponse> ask)
    {
        ArgumentNullException.ThrowIfNull(ask);
        return new DelegateApprovalHandler((request, _) => new ValueTask<ApprovalResponse>(ask(request)));
    }

    /// <summary>A handler of an asynchronous function. It may be called from several threads at a time.</summary>
    /// <param name="ask">Answers a request; where it throws, the action is refused.</param>
    /// <exception cref="ArgumentNullException"><paramref name="ask"/> is <see langword="null"/>.</exception>
    public static IApprovalHandler From(Func<ApprovalRequest, CancellationToken, ValueTask<ApprovalResponse>> ask)
    {
        ArgumentNullException.ThrowIfNull(ask);
        return new DelegateApprovalHandler(ask);
    }

    /// <summary>
    /// A handler that shows the request on standard error and reads the answer from standard input, one request at a time. The answer
    /// must repeat a code that is made for each question, so that neither a late answer nor what was typed beforehand approves anything.
    /// </summary>
    /// <param name="approver">The name that approvals are recorded under; by default the user that the process runs as.</param>
    public static IApprovalHandler Console(string? approver = null) =>
        new ConsoleApprovalHandler(System.Console.In, System.Console.Error, approver ?? Environment.UserName);
}
