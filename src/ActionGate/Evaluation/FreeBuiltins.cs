namespace ActionGate.Evaluation;

/// <summary>Builtins of the shell that reach nothing outside it, so that no rule is needed for them.</summary>
internal static class FreeBuiltins
{
    internal static bool Contains(ReadOnlySpan<char> text, ReadOnlySpan<Range> words) => text[words[0]] switch
    {
        "cd" or ":" or "true" or "false" or "test" or "pwd" or "exit" => true,
        // Without arguments it prints every variable.
        "set" => words.Length > 1 && HasOnlyFlags(text, words[1..]),
        _ => false,
    };

    /// <summary>Flags such as <c>-eu</c>; <c>-a</c> exports what is assigned later, and <c>-o</c> names options by word.</summary>
    private static bool HasOnlyFlags(ReadOnlySpan<char> text, ReadOnlySpan<Range> arguments)
    {
        foreach (var range in arguments)
        {
            var word = text[range];
            if (word.Length < 2 || word[0] is not ('-' or '+') || word[1..].ContainsAnyExcept("efunxvhmbCBEHPT"))
                return false;
        }
        return true;
    }
}
