using System.Text;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands;

/// <summary>The words of a command that another one runs.</summary>
internal static class InnerWords
{
    private const string Braces = "{}";

    /// <summary>The inner command, with holes where a placeholder stands, and more arguments where they are added.</summary>
    /// <param name="entry">The outer command.</param>
    /// <param name="arguments">What it was given.</param>
    /// <param name="effect">How it runs the command.</param>
    /// <param name="name">The inner command's first word.</param>
    /// <param name="rest">The words behind it.</param>
    internal static ShellWord[] Command(CommandEntry entry, Arguments arguments, CatalogEffect effect, ShellWord name, ReadOnlySpan<ShellWord> rest)
    {
        string? placeholder = effect.Detail is Braces ? Braces : null;
        foreach (var given in arguments.Options)
        {
            if ((given.Option.Marks & OptionMarks.Placeholder) != 0)
                placeholder = given.Value is { Text: { Length: > 0 } text } ? text : Braces;
        }
        bool appends = entry.Is(CommandTraits.Appends) && (placeholder is null || effect.Detail is Braces);
        var words = new ShellWord[1 + rest.Length + (appends ? 1 : 0)];
        words[0] = name;
        rest.CopyTo(words.AsSpan(1));
        if (appends)
            words[^1] = ShellWord.AnyNumber(name.At);
        if (placeholder is not null)
        {
            for (int i = 0; i < words.Length; i++)
                words[i] = WithHoles(words[i], placeholder);
        }
        return words;
    }

    /// <summary>All words as one text, as shells and remote shells get them.</summary>
    internal static ShellWord Joined(ShellWord first, ReadOnlySpan<ShellWord> rest)
    {
        var text = new StringBuilder(first.Text);
        bool isMany = first.IsMany;
        foreach (var word in rest)
        {
            text.Append(' ').Append(word.Text);
            isMany |= word.IsMany;
        }
        return new ShellWord(text.ToString(), first.At, isMany);
    }

    private static ShellWord WithHoles(ShellWord word, string placeholder) =>
        word.Text.Contains(placeholder, StringComparison.Ordinal)
            ? new ShellWord(word.Text.Replace(placeholder, "\0", StringComparison.Ordinal), word.At, word.IsMany, word.HasTilde)
            : word;
}
