namespace ActionGate.Scanning.Shell.Syntax;

/// <summary>Statements, one after the other.</summary>
internal sealed class CommandList(int start, int end, Statement[] statements) : ShellNode(start, end)
{
    internal Statement[] Statements { get; } = statements;
}

/// <summary>Pipelines joined by <c>&amp;&amp;</c> and <c>||</c>, up to <c>;</c>, <c>&amp;</c> or the end of the line.</summary>
internal sealed class Statement(int start, int end, Pipeline[] pipelines, bool[] isOr, bool isBackground) : ShellNode(start, end)
{
    internal Pipeline[] Pipelines { get; } = pipelines;

    /// <summary>One entry less than <see cref="Pipelines"/>: whether <c>||</c> stands before the next pipeline, else <c>&amp;&amp;</c>.</summary>
    internal bool[] IsOr { get; } = isOr;

    /// <summary><c>&amp;</c> follows.</summary>
    internal bool IsBackground { get; } = isBackground;
}

/// <summary>Commands joined by <c>|</c> or <c>|&amp;</c>.</summary>
internal sealed class Pipeline(int start, int end, Command[] commands, bool[] pipesErrors, bool isNegated, bool isTimed) : ShellNode(start, end)
{
    internal Command[] Commands { get; } = commands;

    /// <summary>One entry less than <see cref="Commands"/>: whether <c>|&amp;</c> stands before the next command.</summary>
    internal bool[] PipesErrors { get; } = pipesErrors;

    /// <summary>An odd number of <c>!</c> stands before it.</summary>
    internal bool IsNegated { get; } = isNegated;

    /// <summary>The reserved word <c>time</c> stands before it.</summary>
    internal bool IsTimed { get; } = isTimed;
}

/// <summary>What a pipeline consists of.</summary>
internal abstract class Command(int start, int end, Redirection[] redirections) : ShellNode(start, end)
{
    internal Redirection[] Redirections { get; } = redirections;
}

/// <summary>Assignments, words and redirections. There may be no words at all, or nothing but redirections.</summary>
internal sealed class SimpleCommand(int start, int end, Assignment[] assignments, Word[] words, Redirection[] redirections) : Command(start, end, redirections)
{
    internal Assignment[] Assignments { get; } = assignments;

    internal Word[] Words { get; } = words;
}

/// <summary><c>{ …; }</c></summary>
internal sealed class Group(int start, int end, CommandList body, Redirection[] redirections) : Command(start, end, redirections)
{
    internal CommandList Body { get; } = body;
}

/// <summary><c>( … )</c></summary>
internal sealed class Subshell(int start, int end, CommandList body, Redirection[] redirections) : Command(start, end, redirections)
{
    internal CommandList Body { get; } = body;
}

/// <summary><c>if … then … elif … else … fi</c></summary>
internal sealed class If(int start, int end, (CommandList Condition, CommandList Body)[] branches, CommandList? otherwise, Redirection[] redirections)
    : Command(start, end, redirections)
{
    internal (CommandList Condition, CommandList Body)[] Branches { get; } = branches;

    internal CommandList? Otherwise { get; } = otherwise;
}

/// <summary><c>for NAME in …</c> and <c>select NAME in …</c></summary>
internal sealed class For(int start, int end, string name, Word[]? words, CommandList body, bool isSelect, Redirection[] redirections) : Command(start, end, redirections)
{
    internal string Name { get; } = name;

    /// <summary><see langword="null"/> without <c>in</c>: the positional parameters.</summary>
    internal Word[]? Words { get; } = words;

    internal CommandList Body { get; } = body;

    internal bool IsSelect { get; } = isSelect;
}

/// <summary><c>for ((…; …; …))</c></summary>
internal sealed class ArithmeticFor(int start, int end, Word[] expressions, CommandList body, Redirection[] redirections) : Command(start, end, redirections)
{
    /// <summary>The three expressions, each as <see cref="ArithmeticCommand.Expression"/>; an empty word for one left out.</summary>
    internal Word[] Expressions { get; } = expressions;

    internal CommandList Body { get; } = body;
}

/// <summary><c>while</c> and <c>until</c></summary>
internal sealed class While(int start, int end, CommandList condition, CommandList body, bool isUntil, Redirection[] redirections) : Command(start, end, redirections)
{
    internal CommandList Condition { get; } = condition;

    internal CommandList Body { get; } = body;

    internal bool IsUntil { get; } = isUntil;
}

/// <summary><c>case WORD in … esac</c></summary>
internal sealed class Case(int start, int end, Word subject, CaseItem[] items, Redirection[] redirections) : Command(start, end, redirections)
{
    internal Word Subject { get; } = subject;

    internal CaseItem[] Items { get; } = items;
}

/// <summary>One clause of a <see cref="Case"/>.</summary>
internal sealed class CaseItem(int start, int end, Word[] patterns, CommandList body) : ShellNode(start, end)
{
    internal Word[] Patterns { get; } = patterns;

    internal CommandList Body { get; } = body;
}

/// <summary><c>NAME () COMMAND</c> and <c>function NAME COMMAND</c></summary>
internal sealed class FunctionDefinition(int start, int end, string name, Command body) : Command(start, end, [])
{
    internal string Name { get; } = name;

    /// <summary>Redirections of the definition belong to it.</summary>
    internal Command Body { get; } = body;

    /// <summary>A shell without the word <c>function</c> runs the body where it stands.</summary>
    internal bool IsRunWhereItStands { get; init; }
}

/// <summary><c>coproc [NAME] COMMAND</c></summary>
internal sealed class Coprocess(int start, int end, string? name, Command body) : Command(start, end, [])
{
    internal string? Name { get; } = name;

    internal Command Body { get; } = body;
}

/// <summary><c>(( … ))</c></summary>
internal sealed class ArithmeticCommand(int start, int end, Word expression, Redirection[] redirections) : Command(start, end, redirections)
{
    /// <summary>The expression as text whose quotes are kept as characters and whose expansions are parts, as inside double quotes.</summary>
    internal Word Expression { get; } = expression;
}

/// <summary><c>[[ … ]]</c></summary>
internal sealed class Conditional(int start, int end, ConditionalWord[] words, Redirection[] redirections) : Command(start, end, redirections)
{
    /// <summary>Operators and operands in the order of the text; what combines them does not matter for what they run.</summary>
    internal ConditionalWord[] Words { get; } = words;
}

/// <summary>One word of a <see cref="Conditional"/>.</summary>
/// <param name="Operator"><c>!</c>, <c>&amp;&amp;</c>, <c>||</c>, <c>(</c>, <c>)</c>, <c>-v</c>, <c>-eq</c>, <c>=~</c> and so on; <see langword="null"/> for an operand.</param>
/// <param name="Operand"><see langword="null"/> for an operator.</param>
internal readonly record struct ConditionalWord(string? Operator, Word? Operand);

/// <summary>A variable that is set: <c>NAME=…</c>, <c>NAME+=…</c>, <c>NAME[…]=…</c>, <c>NAME=(…)</c>.</summary>
internal sealed class Assignment(int start, int end, string name, Word? subscript, bool isAppended, Word? value, ArrayElement[]? elements) : ShellNode(start, end)
{
    internal string Name { get; } = name;

    /// <summary>The text in brackets; <see langword="null"/> without.</summary>
    internal Word? Subscript { get; } = subscript;

    internal bool IsAppended { get; } = isAppended;

    /// <summary><see langword="null"/> for an array.</summary>
    internal Word? Value { get; } = value;

    /// <summary><see langword="null"/> unless it is an array.</summary>
    internal ArrayElement[]? Elements { get; } = elements;
}

/// <summary>An element of an array that is assigned.</summary>
/// <param name="Subscript">The text in brackets; <see langword="null"/> without.</param>
/// <param name="Value">The value; without a subscript it may yield several.</param>
internal readonly record struct ArrayElement(Word? Subscript, Word Value);

/// <summary>What a redirection does.</summary>
internal enum RedirectionKind : byte
{
    /// <summary><c>&lt;</c></summary>
    Read,

    /// <summary><c>&gt;</c> and <c>&gt;|</c></summary>
    Write,

    /// <summary><c>&gt;&gt;</c></summary>
    Append,

    /// <summary><c>&lt;&gt;</c></summary>
    ReadWrite,

    /// <summary><c>&amp;&gt;</c>, and <c>&gt;&amp;</c> with a word that is no descriptor.</summary>
    WriteBoth,

    /// <summary><c>&amp;&gt;&gt;</c></summary>
    AppendBoth,

    /// <summary><c>&lt;&amp;</c>: duplicates, moves or closes the descriptor that the word names.</summary>
    DuplicateInput,

    /// <summary><c>&gt;&amp;</c>: the same; where the word is no descriptor, as <see cref="WriteBoth"/>.</summary>
    DuplicateOutput,

    /// <summary><c>&lt;&lt;</c> and <c>&lt;&lt;-</c></summary>
    HereDocument,

    /// <summary><c>&lt;&lt;&lt;</c></summary>
    HereString,
}

/// <summary>A redirection.</summary>
internal sealed class Redirection(int start, int end, RedirectionKind kind, string? descriptor, Word target) : ShellNode(start, end)
{
    /// <summary><c>&amp;&gt;</c>, which to a POSIX shell ends a command that runs in the background.</summary>
    internal bool EndsCommandInPosix { get; init; }

    internal RedirectionKind Kind { get; } = kind;

    /// <summary>As written before the operator: digits, or <c>{NAME}</c>; <see langword="null"/> without.</summary>
    internal string? Descriptor { get; } = descriptor;

    /// <summary>The word behind the operator; for a here-document its body, tabs already removed.</summary>
    internal Word Target { get; private set; } = target;

    /// <summary>Gives a here-document its body, which stands behind the line that the redirection is in.</summary>
    internal void Complete(Word body) => Target = body;
}
