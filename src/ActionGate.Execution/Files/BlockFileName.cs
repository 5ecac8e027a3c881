namespace ActionGate.Files;

/// <summary>What a block may call its file.</summary>
internal static class BlockFileName
{
    internal const string TemporaryPrefix = "tmp_code_";

    private const int LongestName = 255;

    /// <summary>
    /// What speaks against a name that a block gave itself; <see langword="null"/> where nothing does. A name is relative and plain:
    /// whatever two systems, or a policy and a file system, could read differently is refused on all of them.
    /// </summary>
    internal static string? WhatIsWrongWith(string name)
    {
        if (name.Length is 0 or > LongestName)
            return $"expected a file name of 1 to {LongestName} characters, found {name.Length}";
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsControl(name[i]) || char.IsSurrogate(name[i]) || name[i] is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|')
                return $"character {i + 1} of the file name is not allowed in one";
        }
        if (name.StartsWith(TemporaryPrefix, StringComparison.Ordinal))
            return $"a file name beginning with '{TemporaryPrefix}' is the executor's own";
        foreach (var range in name.AsSpan().Split('/'))
        {
            var segment = name.AsSpan()[range];
            if (segment.IsEmpty)
                return $"expected a relative path without empty segments, found '{name}'";
            // A leading dot covers '.', '..' and dot-files; a leading '-' would be an option to whoever lists the folder.
            if (segment[0] is '.' or '-' or ' ' || segment[^1] is '.' or ' ')
                return $"a segment of a file name must not begin with '.', '-' or a space, nor end with '.' or a space: '{name}'";
        }
        return null;
    }

    /// <summary>An agent's word in a message: quoted where it is short and plain, else left out.</summary>
    internal static string Quoted(string text)
    {
        const int Shown = 40;
        if (text.Length > Shown)
            return $" of {text.Length} characters";
        foreach (char c in text)
        {
            if (char.IsControl(c) || char.IsSurrogate(c))
                return $" of {text.Length} characters";
        }
        return $" '{text}'";
    }
}
