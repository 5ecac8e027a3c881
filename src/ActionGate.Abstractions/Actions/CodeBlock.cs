namespace ActionGate;

/// <summary>A block of code and the language it is written in, as an agent produced it.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class CodeBlock
{
    private const string Key = "filename";

    /// <summary>White space, also what only Python takes for it, and the byte order mark that a file may begin with.</summary>
    private const string Blank = " \t\n\v\f\r\u001C\u001D\u001E\u001F\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF";

    /// <summary>What every reader takes away around a name.</summary>
    private const string Edge = " \t\r";

    private static readonly string[] CommentOpenings = ["#", "//", "<!--", "/*"];

    /// <summary>Describes a block.</summary>
    /// <param name="code">The code, exactly as it would run.</param>
    /// <param name="language">The language's name or a usual alias (<c>python</c>, <c>py</c>, <c>bash</c>, …); what no table knows is refused when decided.</param>
    /// <exception cref="ArgumentNullException"><paramref name="code"/> or <paramref name="language"/> is <see langword="null"/>.</exception>
    public CodeBlock(string code, string language)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(language);
        Code = code;
        Language = language;
        FileName = ReadFileName(code);
    }

    /// <summary>The code.</summary>
    public string Code { get; }

    /// <summary>The language as given.</summary>
    public string Language { get; }

    /// <summary>
    /// The file that an executor writes the block to, relative to its work directory. By default what the first line that is not
    /// blank, <c># filename: x</c> (also behind <c>//</c>, <c>/*</c> or <c>&lt;!--</c>), says; <see langword="null"/> where none does:
    /// the executor then picks a name. A named file is a <c>file_write</c> of its own, and one that executors would read differently (with a
    /// colon, a control character, unusual blanks at an end, or behind which the comment ends and goes on) is refused when decided.
    /// </summary>
    public string? FileName { get; init; }

    /// <summary>
    /// What executors read there differs: some take blanks and blank lines away first, some mind the case. What one of them may take for a
    /// name is one here, so that it is decided. The line goes on to its line feed: where one reader ends it before, or the name at a colon
    /// (AutoGen), that stays in the name, which has several readings then.
    /// </summary>
    private static string? ReadFileName(string code)
    {
        var line = code.AsSpan().TrimStart(Blank);
        int end = line.IndexOf('\n');
        if (end >= 0)
            line = line[..end];
        foreach (string opening in CommentOpenings)
        {
            if (!line.StartsWith(opening, StringComparison.Ordinal))
                continue;
            var name = line[opening.Length..].TrimStart(opening[^1]).TrimStart(Blank);
            if (!name.StartsWith(Key, StringComparison.OrdinalIgnoreCase))
                return null;
            name = name[Key.Length..].TrimStart(Blank);
            if (!name.StartsWith(':'))
                return null;
            name = name[1..].Trim(Edge);
            if (opening[0] == '<' && name.EndsWith("-->", StringComparison.Ordinal))
                name = name[..^3].TrimEnd(Edge);
            else if (opening[^1] == '*' && name.EndsWith("*/", StringComparison.Ordinal))
                name = name[..^2].TrimEnd(Edge);
            return name.IsEmpty ? null : name.ToString();
        }
        return null;
    }
}
