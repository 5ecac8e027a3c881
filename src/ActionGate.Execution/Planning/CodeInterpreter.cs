using System.Collections.ObjectModel;

namespace ActionGate;

/// <summary>The program that runs the blocks of one language.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class CodeInterpreter
{
    /// <summary>Names a program.</summary>
    /// <param name="fileName">
    /// A bare name, looked for in the absolute entries of the run's own <c>PATH</c> (never in the work directory or the current one),
    /// or an absolute path.
    /// </param>
    /// <param name="arguments">What stands between the program and the block's file; nothing by default. Copied. No shell reads them.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The name is empty, is a relative path, or it or an argument holds a NUL.</exception>
    public CodeInterpreter(string fileName, params IReadOnlyList<string> arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        ArgumentNullException.ThrowIfNull(arguments);
        if (fileName.AsSpan().IndexOfAny('/', Path.DirectorySeparatorChar) >= 0 && !Path.IsPathFullyQualified(fileName))
            throw new ArgumentException($"expected a bare name or an absolute path, found '{fileName}'", nameof(fileName));
        string[] copy = [.. arguments];
        foreach (string argument in copy)
            ArgumentNullException.ThrowIfNull(argument, nameof(arguments));
        if (fileName.Contains('\0', StringComparison.Ordinal) || Array.Exists(copy, a => a.Contains('\0', StringComparison.Ordinal)))
            throw new ArgumentException("a program and its arguments cannot hold a NUL", nameof(fileName));
        FileName = fileName;
        Arguments = copy.Length == 0 ? ReadOnlyCollection<string>.Empty : Array.AsReadOnly(copy);
    }

    /// <summary>A bare name or an absolute path.</summary>
    public string FileName { get; }

    /// <summary>What stands between the program and the block's file.</summary>
    public IReadOnlyList<string> Arguments { get; }
}
