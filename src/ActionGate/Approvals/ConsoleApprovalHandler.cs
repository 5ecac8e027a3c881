using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActionGate.Policies;

namespace ActionGate.Approvals;

/// <summary>Asks at a terminal.</summary>
internal sealed class ConsoleApprovalHandler(TextReader input, TextWriter output, string approver) : IApprovalHandler
{
    private const int CodeLength = 4;
    private const int MostCharactersShown = 20_000;

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private Task<string?>? _pendingRead;

    public async ValueTask<ApprovalResponse> RequestAsync(ApprovalRequest request, CancellationToken cancellationToken = default)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Another one each time: what was typed before the question, or for one that expired, answers nothing.
            string code = RandomNumberGenerator.GetHexString(CodeLength, lowercase: true);
            string prompt = Prompt(request, code);
            // Nobody approves what scrolled by, and what is cut off is what somebody would hide there.
            if (prompt.Length > MostCharactersShown)
                return ApprovalResponse.Deny(null, $"it takes {prompt.Length} characters to show, too many for a console");
            await output.WriteAsync(prompt).ConfigureAwait(false);
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

    /// <summary>What an agent wrote stands behind a bar, and above what is known of it: it can't look like the question.</summary>
    private static string Prompt(ApprovalRequest request, string code)
    {
        var text = new StringBuilder("\nApproval needed\n");
        foreach (var block in request.Blocks)
            AddWhole($"{OneLine(block.Language)}, {block.Code.AsSpan().Count('\n') + 1} lines", block.Code);
        if (request.Action is { } action)
        {
            AddWhole(OneLine(action.Kind.Name), action.Target ?? "");
            if (action.Arguments is { } arguments)
                AddWhole("arguments", arguments);
            Add("method", action.Method);
            Add("port", action.Port?.ToString(CultureInfo.InvariantCulture));
        }
        Add("recursive", request.IsRecursive ? "takes in all that is below it" : null);
        Add("really", request.RealPath);
        Add("in", request.Context.WorkingDirectory);
        Add("agent", request.Context.Agent);
        Add("suggested by", request.Context.Suggester);
        Add("session", request.Context.Session);
        Add("tool", request.Context.Tool);
        foreach (var script in request.Scripts)
            Add("script", $"{script.Path} ({script.Hash})");
        // What needs the approval stands nearest to the question.
        foreach (var operation in request.Decision.Operations.OrderBy(o => o.Verdict == Verdict.RequireApproval))
        {
            bool isAskedFor = operation.Verdict == Verdict.RequireApproval;
            if (request.Action is null || request.Decision.HasSeveralOperations)
                Add(isAskedFor ? "needs approval" : "also does", $"{operation.Operation.Kind} {operation.Operation.Target ?? operation.Operation.Pattern}{(operation.IsRecursive ? " and all below it" : "")}");
            foreach (string path in operation.RealPaths)
                Add("  which is really", path);
            if (isAskedFor)
                Add("  because", operation.Reason);
        }
        return text.Append("Type 'yes ").Append(code).Append("' to approve, anything else to refuse: ").ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
                text.Append(name).Append(": ").Append(OneLine(value)).Append('\n');
        }

        void AddWhole(string name, string value)
        {
            text.Append(name).Append(":\n");
            foreach (string line in Printable(value).Split('\n'))
                text.Append("| ").Append(line).Append('\n');
        }
    }

    private static string OneLine(string text) => Printable(text).Replace("\n", "<U+000A>", StringComparison.Ordinal);

    /// <summary>What an agent wrote must not move the cursor, hide text or look like something else.</summary>
    private static string Printable(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\n' || !InvisibleText.IsInvisible(rune))
                result.Append(rune.ToString());
            else
                result.Append(CultureInfo.InvariantCulture, $"<U+{rune.Value:X4}>");
        }
        return result.ToString();
    }
}
