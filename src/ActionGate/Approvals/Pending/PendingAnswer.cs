using System.Globalization;
using System.Text;
using ActionGate.Audit.Notes;

namespace ActionGate.Approvals.Pending;

/// <summary>
/// An answer, as the text of a signed note: the line that says what it is, the request's SHA-256, <c>approved</c> or <c>refused</c>, how many
/// seconds an approval holds at most or <c>-</c>, the time, the reason.
/// </summary>
internal sealed class PendingAnswer
{
    private const string Title = "actiongate/approval/v1";
    private const string Times = "yyyy-MM-ddTHH:mm:ssZ";
    private const int LongestReason = 4096;

    private PendingAnswer(string text, ApprovalResponse response)
    {
        Text = text;
        Response = response;
    }

    internal ApprovalResponse Response { get; }

    internal string Approver => Response.Approver!;

    private string Text { get; }

    /// <exception cref="ArgumentException">The name or the reason can't stand in a note.</exception>
    internal static PendingAnswer Of(PendingApproval request, ApprovalResponse response, DateTimeOffset now)
    {
        string approver = response.Approver ?? throw new ArgumentException("an answer has a name", nameof(response));
        string reason = response.Reason ?? "";
        if (approver.Length == 0 || !NoteText.IsOneLine(approver) || !string.Equals(LogOrigin.KeyName(approver), approver, StringComparison.Ordinal))
            throw new ArgumentException("expected a name without spaces, control characters and '+'", nameof(response));
        if (reason.Length > LongestReason || !NoteText.IsOneLine(reason))
            throw new ArgumentException($"expected a reason of one line and at most {LongestReason} characters", nameof(response));
        var text = new StringBuilder(Title).Append('\n').Append(request.Hash).Append('\n')
            .Append(response.IsApproved ? "approved" : "refused").Append('\n')
            .Append(response.Scope is { } scope ? ((long)scope.TotalSeconds).ToString(CultureInfo.InvariantCulture) : "-").Append('\n')
            .Append(now.UtcDateTime.ToString(Times, CultureInfo.InvariantCulture)).Append('\n')
            .Append(reason).Append('\n');
        return new PendingAnswer(text.ToString(), response);
    }

    /// <summary>Reads an answer that the approver signed.</summary>
    /// <returns><see langword="null"/>: it is none, or one to something else.</returns>
    internal static PendingAnswer? Read(string text, PendingRequest request, string approver)
    {
        var lines = text.AsSpan();
        bool isAnswer = NoteText.TryTakeLine(ref lines, out var title) && title.SequenceEqual(Title)
            && NoteText.TryTakeLine(ref lines, out var hash) && hash.SequenceEqual(request.Hash);
        if (!isAnswer || !NoteText.TryTakeLine(ref lines, out var verdict) || !NoteText.TryTakeLine(ref lines, out var scope)
            || !NoteText.TryTakeLine(ref lines, out _) || !NoteText.TryTakeLine(ref lines, out var reason) || !lines.IsEmpty)
        {
            return null;
        }
        if (verdict is "refused")
            return new PendingAnswer(text, ApprovalResponse.Deny(approver, reason.IsWhiteSpace() ? $"{approver} did not approve" : reason.ToString()));
        if (verdict is not "approved" || !TryReadScope(scope, out var atMost))
            return null;
        return new PendingAnswer(text, ApprovalResponse.Approve(approver, reason.IsEmpty ? null : reason.ToString(), atMost));
    }

    /// <summary>The answer under its signature.</summary>
    internal async ValueTask<string> SignAsync(ISigner signer, CancellationToken cancellationToken)
    {
        byte[] signature = await signer.SignAsync(NoteText.Encode(Text), cancellationToken).ConfigureAwait(false);
        return SignedNote.Write(Text, Approver, signer.PublicKey.KeyId, signature);
    }

    private static bool TryReadScope(ReadOnlySpan<char> text, out TimeSpan? scope)
    {
        scope = null;
        if (text is "-")
            return true;
        if (!LogOrigin.TryParseNumber(text, out long seconds) || seconds > TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond)
            return false;
        scope = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
