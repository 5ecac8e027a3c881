using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Expansion;

// Builtins: those that change what is known, and those that need no rule because they only steer the shell.
internal sealed partial class ShellWalk
{
    private const string OptionIsUnknown = "an option of a builtin is not known";

    /// <summary>A builtin that this reader knows more of than its words say.</summary>
    internal static bool IsBuiltin(ReadOnlySpan<char> name) => name is
        ":" or "true" or "false" or "test" or "[" or "pwd" or "echo" or "exit" or "return" or "break" or "continue" or "shift" or "wait" or
        "cd" or "chdir" or "pushd" or "popd" or "dirs" or "set" or "shopt" or "unset" or "let" or "read" or "mapfile" or "readarray" or "getopts" or
        "printf" or "export" or "readonly" or "declare" or "typeset" or "local" or "eval" or "." or "source" or "exec" or "command" or "builtin" or
        "trap" or "alias" or "unalias" or "hash" or "enable" or "bind" or "complete" or "compgen" or "compopt" or "fc" or "history" or "jobs" or
        "umask" or "ulimit" or "type" or "times" or "kill" or "fg" or "bg" or "disown" or "suspend" or "logout" or "caller" or "help";

    /// <summary>Runs a builtin that this reader knows more of than the catalogue does.</summary>
    private bool RunBuiltin(ShellWord[] words, ShellCommand? outer, int at, string? doubt)
    {
        switch (words[0].Text)
        {
            case ":" or "true" or "false":
                // What never fails could be followed more closely; but every branch that somebody wrote counts.
                Add(words, outer, at, needsNoRule: true, doubt);
                return true;
            case "test" or "[":
                Add(words, outer, at, needsNoRule: true, doubt);
                CheckTest(words);
                return true;
            case "pwd" or "dirs" or "wait":
                Add(words, outer, at, needsNoRule: true, doubt);
                CheckWait(words);
                return true;
            case "exit":
                Add(words, outer, at, needsNoRule: true, doubt);
                // With other arguments it may complain, and stay.
                if (LeavesCertainly(words))
                    _state.IsDead = true;
                return true;
            case "return":
                Add(words, outer, at, needsNoRule: true, doubt);
                Return(LeavesCertainly(words));
                return true;
            case "break" or "continue":
                Add(words, outer, at, needsNoRule: true, doubt);
                LeaveRound(LeavesCertainly(words));
                return true;
            case "shift":
                Add(words, outer, at, needsNoRule: true, doubt);
                Shift(words);
                return true;
            case "let":
                Add(words, outer, at, needsNoRule: true, doubt);
                for (int i = 1; i < words.Length; i++)
                    Evaluate(words[i].IsMany ? PartlyKnown.Anything : PartlyKnown.Of(words[i]), words[i].At);
                return true;
            case "cd" or "chdir":
                Add(words, outer, at, needsNoRule: true, doubt);
                ChangeFolder(words);
                return true;
            case "pushd" or "popd":
                Add(words, outer, at, needsNoRule: true, doubt);
                ChangeStack(words);
                return true;
            case "set":
                Add(words, outer, at, Set(words), doubt);
                return true;
            case "unset":
                Add(words, outer, at, Unset(words), doubt);
                return true;
            case "read":
                Add(words, outer, at, needsNoRule: true, doubt);
                ReadNames(words);
                return true;
            case "mapfile" or "readarray":
                Add(words, outer, at, needsNoRule: true, doubt);
                ReadArray(words);
                return true;
            case "getopts":
                Add(words, outer, at, needsNoRule: true, doubt);
                if (words.Length > 2)
                    AssignNamed(words[2], Variable.Unknown);
                else if (words.Length == 2 && words[1].IsMany)
                    AssignNamed(words[1], Variable.Unknown);
                return true;
            case "export" or "readonly" or "declare" or "typeset" or "local":
                Add(words, outer, at, needsNoRule: true, doubt);
                Declare(words);
                return true;
            case "printf":
                CheckPrintf(words);
                return false;
            default:
                return RunTrap(words, outer, at, doubt);
        }
    }

    /// <summary>Nothing, or a number, stands behind it.</summary>
    private static bool LeavesCertainly(ShellWord[] words) => words.Length == 1 || words.Length == 2 && words[1].IsStatic && IsNumber(words[1].Text);

    private void CheckTest(ShellWord[] words)
    {
        for (int i = 1; i < words.Length; i++)
        {
            if (words[i].IsMany && !IsPatternOfFiles(words[i]))
            {
                // As several words it could be '-v' with a subscript.
                Gap("a test of words that are not known may run commands", words[i].At);
                return;
            }
            if (i + 1 >= words.Length || words[0].Text == "[" && i + 2 == words.Length && words[i + 1].Text == "]")
                continue;
            bool isName = words[i].Text is "-v" or "-R";
            bool mayBe = !words[i].IsStatic && words[i].Text.StartsWith(ShellWord.Hole) && !IsBinary(words[i + 1]);
            if (isName || mayBe && !IsPlainOperand(words[i + 1]))
                CheckTestedName(PartlyKnown.Of(words[i + 1]), words[i + 1].At);
        }
    }

    /// <summary>File names, none of which can be <c>-v</c> or <c>-R</c>.</summary>
    private bool IsPatternOfFiles(in ShellWord word) =>
        _frame.At < 0 && _patternWords is not null && _patternWords.Contains(word.At) &&
        (word.Text[^1] is not ('v' or 'R' or ShellWord.Hole) || word.Text[0] is not ('-' or ShellWord.Hole));

    /// <summary>Where arguments stand that are patterns of file names, each of the names in their shape.</summary>
    private HashSet<int>? _patternWords;

    private static bool IsPlainOperand(in ShellWord word) => word.IsStatic && !word.Text.Contains('[', StringComparison.Ordinal);

    private static bool IsBinary(in ShellWord word) => word.IsStatic && word.Text is
        "=" or "==" or "!=" or "<" or ">" or "-eq" or "-ne" or "-lt" or "-le" or "-gt" or "-ge" or "-nt" or "-ot" or "-ef" or "-a" or "-o" or "]";

    private void CheckWait(ShellWord[] words)
    {
        if (words[0].Text != "wait")
            return;
        var options = new OptionScan(words, "p");
        while (options.Read())
        {
            if (options.Letter == 'p')
                AssignNamed(options.Value, Variable.Number);
        }
        if (options.IsUnknown && words[options.Next].Text.Contains(ShellWord.Hole, StringComparison.Ordinal) && words.Length > 2)
            Gap(OptionIsUnknown, words[options.Next].At);
    }

    private void Shift(ShellWord[] words)
    {
        _state.Touch(ShellState.AllNames);
        if (_state.Parameters is not { } parameters)
            return;
        int count = words.Length == 1 ? 1 : words.Length == 2 && words[1].IsStatic && IsNumber(words[1].Text) ? int.Parse(words[1].Text, System.Globalization.CultureInfo.InvariantCulture) : -1;
        if (count < 0)
            _state.Parameters = null;
        else if (count <= parameters.Length && _budget.TakeSteps(1 + parameters.Length / 16))
            _state.Parameters = parameters[count..];
    }

    private void ChangeFolder(ShellWord[] words)
    {
        var options = new OptionScan(words, "");
        bool isKnown = true;
        while (options.Read())
            isKnown &= options.Letter is 'P' or 'L' or 'e' or '@';
        // What is not known is no option, but whatever it is, it is not known where it leads.
        isKnown &= !options.IsUnknown;
        var failed = _state.Fork();
        int count = words.Length - options.Next;
        ShellWord[] folders = !isKnown || count > 1 ? [] :
            count == 0 ? FoldersIn(PartlyKnown.ToWord(HomeText(), words[0].At)) :
            words[options.Next].Text == "-" ? [] : FoldersIn(words[options.Next]);
        bool mayBeElsewhere = count == 1 && _state.Find("CDPATH") is not null && !IsRooted(words[options.Next].Text);
        MoveTo(mayBeElsewhere ? [] : folders);
        _failure = failed;
    }

    private static bool IsRooted(string path) => path.StartsWith('/') || path is "." or ".." || path.StartsWith("./", StringComparison.Ordinal) || path.StartsWith("../", StringComparison.Ordinal);

    private void MoveTo(ShellWord[] folders)
    {
        _state.Touch(ShellState.FolderName);
        _state.Folders = folders;
        NoteChange();
    }

    /// <summary>Where a folder lies, seen from each folder that may be the current one; none where that is not known.</summary>
    private ShellWord[] FoldersIn(in ShellWord folder)
    {
        string text = folder.Text;
        if (folder.IsMany || text.Contains(ShellWord.Hole, StringComparison.Ordinal))
            return [];
        if (text.StartsWith('/') || folder.HasTilde)
            return [folder];
        // An empty name, and '.', stay where they are.
        if (text is "" or ".")
            return _state.Folders;
        var folders = new ShellWord[_state.Folders.Length];
        for (int i = 0; i < folders.Length; i++)
        {
            var from = _state.Folders[i];
            string joined = from.Text.Length == 0 ? text : from.Text.EndsWith('/') ? from.Text + text : $"{from.Text}/{text}";
            if (joined.Length > 4096)
                return [];
            folders[i] = new ShellWord(joined, folder.At, isMany: false, from.HasTilde);
        }
        return folders;
    }

    private void ChangeStack(ShellWord[] words)
    {
        _failure = _state.Fork();
        if (words[0].Text == "popd")
        {
            var top = words.Length == 1 ? _state.Stack : null;
            _state.Stack = top?.Below;
            MoveTo(top?.Folders ?? []);
            return;
        }
        bool isFolder = words.Length == 2 && words[1].Text.Length > 0 && words[1].Text[0] is not ('-' or '+' or ShellWord.Hole);
        _state.Stack = isFolder ? new FolderStack(_state.Folders, _state.Stack) : null;
        MoveTo(isFolder ? FoldersIn(words[1]) : []);
    }

    private void CheckPrintf(ShellWord[] words)
    {
        var options = new OptionScan(words, "v");
        while (options.Read())
        {
            if (options.Letter == 'v')
                AssignNamed(options.Value, Variable.Unknown);
        }
        int format = options.Next;
        // An option that is not known could be '-v' with its name, where a format follows.
        if (options.IsUnknown && (words[format].IsMany || words.Length > format + 1 && MayEndName(words[format].Text)))
            Gap(OptionIsUnknown, words[format].At);
        else if (format < words.Length && words[format].Text.Contains("%n", StringComparison.Ordinal))
            Gap("'%n' sets a variable that an argument names", words[format].At);
    }

    /// <summary>What is known behind the last hole can be the end of a variable's name, or of a subscript.</summary>
    private static bool MayEndName(string text)
    {
        foreach (char c in text.AsSpan(text.LastIndexOf(ShellWord.Hole) + 1))
        {
            if (c != '_' && !char.IsAsciiLetterOrDigit(c))
                return text.EndsWith(']');
        }
        return true;
    }
}
