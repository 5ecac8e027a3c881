namespace ActionGate.Scanning.Python.Syntax;

/// <summary>A whole text.</summary>
internal sealed class Module : PythonNode
{
    internal Module(int start, int end, PythonStatement[] body, string? encoding) : base(NodeKind.Module, start, end)
    {
        Body = body;
        Encoding = encoding;
        Above(body);
    }

    internal PythonStatement[] Body { get; }

    /// <summary>
    /// The encoding that a comment in the first two lines declares (PEP 263), in lower case as written; <see langword="null"/> without.
    /// Text handed over as text is read as it stands; a file of it is decoded as declared, and may then say something else.
    /// </summary>
    internal string? Encoding { get; }
}
