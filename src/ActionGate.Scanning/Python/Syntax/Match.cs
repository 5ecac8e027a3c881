namespace ActionGate.Scanning.Python.Syntax;

/// <summary><c>match</c></summary>
internal sealed class Match : PythonStatement
{
    internal Match(int start, int end, PythonExpression subject, MatchCase[] cases) : base(NodeKind.Match, start, end)
    {
        Subject = subject;
        Cases = cases;
        Above(subject);
        Above(cases);
    }

    internal PythonExpression Subject { get; }

    internal MatchCase[] Cases { get; }
}

/// <summary><c>case</c></summary>
internal sealed class MatchCase : PythonNode
{
    internal MatchCase(
        int start, int end, PythonPattern pattern, PythonExpression? guard, PythonStatement[] body) : base(NodeKind.MatchCase, start, end)
    {
        Pattern = pattern;
        Guard = guard;
        Body = body;
        Above(pattern);
        Above(guard);
        Above(body);
    }

    internal PythonPattern Pattern { get; }

    internal PythonExpression? Guard { get; }

    internal PythonStatement[] Body { get; }
}
