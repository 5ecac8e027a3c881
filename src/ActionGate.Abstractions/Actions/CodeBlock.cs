namespace ActionGate;

/// <summary>A block of code and the language it is written in, as an agent produced it.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class CodeBlock
{
    private static readonly string[] NamePrefixes = ["# filename:", "// filename:", "<!-- filename:", "/* filename:"];

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
    /// The file that an executor writes the block to, relative to its work directory. By default what a first line
    /// <c># filename: x</c> (also behind <c>//</c>, <c>/*</c> or <c>&lt;!--</c>) says; <see langword="null"/> where none does:
    /// the executor then picks a name. A named file is a <c>file_write</c> of its own.
    /// </summary>
    public string? FileName { get; init; }

    private static string? ReadFileName(string code)
    {
        var line = code.AsSpan();
        int end = line.IndexOfAny('\r', '\n');
        if (end >= 0)
            line = line[..end];
        foreach (string prefix in NamePrefixes)
        {
            if (!line.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            var name = line[prefix.Length..].Trim();
            if (prefix[0] == '<' && name.EndsWith("-->", StringComparison.Ordinal))
                name = name[..^3].TrimEnd();
            else if (prefix[1] == '*' && name.EndsWith("*/", StringComparison.Ordinal))
                name = name[..^2].TrimEnd();
            return name.IsEmpty ? null : name.ToString();
        }
        return null;
    }
}
