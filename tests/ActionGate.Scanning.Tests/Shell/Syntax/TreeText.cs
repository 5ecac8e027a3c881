using System.Text;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Tests.Shell.Syntax;

/// <summary>A tree as one line of nested parentheses.</summary>
internal static class TreeText
{
    internal static string Of(ParsedShell parsed) =>
        parsed.Body is { } body ? OfList(body) : $"problem at {parsed.ProblemAt}: {parsed.Problem}";

    internal static string OfList(CommandList list) => string.Join(" ", list.Statements.Select(OfStatement));

    private static string OfStatement(Statement statement)
    {
        var text = new StringBuilder(OfPipeline(statement.Pipelines[0]));
        for (int i = 1; i < statement.Pipelines.Length; i++)
            text.Append(statement.IsOr[i - 1] ? " || " : " && ").Append(OfPipeline(statement.Pipelines[i]));
        string joined = statement.Pipelines.Length > 1 ? $"({text})" : text.ToString();
        return statement.IsBackground ? $"(& {joined})" : joined;
    }

    private static string OfPipeline(Pipeline pipeline)
    {
        var text = new StringBuilder(OfCommand(pipeline.Commands[0]));
        for (int i = 1; i < pipeline.Commands.Length; i++)
            text.Append(pipeline.PipesErrors[i - 1] ? " |& " : " | ").Append(OfCommand(pipeline.Commands[i]));
        string joined = pipeline.Commands.Length > 1 ? $"({text})" : text.ToString();
        if (pipeline.IsTimed)
            joined = $"(time {joined})";
        return pipeline.IsNegated ? $"(! {joined})" : joined;
    }

    private static string OfCommand(Command command)
    {
        string redirections = string.Concat(command.Redirections.Select(redirection => " " + OfRedirection(redirection)));
        return command switch
        {
            SimpleCommand simple => "(" + string.Join(" ", simple.Assignments.Select(OfAssignment).Concat(simple.Words.Select(OfWord))
                .Concat(simple.Redirections.Select(OfRedirection))) + ")",
            Group group => $"(group {OfList(group.Body)}{redirections})",
            Subshell subshell => $"(subshell {OfList(subshell.Body)}{redirections})",
            If branch => "(if" + string.Concat(branch.Branches.Select(b => $" [{OfList(b.Condition)}] [{OfList(b.Body)}]"))
                + (branch.Otherwise is { } otherwise ? $" else [{OfList(otherwise)}]" : "") + redirections + ")",
            For loop => $"({(loop.IsSelect ? "select" : "for")} {loop.Name}"
                + (loop.Words is { } words ? $" in [{string.Join(" ", words.Select(OfWord))}]" : "") + $" [{OfList(loop.Body)}]{redirections})",
            ArithmeticFor loop => $"(for(( {string.Join(" ; ", loop.Expressions.Select(OfWord))} [{OfList(loop.Body)}]{redirections})",
            While loop => $"({(loop.IsUntil ? "until" : "while")} [{OfList(loop.Condition)}] [{OfList(loop.Body)}]{redirections})",
            Case choice => $"(case {OfWord(choice.Subject)}" + string.Concat(choice.Items.Select(item =>
                $" ({string.Join("|", item.Patterns.Select(OfWord))} [{OfList(item.Body)}])")) + redirections + ")",
            FunctionDefinition function => $"(function {function.Name} {OfCommand(function.Body)})",
            Coprocess coprocess => $"(coproc {coprocess.Name ?? "-"} {OfCommand(coprocess.Body)})",
            ArithmeticCommand arithmetic => $"(arithmetic {OfWord(arithmetic.Expression)}{redirections})",
            Conditional conditional => "(test" + string.Concat(conditional.Words.Select(word =>
                " " + (word.Operator is { } name ? name : OfWord(word.Operand!)))) + redirections + ")",
            _ => throw new InvalidOperationException(command.GetType().Name),
        };
    }

    private static string OfAssignment(Assignment assignment) => "{" + assignment.Name
        + (assignment.Subscript is { } subscript ? $"[{OfWord(subscript)}]" : "")
        + (assignment.IsAppended ? "+=" : "=")
        + (assignment.Elements is { } elements
            ? "(" + string.Join(" ", elements.Select(element =>
                (element.Subscript is { } index ? $"[{OfWord(index)}]=" : "") + OfWord(element.Value))) + ")"
            : OfWord(assignment.Value!)) + "}";

    private static string OfRedirection(Redirection redirection) =>
        $"<{redirection.Descriptor}{redirection.Kind switch
        {
            RedirectionKind.Read => "read",
            RedirectionKind.Write => "write",
            RedirectionKind.Append => "append",
            RedirectionKind.ReadWrite => "both",
            RedirectionKind.WriteBoth => "&write",
            RedirectionKind.AppendBoth => "&append",
            RedirectionKind.DuplicateInput => "dup-in",
            RedirectionKind.DuplicateOutput => "dup-out",
            RedirectionKind.HereDocument => "here",
            _ => "string",
        }} {OfWord(redirection.Target)}>";

    internal static string OfWord(Word word) => word.Parts.Length == 0 ? "-" : OfParts(word.Parts);

    private static string OfParts(WordPart[] parts)
    {
        var text = new StringBuilder();
        for (int i = 0; i < parts.Length; i++)
        {
            if (i > 0 && !(parts[i - 1] is QuotedText && parts[i] is QuotedText))
                text.Append('.');
            if (parts[i] is QuotedText quoted)
            {
                // Runs that are cut at escapes are one text.
                string run = quoted.Text;
                while (i + 1 < parts.Length && parts[i + 1] is QuotedText more)
                {
                    run += more.Text;
                    i++;
                }

                text.Append('\'').Append(Shown(run)).Append('\'');
            }
            else
            {
                text.Append(OfPart(parts[i]));
            }
        }

        return text.ToString();
    }

    private static string OfPart(WordPart part) => part switch
    {
        BareText bare => Shown(bare.Text),
        DoubleQuoted quotes => $"{(quotes.IsTranslated ? "$" : "")}\"{OfParts(quotes.Parts)}\"",
        ParameterExpansion expansion => "${" + (expansion.IsLength ? "#:" : "") + (expansion.IsIndirect ? "!:" : "") + expansion.Name
            + (expansion.Subscript is { } subscript ? $"[{OfWord(subscript)}]" : "")
            + (expansion.Operation.Length > 0 ? " " + expansion.Operation : "")
            + string.Concat(expansion.Operands.Select(operand => " " + OfWord(operand))) + "}",
        CommandSubstitution substitution => (substitution.IsBackquoted ? "`" : "$") + $"({OfList(substitution.Body)})",
        ArithmeticExpansion arithmetic => $"$(({OfWord(arithmetic.Expression)}))",
        ProcessSubstitution process => $"{(process.IsOutput ? ">" : "<")}({OfList(process.Body)})",
        ExtendedPattern pattern => $"{pattern.Prefix}({OfParts(pattern.Parts)})",
        _ => throw new InvalidOperationException(part.GetType().Name),
    };

    private static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (char c in text)
        {
            shown.Append(c switch
            {
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                '\\' => "\\\\",
                < ' ' or '\x7f' => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        }

        return shown.ToString();
    }
}
