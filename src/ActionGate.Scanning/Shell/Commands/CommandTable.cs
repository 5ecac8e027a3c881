using System.Diagnostics.CodeAnalysis;
using ActionGate.Scanning.Catalogs;

namespace ActionGate.Scanning.Shell.Commands;

/// <summary>A catalogue of commands; each entry is read when it is asked for first.</summary>
internal sealed class CommandTable
{
    private const int LongestName = 64;

    private readonly Catalog _catalog;
    private readonly Dictionary<string, Slot>.AlternateLookup<ReadOnlySpan<char>> _slots;

    internal CommandTable(Catalog catalog)
    {
        _catalog = catalog;
        var slots = new Dictionary<string, Slot>(StringComparer.Ordinal);
        foreach (var block in catalog.Blocks)
        {
            var slot = new Slot(block);
            foreach (string name in block.Names)
                slots.Add(name, slot);
        }
        _slots = slots.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    internal Catalog Catalog => _catalog;

    /// <summary>Finds a command by its name or path, also with a version, <c>.exe</c>, or in capitals.</summary>
    internal bool TryFind(ReadOnlySpan<char> command, [NotNullWhen(true)] out CommandEntry? entry)
    {
        var name = command[(command.LastIndexOf('/') + 1)..];
        if (TryGet(name, out entry))
            return true;
        if (name.Length is 0 or > LongestName)
            return false;
        // File systems that ignore case run RM for rm; elsewhere there is hardly an RM.
        Span<char> lower = stackalloc char[LongestName];
        for (int i = 0; i < name.Length; i++)
            lower[i] = char.IsAsciiLetterUpper(name[i]) ? (char)(name[i] | 0x20) : name[i];
        scoped ReadOnlySpan<char> plain = lower[..name.Length];
        if (plain.EndsWith(".exe", StringComparison.Ordinal))
            plain = plain[..^4];
        if (TryGet(plain, out entry))
            return true;
        int end = LengthWithoutVersion(plain);
        return end > 0 && TryGet(plain[..end], out entry) && entry.Is(CommandTraits.Versioned);
    }

    /// <summary>Finds a subcommand.</summary>
    internal bool TryFind(CommandEntry command, ReadOnlySpan<char> subcommand, [NotNullWhen(true)] out CommandEntry? entry)
    {
        entry = null;
        int length = command.Name.Length + 1 + subcommand.Length;
        if (subcommand.IsEmpty || length > 2 * LongestName)
            return false;
        Span<char> name = stackalloc char[2 * LongestName];
        command.Name.CopyTo(name);
        name[command.Name.Length] = ' ';
        subcommand.CopyTo(name[(command.Name.Length + 1)..]);
        if (TryGet(name[..length], out entry))
            return true;
        // What a command does with subcommands that nobody lists: scripts of a package, say.
        name[command.Name.Length + 1] = '*';
        return TryGet(name[..(command.Name.Length + 2)], out entry);
    }

    private bool TryGet(ReadOnlySpan<char> name, [NotNullWhen(true)] out CommandEntry? entry)
    {
        entry = null;
        if (name.IsEmpty || name[0] == '@' || !_slots.TryGetValue(name, out var slot))
            return false;
        // Two threads may both read it; they read the same.
        entry = slot.Entry ??= CommandEntryReader.Read(_catalog, slot.Block);
        return true;
    }

    /// <summary>Of <c>python3.12</c>, <c>gcc-13</c>, <c>python3.13t</c>: what stands before the version.</summary>
    private static int LengthWithoutVersion(ReadOnlySpan<char> name)
    {
        int digit = name.IndexOfAnyInRange('0', '9');
        if (digit <= 0)
            return 0;
        return name[digit - 1] is '-' or '.' ? digit - 1 : digit;
    }

    private sealed class Slot(CatalogBlock block)
    {
        internal CatalogBlock Block { get; } = block;

        internal CommandEntry? Entry { get; set; }
    }
}
