namespace ActionGate;

/// <summary>The answer to a request to run code: the verdict on the whole, and on each operation the code could perform.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class CodeDecision
{
    internal CodeDecision(Decision overall, IReadOnlyList<OperationDecision> operations, IReadOnlyList<string> imports, bool isOpaque, string codeHash)
    {
        Overall = overall;
        Operations = operations;
        Imports = imports;
        IsOpaque = isOpaque;
        CodeHash = codeHash;
    }

    /// <summary>The strictest verdict of all operations, with the rule and the reason behind it.</summary>
    public Decision Overall { get; }

    /// <summary>Every operation that was decided, each with its own verdict and rule.</summary>
    public IReadOnlyList<OperationDecision> Operations { get; }

    /// <summary>The modules that the code imports, as written.</summary>
    public IReadOnlyList<string> Imports { get; }

    /// <summary>The code may hold operations that no scanner could list.</summary>
    public bool IsOpaque { get; }

    /// <summary>
    /// <c>sha256:</c> and 64 hexadecimal digits. Of one block: the SHA-256 of its UTF-8 text, as <c>sha256sum</c> prints it.
    /// Of several: the SHA-256 of the blocks' own digests in lower-case hexadecimal, each followed by a line feed.
    /// </summary>
    public string CodeHash { get; }

    /// <summary>How long all blocks together are, in UTF-16 units.</summary>
    internal long CodeLength { get; init; }

    internal CodeDecision With(Decision overall) => new(overall, Operations, Imports, IsOpaque, CodeHash) { CodeLength = CodeLength };

    /// <summary>The overall decision in words.</summary>
    public override string ToString() => Overall.ToString();
}
