using System.Text;

namespace ActionGate.Approvals;

/// <summary>Asks at a terminal.</summary>
internal sealed class ConsoleApprovalHandler(TextReader input, TextWriter output, string approver) : IApprovalHandler
{
    private const int CodeLength = 4;
    private const int MostCharactersShown = 4000;

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private Task<string?>? _pendingRead;

    public async ValueTask<ApprovalResponse> RequestAsync(ApprovalRequest request, CancellationToken cancellationToken = default)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            string code = request.Digest[..CodeLength];
            await output.WriteAsync(Prompt(request, code)).ConfigureAwait(false);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            // A read that an expired request left behind is used again: what it yields is judged by this request's code.
            _pendingRead ??= Task.Run(input.ReadLine, CancellationToken.None);
            string? answer = await _pendingRead.WaitAsync(cancellationToken).ConfigureAwait(false);
            _pendingRead = null;
            return string.Equals(answer?.Trim(), $"yes {code}", StringComparison.OrdinalIgnoreCase)
                ? ApprovalResponse.Approve(approver)
                : ApprovalResponse.Deny(approver, answer is null ? "nobody answered" : $"{approver} did not approve");
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private static string Prompt(ApprovalRequest request, string code)
    {
        var text = new StringBuilder("\nApproval needed: ").Append(Printable(request.Decision.ToString())).Append('\n');
        if (request.Context.Agent is { } agent)
            text.Append("agent: ").Append(Printable(agent)).Append('\n');
        foreach (var block in request.Blocks)
            text.Append("--- ").Append(Printable(block.Language)).Append('\n').Append(Printable(block.Code)).Append("\n---\n");
        return text.Append("Type 'yes ").Append(code).Append("' to approve, anything else to refuse: ").ToString();
    }

    /// <summary>What an agent wrote must not move the cursor, hide text or look like something else.</summary>
    private static string Printable(string text)
    {
        var result = new StringBuilder(Math.Min(text.Length, MostCharactersShown));
        foreach (var rune in text.EnumerateRunes())
        {
            if (result.Length >= MostCharactersShown)
                return result.Append("\n… cut here; refuse what you can't see").ToString();
            bool isPlain = rune.Value == '\n' || !Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) is not (
                System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator);
            if (isPlain)
                result.Append(rune.ToString());
            else
                result.Append(System.Globalization.CultureInfo.InvariantCulture, $"<U+{rune.Value:X4}>");
        }
        return result.ToString();
    }
}
