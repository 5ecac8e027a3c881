using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// What fails without ending the shell: commands that are not run, and lines of which the rest is dropped.
internal sealed partial class ShellWalk
{
    /// <summary>What held wherever the shell may have dropped the rest of the line; <see langword="null"/> where it can't have.</summary>
    private ShellState? _abandoned;

    /// <summary>What is expanded or assigned here may fail: the shell then goes on with the next line of its text.</summary>
    private void MayFail()
    {
        if (!_state.IsDead)
            Abandon(_state.Fork());
    }

    private void Abandon(ShellState? state)
    {
        if (state is not null)
            _abandoned = _abandoned is null ? state.Fork() : Join(_abandoned, state);
    }

    /// <summary>All that fails has been told: the shell may stand here with what held then.</summary>
    private void JoinAbandoned()
    {
        if (_abandoned is null)
            return;
        _abandoned.Input = _state.Input;
        _state = Join(_state, _abandoned).Fork();
        if (_failure is not null)
            _failure = Join(_failure, _abandoned).Fork();
    }

    /// <summary>Goes on behind what stands between two commands of a text; behind the end of a line nothing more is dropped.</summary>
    private void BeginLine(ReadOnlySpan<char> between, bool isOwn)
    {
        if (!between.Contains('\n'))
            return;
        JoinAbandoned();
        for (int i = between.IndexOf('\n'); i >= 0 && i < between.Length; i++)
        {
            // A backslash may have joined two lines.
            if (between[i] == '\n' && (i == 0 || between[i - 1] != '\\'))
            {
                if (isOwn)
                    _abandoned = null;
                return;
            }
        }
    }

    /// <summary>The last command may have failed before it did anything.</summary>
    private void MayNotRun(ShellState before) => _failure = Join(_failure ?? _state, before).Fork();

    /// <summary>A builtin that may be called in a way in which it complains and does nothing, or only a part.</summary>
    private bool MayRefuse(ShellWord[] words)
    {
        string name = words[0].Text;
        string? letters = name switch
        {
            "unset" => "fv",
            "export" or "readonly" => "aAfn",
            "declare" or "typeset" or "local" => "aAfFgiIlnrtux",
            "set" => "abefhkmnptuvxBCEHPTo",
            _ => null,
        };
        if (letters is null)
            return false;
        if (name == "local" && !IsInFunction)
            return true;
        for (int i = 1; i < words.Length; i++)
        {
            string text = words[i].Text;
            if (text.Length < 2 || text[0] is not ('-' or '+') || text == "--")
                break;
            bool isUsual = words[i].IsStatic && text.AsSpan(1).IndexOfAnyExcept(letters) < 0 && (name == "set" || _frame.Dialect == ShellDialect.Bash && !IsPosix());
            if (!isUsual || name == "unset" && text.AsSpan(1).IndexOfAnyExcept(text[1]) >= 0)
                return true;
            if (name == "set" && text.Contains('o', StringComparison.Ordinal) && ++i < words.Length && !(words[i].IsStatic && IsSetOption(words[i].Text)))
                return true;
        }
        return false;
    }

    private static bool IsSetOption(string name) => name is
        "allexport" or "braceexpand" or "emacs" or "errexit" or "errtrace" or "functrace" or "hashall" or "histexpand" or "history" or "ignoreeof" or
        "interactive-comments" or "keyword" or "monitor" or "noclobber" or "noexec" or "noglob" or "nolog" or "notify" or "nounset" or "onecmd" or
        "physical" or "pipefail" or "posix" or "privileged" or "verbose" or "vi" or "xtrace";
}
