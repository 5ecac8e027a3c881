namespace ActionGate.Scanning.Python.Syntax;

/// <summary>A pattern of a <c>case</c>.</summary>
internal abstract class PythonPattern(NodeKind kind, int start, int end) : PythonNode(kind, start, end);

/// <summary>A literal or a dotted name, compared by equality.</summary>
internal sealed class MatchValue : PythonPattern
{
    internal MatchValue(int start, int end, PythonExpression value) : base(NodeKind.MatchValue, start, end)
    {
        Value = value;
        Above(value);
    }

    internal PythonExpression Value { get; }
}

/// <summary><c>None</c>, <c>True</c> or <c>False</c>, compared by identity.</summary>
internal sealed class MatchSingleton(int start, int end, ConstantKind value) : PythonPattern(NodeKind.MatchSingleton, start, end)
{
    internal ConstantKind Value { get; } = value;
}

/// <summary><c>[a, *b]</c></summary>
internal sealed class MatchSequence : PythonPattern
{
    internal MatchSequence(int start, int end, PythonPattern[] patterns) : base(NodeKind.MatchSequence, start, end)
    {
        Patterns = patterns;
        Above(patterns);
    }

    internal PythonPattern[] Patterns { get; }
}

/// <summary><c>{key: pattern, **rest}</c></summary>
internal sealed class MatchMapping : PythonPattern
{
    internal MatchMapping(
        int start, int end, PythonExpression[] keys, PythonPattern[] patterns, string? rest) : base(NodeKind.MatchMapping, start, end)
    {
        Keys = keys;
        Patterns = patterns;
        Rest = rest;
        Above(keys);
        Above(patterns);
    }

    internal PythonExpression[] Keys { get; }

    internal PythonPattern[] Patterns { get; }

    internal string? Rest { get; }
}

/// <summary><c>C(a, b=c)</c></summary>
internal sealed class MatchClass : PythonPattern
{
    internal MatchClass(
        int start, int end, PythonExpression cls, PythonPattern[] patterns, string[] kwdAttrs,
        PythonPattern[] kwdPatterns) : base(NodeKind.MatchClass, start, end)
    {
        Cls = cls;
        Patterns = patterns;
        KwdAttrs = kwdAttrs;
        KwdPatterns = kwdPatterns;
        Above(cls);
        Above(patterns);
        Above(kwdPatterns);
    }

    internal PythonExpression Cls { get; }

    internal PythonPattern[] Patterns { get; }

    internal string[] KwdAttrs { get; }

    internal PythonPattern[] KwdPatterns { get; }
}

/// <summary><c>*name</c></summary>
internal sealed class MatchStar(int start, int end, string? name) : PythonPattern(NodeKind.MatchStar, start, end)
{
    /// <summary><see langword="null"/> for <c>*_</c>.</summary>
    internal string? Name { get; } = name;
}

/// <summary><c>pattern as name</c>, a name that captures, or <c>_</c>.</summary>
internal sealed class MatchAs : PythonPattern
{
    internal MatchAs(int start, int end, PythonPattern? pattern, string? name) : base(NodeKind.MatchAs, start, end)
    {
        Pattern = pattern;
        Name = name;
        Above(pattern);
    }

    /// <summary><see langword="null"/>: everything matches.</summary>
    internal PythonPattern? Pattern { get; }

    /// <summary><see langword="null"/> for <c>_</c>.</summary>
    internal string? Name { get; }
}

/// <summary><c>a | b</c></summary>
internal sealed class MatchOr : PythonPattern
{
    internal MatchOr(int start, int end, PythonPattern[] patterns) : base(NodeKind.MatchOr, start, end)
    {
        Patterns = patterns;
        Above(patterns);
    }

    internal PythonPattern[] Patterns { get; }
}
