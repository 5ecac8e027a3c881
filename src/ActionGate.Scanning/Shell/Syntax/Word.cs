namespace ActionGate.Scanning.Shell.Syntax;

/// <summary>A word: parts without a blank between them.</summary>
internal sealed class Word(int start, int end, WordPart[] parts) : ShellNode(start, end)
{
    internal WordPart[] Parts { get; } = parts;
}

/// <summary>A part of a word.</summary>
internal abstract class WordPart(int start, int end) : ShellNode(start, end)
{
}

/// <summary>
/// Characters outside quotes, as written but for backslash-newlines. Braces, tildes and the characters of patterns keep their meaning;
/// an escaped character is a <see cref="QuotedText"/> of its own.
/// </summary>
internal sealed class BareText(int start, int end, string text) : WordPart(start, end)
{
    internal string Text { get; } = text;
}

/// <summary>Characters that stand for themselves: <c>'…'</c>, <c>$'…'</c> (decoded), <c>\x</c>, and literal runs within double quotes.</summary>
internal sealed class QuotedText(int start, int end, string text) : WordPart(start, end)
{
    internal string Text { get; } = text;
}

/// <summary><c>"…"</c>, and <c>$"…"</c>, whose text a message catalogue may replace.</summary>
internal sealed class DoubleQuoted(int start, int end, WordPart[] parts, bool isTranslated) : WordPart(start, end)
{
    /// <summary><see cref="QuotedText"/> and expansions.</summary>
    internal WordPart[] Parts { get; } = parts;

    internal bool IsTranslated { get; } = isTranslated;
}

/// <summary><c>$NAME</c>, <c>$1</c>, <c>$@</c> and <c>${…}</c></summary>
internal sealed class ParameterExpansion(
    int start, int end, string name, Word? subscript, bool isIndirect, bool isLength, string operation, Word[] operands) : WordPart(start, end)
{
    /// <summary>A name, a number, or one of <c>@ * # ? - $ ! _ 0</c>.</summary>
    internal string Name { get; } = name;

    /// <summary>The text in brackets, as an arithmetic word; <c>@</c> and <c>*</c> included; <see langword="null"/> without.</summary>
    internal Word? Subscript { get; } = subscript;

    /// <summary><c>${!…}</c></summary>
    internal bool IsIndirect { get; } = isIndirect;

    /// <summary><c>${#…}</c></summary>
    internal bool IsLength { get; } = isLength;

    /// <summary>
    /// The operator: <c>:- - := = :? ? :+ + # ## % %% / // /# /% : ^ ^^ , ,, @P @Q</c> and the other transformations, <c>*</c> and <c>@</c>
    /// behind <c>!PREFIX</c>; empty without.
    /// </summary>
    internal string Operation { get; } = operation;

    /// <summary>What follows the operator: one word, for <c>/</c> the pattern and the replacement (where there is one), for <c>:</c> the offset and the length (where there is one).</summary>
    internal Word[] Operands { get; } = operands;
}

/// <summary><c>$(…)</c>, <c>`…`</c> and bash's <c>${ …; }</c></summary>
internal sealed class CommandSubstitution(int start, int end, CommandList body, bool isBackquoted) : WordPart(start, end)
{
    internal CommandList Body { get; } = body;

    /// <summary>Its nodes' places are those in the text between the backquotes after the removal of backslashes, plus where that begins.</summary>
    internal bool IsBackquoted { get; } = isBackquoted;
}

/// <summary><c>$((…))</c> and <c>$[…]</c></summary>
internal sealed class ArithmeticExpansion(int start, int end, Word expression) : WordPart(start, end)
{
    /// <summary>As <see cref="ArithmeticCommand.Expression"/>.</summary>
    internal Word Expression { get; } = expression;
}

/// <summary><c>&lt;(…)</c> and <c>&gt;(…)</c></summary>
internal sealed class ProcessSubstitution(int start, int end, CommandList body, bool isOutput) : WordPart(start, end)
{
    internal CommandList Body { get; } = body;

    internal bool IsOutput { get; } = isOutput;
}

/// <summary>An extended pattern outside quotes: <c>@(…|…)</c>, <c>?(…)</c>, <c>*(…)</c>, <c>+(…)</c>, <c>!(…)</c></summary>
internal sealed class ExtendedPattern(int start, int end, char prefix, WordPart[] parts) : WordPart(start, end)
{
    internal char Prefix { get; } = prefix;

    /// <summary>The parts between the parentheses, <c>|</c> included as bare text.</summary>
    internal WordPart[] Parts { get; } = parts;
}
