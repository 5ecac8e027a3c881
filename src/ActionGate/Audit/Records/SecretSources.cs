using ActionGate.Audit.Redaction;

namespace ActionGate.Audit.Records;

/// <summary>
/// The commands of a record that hold secrets. What is a password in a command (<c>-storepass PW</c>) may be taken for the name of a file where
/// it is read for what it does, and then stand in an operation where nothing says what it is.
/// </summary>
internal readonly struct SecretSources
{
    private const int Most = 32;

    private readonly List<string>? _texts;

    private SecretSources(List<string>? texts) => _texts = texts;

    internal static SecretSources Of(ActionRequest? request, IReadOnlyList<OperationDecision> operations, Disclosure disclosure)
    {
        if (!disclosure.Redacts || !disclosure.WithTargets)
            return default;
        List<string>? texts = null;
        Add(ref texts, request?.Target);
        foreach (var decided in operations)
        {
            if (decided.Operation.Kind == ActionKind.ShellExec)
                Add(ref texts, decided.Operation.Target ?? decided.Operation.Pattern);
        }
        return new SecretSources(texts);
    }

    /// <summary>Some secret of theirs stands in a text.</summary>
    internal bool AreIn(ReadOnlySpan<char> shown)
    {
        if (_texts is null)
            return false;
        foreach (string text in _texts)
        {
            if (RedactedText.Shares(text, shown))
                return true;
        }
        return false;
    }

    private static void Add(ref List<string>? texts, string? text)
    {
        if (text is null || texts?.Count >= Most || texts?.Contains(text) == true || !RedactedText.Of(text, RecordDraft.LongestText).HasSecrets)
            return;
        (texts ??= []).Add(text);
    }
}
