using System.Text;

namespace ActionGate;

/// <summary>
/// Code blocks as one text, each fenced as in Markdown (<c>```python</c>, a line feed, the code, <c>```</c>): what AutoGen hands to the function that
/// approves code.
/// </summary>
public static class FencedCode
{
    private const string Fence = "```";

    private static readonly IReadOnlyList<CodeBlock> None = [];

    /// <summary>Takes fenced blocks apart. Whatever is not a block is not understood, and then nothing is.</summary>
    /// <param name="text">
    /// Nothing but blocks and white space between them. A block's code ends with the next <c>```</c>, wherever that stands, as it does where AutoGen takes
    /// blocks from a message; so code from elsewhere that holds <c>```</c> itself would be read as other blocks than those that run.
    /// </param>
    /// <param name="blocks">The blocks, one or more, in order; a block whose fence names no language has the language "". Empty where there is a problem.</param>
    /// <param name="problem">Why the text can't be taken apart; empty where it can.</param>
    /// <returns>Whether it could be taken apart.</returns>
    public static bool TryParse(string? text, out IReadOnlyList<CodeBlock> blocks, out string problem)
    {
        var found = new List<CodeBlock>();
        var rest = text.AsSpan().Trim();
        problem = rest.IsEmpty ? "expected code blocks, found none" : "";
        while (!rest.IsEmpty && problem.Length == 0)
            problem = TakeBlock(ref rest, found) ?? "";
        blocks = problem.Length == 0 ? found : None;
        return problem.Length == 0;
    }

    /// <summary>Writes blocks as AutoGen does, an empty line between them.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <exception cref="ArgumentNullException"><paramref name="blocks"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A block would be read back as another one: its code holds <c>```</c>, or its language is no name of one.</exception>
    public static string Format(IEnumerable<CodeBlock> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        var text = new StringBuilder();
        foreach (var block in blocks)
        {
            if (block.Code.Contains(Fence, StringComparison.Ordinal) || !IsName(block.Language))
                throw new ArgumentException("expected blocks without '```', in languages that are names", nameof(blocks));
            text.Append(text.Length > 0 ? "\n\n" : "").Append(Fence).Append(block.Language).Append('\n').Append(block.Code).Append('\n').Append(Fence);
        }
        return text.ToString();
    }

    private static string? TakeBlock(ref ReadOnlySpan<char> rest, List<CodeBlock> blocks)
    {
        if (!rest.StartsWith(Fence, StringComparison.Ordinal))
            return "expected nothing but fenced code blocks, found other text";
        int line = rest.IndexOf('\n');
        var language = line < 0 ? default : rest[Fence.Length..line].Trim(" \t");
        if (line < 0 || !IsName(language))
            return "expected the name of a language and a line feed behind '```'";
        rest = rest[(line + 1)..];
        int end = rest.IndexOf(Fence, StringComparison.Ordinal);
        if (end < 0)
            return "a code block has no end";
        blocks.Add(new CodeBlock(rest[..end].ToString(), language.ToString()));
        rest = rest[(end + Fence.Length)..].TrimStart();
        return null;
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (char c in name)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '+' or '-' or '#'))
                return false;
        }
        return true;
    }
}
