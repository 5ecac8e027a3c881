namespace ActionGate;

/// <summary>What a piece of code would do, as far as it can be told without running it.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class ScanResult
{
    internal ScanResult(string? language, bool parsed, bool isOpaque, IReadOnlyList<string> imports, IReadOnlyList<string> unknownImports, IReadOnlyList<Operation> operations, ShellFacts? shell, string? note)
    {
        Language = language;
        Parsed = parsed;
        IsOpaque = isOpaque;
        Imports = imports;
        UnknownImports = unknownImports;
        Operations = operations;
        Shell = shell;
        Note = note;
    }

    /// <summary>The language's canonical name; <see langword="null"/> where no table knows it.</summary>
    public string? Language { get; }

    /// <summary>The text was read to its end. Where it was not, <see cref="IsOpaque"/> is set too.</summary>
    public bool Parsed { get; }

    /// <summary>Operations may exist that are not listed, or a listed one's target is wholly unknown.</summary>
    public bool IsOpaque { get; }

    /// <summary>Module names as written, in the order in which they appear.</summary>
    public IReadOnlyList<string> Imports { get; }

    /// <summary>Those of <see cref="Imports"/> of which nothing is known: what they do when they are imported, and what their functions do, is not listed.</summary>
    public IReadOnlyList<string> UnknownImports { get; }

    /// <summary>Every operation that was found, those of code in code included.</summary>
    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>For shell text: its commands. <see langword="null"/> for other languages.</summary>
    public ShellFacts? Shell { get; }

    /// <summary>Why the text is opaque, in words; <see langword="null"/> where it is not.</summary>
    public string? Note { get; }
}
