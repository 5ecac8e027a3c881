namespace ActionGate.Guards;

/// <summary>
/// What AutoGen's executors make of a block between its approval and its run: <c>pip install</c> at the beginning of a line, in Python <c>!pip install</c> or
/// <c>! pip install</c>, gets an option behind it (autogen-ext, <c>silence_pip</c>). All text behind that moves, and the line need not be a command.
/// </summary>
internal static class SilencedPip
{
    private const string Command = "pip install";
    private const string Option = " -qqq";

    /// <summary>The blocks as they will be run; <see langword="null"/> where they stay as they are.</summary>
    internal static IReadOnlyList<CodeBlock>? Of(IReadOnlyList<CodeBlock> blocks)
    {
        bool isAny = false;
        var silenced = new CodeBlock[blocks.Count];
        for (int i = 0; i < silenced.Length; i++)
        {
            string code = Of(blocks[i].Code, CodeLanguage.Canonical(blocks[i].Language) == CodeLanguage.Python ? ["! " + Command, "!" + Command] : [Command]);
            isAny |= code != blocks[i].Code;
            silenced[i] = new CodeBlock(code, blocks[i].Language) { FileName = blocks[i].FileName };
        }
        return isAny ? silenced : null;
    }

    /// <summary>Code does the same before and after: the same operations with the same verdicts, but for the option.</summary>
    internal static bool AreSame(CodeDecision before, CodeDecision after)
    {
        bool areSame = before.Overall.Verdict == after.Overall.Verdict && before.Operations.Count == after.Operations.Count;
        for (int i = 0; areSame && i < before.Operations.Count; i++)
            areSame = AreSame(before.Operations[i], after.Operations[i]);
        return areSame;
    }

    private static bool AreSame(OperationDecision before, OperationDecision after) =>
        before.Verdict == after.Verdict && before.Operation.Kind == after.Operation.Kind && before.Operation.Folder == after.Operation.Folder
        && Loud(before.Operation, before.Operation.Target) == Loud(after.Operation, after.Operation.Target)
        && Loud(before.Operation, before.Operation.Pattern) == Loud(after.Operation, after.Operation.Pattern);

    private static string? Loud(Operation operation, string? text) =>
        operation.Kind == ActionKind.ShellExec && text?.StartsWith(Command, StringComparison.Ordinal) == true ? text.Replace(Option, "", StringComparison.Ordinal) : text;

    private static string Of(string code, ReadOnlySpan<string> commands)
    {
        string[] lines = code.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            foreach (string command in commands)
            {
                if (lines[i].StartsWith(command, StringComparison.Ordinal) && !lines[i].Contains(Option[1..], StringComparison.Ordinal))
                    lines[i] = lines[i].Replace(command, command + Option, StringComparison.Ordinal);
            }
        }
        return string.Join('\n', lines);
    }
}
