using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// Where a POSIX shell goes another way than bash through the same tree.
internal sealed partial class ShellWalk
{
    private readonly bool _isGuess;

    private bool _isOtherwiseInPosix;

    private bool _hasDollarQuotes;

    /// <summary>An assignment before a command may have stayed, as POSIX demands of some builtins.</summary>
    private bool _hasKeptAssignment;

    /// <summary>
    /// The text is read as a POSIX shell reads it, where such a one goes another way than bash: asked nowhere else, since of bash's
    /// reading it is noted that there is another.
    /// </summary>
    private bool IsPosix()
    {
        _isOtherwiseInPosix |= _frame.Dialect == ShellDialect.Bash;
        return _frame.Dialect == ShellDialect.Posix;
    }

    /// <summary>A builtin that POSIX shells do not have, or not with these options: what it sets stays as it was.</summary>
    private static bool IsOnlyOfBash(ShellWord[] words)
    {
        switch (words[0].Text)
        {
            case "declare" or "typeset" or "let" or "mapfile" or "readarray" or "pushd" or "popd" or "shopt" or "builtin" or "enable":
                return true;
            case "printf":
                return words.Length > 1 && (!words[1].IsStatic || words[1].Text.StartsWith("-v", StringComparison.Ordinal));
            case "read":
                for (int i = 1; i < words.Length && words[i].Text is ['-', ..]; i++)
                {
                    if (!words[i].IsStatic || words[i].Text.AsSpan(1).IndexOfAnyExcept('r', 'p') >= 0 && words[i].Text != "--")
                        return true;
                }
                return false;
            default:
                return false;
        }
    }

    private static bool EndsInPosix(Pipeline pipeline) => Array.Exists(pipeline.Commands, static command => Array.Exists(command.Redirections, static r => r.EndsCommandInPosix));

    /// <summary>
    /// <c>a &amp;&amp; b &amp;&gt; f &amp;&amp; c</c> is <c>a &amp;&amp; b &amp;</c> and <c>&gt; f &amp;&amp; c</c> to a POSIX shell: what runs in the background
    /// changes nothing, and the file is opened where the statement began.
    /// </summary>
    private void Detach(Pipeline pipeline, ShellState? start)
    {
        if (start is null || !EndsInPosix(pipeline))
            return;
        Merge();
        var after = _state;
        _state = start.Fork();
        foreach (var command in pipeline.Commands)
        {
            var opened = Array.FindAll(command.Redirections, static r => r.EndsCommandInPosix);
            if (opened.Length > 0)
                Redirect(opened);
        }
        _state = Join(after, _state);
        _output = null;
    }

    /// <summary>Goes through a command in a shell of its own, which leaves nothing behind.</summary>
    private void WalkApart(Command command)
    {
        var outer = (_state, _abandoned);
        _state = _state.Fork();
        Walk(command);
        (_state, _abandoned) = outer;
        _failure = null;
    }
}
