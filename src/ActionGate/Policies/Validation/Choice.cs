namespace ActionGate.Policies.Validation;

/// <summary>A value that is one of a few words.</summary>
/// <param name="id">What the diagnostic about any other word is called.</param>
/// <param name="noun">What the messages call the value: <c>unknown NOUN 'word'</c>.</param>
/// <param name="words">The words and what they mean.</param>
internal sealed class Choice<T>(string id, string noun, params (string Word, T Value)[] words)
    where T : struct
{
    private readonly string[] _known = [.. words.Select(word => word.Word)];

    /// <summary>The words, as a help lists them.</summary>
    internal string List => Spelling.List(_known);

    /// <summary>What the word means; <see langword="null"/>, with an error, for any other.</summary>
    internal T? Find(Marked<string> text, string place, DiagnosticBag diagnostics)
    {
        foreach ((string word, T value) in words)
        {
            if (string.Equals(word, text.Value, StringComparison.Ordinal))
                return value;
        }
        if (!diagnostics.IsFull)
            diagnostics.Error(id, text.Span, $"unknown {noun} {Quoted.Text(text.Value)}{place}", Spelling.Help(text.Value, _known));
        return null;
    }
}
