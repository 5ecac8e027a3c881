using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands;

/// <summary>What commands do beyond being run, as the catalogue knows it.</summary>
internal static class CommandCatalog
{
    private const string Resource = "shell.catalog";

    private static readonly Lazy<CommandTable> Loaded = new(() => new CommandTable(Catalog.ReadResource(Resource)));

    internal static CommandTable Table => Loaded.Value;

    /// <summary>Adds what a command does to <paramref name="effects"/>.</summary>
    /// <param name="words">The argument vector; empty ones do nothing.</param>
    /// <param name="effects">Filled.</param>
    internal static void Read(ReadOnlySpan<ShellWord> words, CommandEffects effects)
    {
        if (words.IsEmpty || words[0].Text.Contains(ShellWord.Hole, StringComparison.Ordinal))
            return;
        string name = words[0].Text;
        if (IsProgramFile(name))
            effects.Scripts.Add(new InnerText(null, words[0], words[1..].ToArray()));
        if (Table.TryFind(name, out var entry))
            EffectReader.Read(Table, entry, words, effects);
    }

    /// <summary>Nothing but the words of the command needs deciding. Without allocation, and rather no than a wrong yes.</summary>
    /// <param name="text">The text in which the words lie, as the shell would pass them on.</param>
    /// <param name="words">Their places; the first is the command.</param>
    /// <param name="idle">What need not be decided either.</param>
    internal static bool IsPlain(ReadOnlySpan<char> text, ReadOnlySpan<Range> words, IdleEffects idle = IdleEffects.None) =>
        !words.IsEmpty && PlainArguments.ArePlain(Table, text, words, idle);

    /// <summary>
    /// The options of a command: letters with their long names, as <c>f=force r=recursive</c>, those that take a value, as
    /// <c>:--output</c>, all long ones, as <c>!--force</c>, and a <c>?</c> where no long one is listed.
    /// </summary>
    /// <param name="text">The text that the words lie in.</param>
    /// <param name="words">The argument vector.</param>
    /// <param name="subcommand">The place of its last subcommand; 0 where there is none.</param>
    /// <returns><see langword="null"/> where the catalogue does not know the command.</returns>
    internal static string? OptionForms(ReadOnlySpan<char> text, ReadOnlySpan<Range> words, out int subcommand)
    {
        subcommand = 0;
        if (words.IsEmpty || !Table.TryFind(text[words[0]], out var entry))
            return null;
        for (int at = 1; at < words.Length && entry.Is(CommandTraits.Subcommands); at++)
        {
            var word = text[words[at]];
            if (word is ['-', ..])
            {
                if (entry.Find(word) is { Arity: OptionArity.Required })
                    at++;
                continue;
            }
            if (!Table.TryFind(entry, word, out var inner))
                break;
            entry = inner;
            subcommand = at;
        }
        return entry.OptionForms;
    }

    /// <summary>A path that is not among the system's programs: whatever lies there is executed.</summary>
    internal static bool IsProgramFile(ReadOnlySpan<char> name)
    {
        int slash = name.LastIndexOf('/');
        return slash >= 0 && name[..(slash + 1)] is not ("/bin/" or "/sbin/" or "/usr/bin/" or "/usr/sbin/" or "/usr/local/bin/" or "/usr/local/sbin/");
    }
}
