namespace ActionGate.Evaluation;

/// <summary>
/// The links that earlier blocks of a run make: when a run is decided they are not there yet, so what a later block says of a path that
/// could lead through one can't be resolved.
/// </summary>
internal sealed class LinksMade
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Notes the operands of a command that makes links; the link bears the name of one of them.</summary>
    /// <param name="command">Its words; <see langword="null"/> for one that is not known.</param>
    /// <param name="isNoLink">Whether a path is no link and holds none.</param>
    internal void Note(IReadOnlyList<string?> command, Func<string, bool> isNoLink)
    {
        if (command.Count == 0 || !MakesLinks(NameOf(command[0]), command, isNoLink))
            return;
        for (int i = 1; i < command.Count; i++)
        {
            if (NameOf(command[i]) is { Length: > 0 } name and not ("." or "..") && name[0] != '-')
                _names.Add(name);
        }
    }

    /// <summary>The link that a later operation may lead through; <see langword="null"/> where there is none.</summary>
    internal string? NamedIn(string? text)
    {
        foreach (string name in _names)
        {
            if (text is not null && text.Contains(name, StringComparison.Ordinal))
                return name;
        }
        return null;
    }

    /// <summary>Copying makes links only with an option that says so, such as <c>cp -a</c>; moving where there was one before.</summary>
    private static bool MakesLinks(string? name, IReadOnlyList<string?> command, Func<string, bool> isNoLink) => name switch
    {
        "ln" or "link" => true,
        "cp" or "rsync" => command.Any(word => word is null or ['-', _, ..]),
        // With an option such as -t the last word is one of those that are moved.
        "mv" => command.Skip(1).Any(word => word is null || word is ['-', _, ..] && word.Contains('t', StringComparison.Ordinal))
            || command.Skip(1).SkipLast(1).Any(word => word is not ['-', ..] && !isNoLink(word!)),
        _ => false,
    };

    private static string? NameOf(string? word) => word?.TrimEnd('/') is { } path ? path[(path.LastIndexOf('/') + 1)..] : null;
}
