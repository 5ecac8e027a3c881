namespace ActionGate.Scanning.Catalogs;

/// <summary>A name that the catalogue has: of a line, or of a module or type with lines below it.</summary>
internal sealed class ApiName(string name)
{
    internal string Name { get; } = name;

    /// <summary>The text in which its line stands; <see langword="null"/> where it has none.</summary>
    internal string? Text { get; set; }

    /// <summary>What the line says behind the name.</summary>
    internal Range Line { get; set; }

    /// <summary>The name that it stands for.</summary>
    internal string? Alias { get; set; }

    /// <summary>The line for all members that have none.</summary>
    internal ApiName? Members { get; set; }

    /// <summary>Something stands below it.</summary>
    internal bool HasMembers { get; set; }

    /// <summary>It, or something below it, acts on the world.</summary>
    internal bool IsActing { get; set; }

    /// <summary>It speaks only for names that sound harmless.</summary>
    internal bool IsByName { get; set; }

    /// <summary>The line, read when it is first asked for. Two threads may read it at once, with the same result.</summary>
    internal ApiEntry Entry => _entry ??= ApiLine.Read(Name, Text.AsSpan(Line));

    /// <summary>What holds for a member that has no line, and whose name says that it may act.</summary>
    internal ApiEntry Unlisted => _unlisted ??= new ApiEntry(Name, [new ApiEffect("unlisted", [])], Entry.Result);

    private ApiEntry? _entry;
    private ApiEntry? _unlisted;

    /// <summary>Gives it a line, or another one.</summary>
    internal void Set(string text, Range line)
    {
        Text = text;
        Line = line;
        Alias = null;
        _entry = null;
        _unlisted = null;
    }
}
