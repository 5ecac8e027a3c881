using System.Buffers;
using System.Text;

namespace ActionGate.Scanning.Python.Syntax;

/// <summary>
/// Python text into a tree. Takes what CPython 3.14 takes (<c>ast.parse</c>), refuses what it refuses, and what is nested beyond a bound.
/// </summary>
internal static class PythonParser
{
    /// <summary>How high a tree may be (<see cref="PythonNode.Height"/>) where nobody says otherwise.</summary>
    internal const int DefaultMaxDepth = 1000;

    /// <summary>Reads a module, as <c>exec</c> and files have it.</summary>
    /// <param name="text">The text; it may begin with a byte order mark.</param>
    /// <param name="maxDepth">How high the tree may be, at most 10,000.</param>
    /// <param name="isMangled">Private names of classes are those that they have when it runs; otherwise they are as written.</param>
    internal static ParsedPython Parse(string text, int maxDepth = DefaultMaxDepth, bool isMangled = false) => Parse(text, maxDepth, isMangled, isExpression: false);

    /// <summary>Reads an expression, as <c>eval</c> takes it; the tree is a module with that one statement.</summary>
    /// <param name="text">The text; blanks may stand before the expression.</param>
    /// <param name="maxDepth">How high the tree may be, at most 10,000.</param>
    internal static ParsedPython ParseExpression(string text, int maxDepth = DefaultMaxDepth) => Parse(text, maxDepth, isMangled: false, isExpression: true);

    private static ParsedPython Parse(string text, int maxDepth, bool isMangled, bool isExpression)
    {
        if (FindForbidden(text) is >= 0 and var at)
            return new ParsedPython(null, "invalid character", at);
        int from = text.StartsWith('\uFEFF') ? 1 : 0;
        if (isExpression)
            from = text.Length - text.AsSpan().TrimStart(" \t").Length;
        var buffer = Lexer.Read(text, from, out string? problem, out int problemAt);
        try
        {
            if (problem is not null)
                return new ParsedPython(null, problem, problemAt);
            var grammar = new PythonGrammar(text, buffer.Tokens, Math.Clamp(maxDepth, 1, 10_000), isMangled);
            var module = isExpression ? grammar.ParseExpressionText() : grammar.ParseModule(EncodingComment.Find(text.AsSpan(from)));
            return grammar.Problem is null
                ? new ParsedPython(module, null, 0)
                : new ParsedPython(null, grammar.Problem, grammar.ProblemAt);
        }
        finally
        {
            buffer.Dispose();
        }
    }

    /// <summary>NUL and lone surrogates, which CPython takes in no source.</summary>
    private static int FindForbidden(ReadOnlySpan<char> text)
    {
        int nul = text.IndexOf('\0');
        if (nul >= 0)
            return nul;
        int at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        while (at >= 0)
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out _) != OperationStatus.Done)
                return at;
            at += 2;
            int next = text[at..].IndexOfAnyInRange('\uD800', '\uDFFF');
            at = next < 0 ? -1 : at + next;
        }
        return -1;
    }
}
