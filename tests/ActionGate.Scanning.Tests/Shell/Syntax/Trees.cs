using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Tests.Shell.Syntax;

/// <summary>Every node of a tree.</summary>
internal static class Trees
{
    internal static IEnumerable<ShellNode> NodesOf(ShellNode root)
    {
        var open = new Stack<ShellNode>([root]);
        while (open.TryPop(out ShellNode? node))
        {
            yield return node;
            foreach (ShellNode child in ChildrenOf(node))
                open.Push(child);
        }
    }

    private static IEnumerable<ShellNode> ChildrenOf(ShellNode node)
    {
        IEnumerable<ShellNode?> own = node switch
        {
            CommandList list => list.Statements,
            Statement statement => statement.Pipelines,
            Pipeline pipeline => pipeline.Commands,
            SimpleCommand simple => [.. simple.Assignments, .. simple.Words],
            Group group => [group.Body],
            Subshell subshell => [subshell.Body],
            If branch => [.. branch.Branches.SelectMany(b => new[] { b.Condition, b.Body }), branch.Otherwise],
            For loop => [.. loop.Words ?? [], loop.Body],
            ArithmeticFor loop => [.. loop.Expressions, loop.Body],
            While loop => [loop.Condition, loop.Body],
            Case choice => [choice.Subject, .. choice.Items],
            CaseItem item => [.. item.Patterns, item.Body],
            FunctionDefinition function => [function.Body],
            Coprocess coprocess => [coprocess.Body],
            ArithmeticCommand arithmetic => [arithmetic.Expression],
            Conditional conditional => conditional.Words.Select(word => word.Operand),
            Assignment assignment => [assignment.Subscript, assignment.Value,
                .. (assignment.Elements ?? []).SelectMany(element => new[] { element.Subscript, element.Value })],
            Redirection redirection => [redirection.Target],
            Word word => word.Parts,
            DoubleQuoted quotes => quotes.Parts,
            ParameterExpansion expansion => [expansion.Subscript, .. expansion.Operands],
            CommandSubstitution substitution => [substitution.Body],
            ArithmeticExpansion arithmetic => [arithmetic.Expression],
            ProcessSubstitution process => [process.Body],
            ExtendedPattern pattern => pattern.Parts,
            _ => [],
        };
        IEnumerable<ShellNode?> redirections = node is Command command ? command.Redirections : [];
        return own.Concat(redirections).OfType<ShellNode>();
    }
}
