using System.Text;
using ActionGate.Scanning.Shell.Commands;
using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// What commands print that is the name of something, or a part of one.
internal sealed partial class ShellWalk
{
    private const string TemporaryFolder = "/tmp";

    /// <summary>With so many characters made up nobody foresees the name, or has all of them made before.</summary>
    private const int FreshCharacters = 6;

    private const int FewestMadeUp = 3;

    /// <summary>
    /// The name of the file or folder that <c>mktemp</c> makes: new, right below a folder that is known. It prints nothing where it fails, which
    /// is up to whoever asks. <see langword="null"/> where the folder is not known.
    /// </summary>
    private string? MadeUpName(ShellWord[] words)
    {
        // Another program may have its name.
        if (_state.IsForgotten || _state.Find("PATH") is not null)
            return null;
        string? template = null;
        string? folder = null;
        string suffix = "";
        bool isBelow = false;
        for (int i = 1; i < words.Length; i++)
        {
            // A number in a template is as good as a letter.
            string text = words[i].Text;
            if (words[i].IsMany || words[i].IsComputed || words[i].HasTilde || text.AsSpan().IndexOfAny(ShellWord.Hole, ShellWord.FreshHole) >= 0)
                return null;
            if (text is "-d" or "--directory" or "-q" or "--quiet" or "-u" or "--dry-run" or "-dq" or "-qd")
                continue;
            if (text is "-t" or "-dt" or "-td" or "--tmpdir")
                isBelow = true;
            else if (text.StartsWith("--tmpdir=", StringComparison.Ordinal))
                (isBelow, folder) = (true, text["--tmpdir=".Length..]);
            else if (text is "-p" or "-dp" && i + 1 < words.Length && words[i + 1] is { IsStatic: true, IsComputed: false })
                (isBelow, folder) = (true, words[++i].Text);
            else if (text.StartsWith("--suffix=", StringComparison.Ordinal))
                suffix = text["--suffix=".Length..];
            else if (text.StartsWith('-') || template is not null)
                return null;
            else
                template = text;
        }
        // '-t' takes the variable before the folder, and '-p' the other way round.
        bool isOld = Array.Exists(words, static w => w.Text is "-t" or "-dt" or "-td");
        if (isOld && !string.IsNullOrEmpty(folder) || suffix.Contains('/', StringComparison.Ordinal))
            return null;
        if (template is null || isBelow)
        {
            if (template is ['/', ..] || isOld && template is not null && template.Contains('/', StringComparison.Ordinal))
                return null;
            if (string.IsNullOrEmpty(folder) && (folder = FolderForTemporary()) is null)
                return null;
            // The letters stand for what mktemp makes up; this is the template that it takes where it is given none (mktemp(1)).
            template = $"{folder}{(folder.EndsWith('/') ? "" : "/")}{template ?? "tmp.XXXXXXXXXX"}";
        }
        return WithMadeUpPart(template, suffix);
    }

    /// <summary>The folder where temporary files are made: that of the text, else the usual one.</summary>
    private string? FolderForTemporary() => _state.Find("TMPDIR") switch
    {
        null => TemporaryFolder,
        { IsArray: false, Values: [{ Length: > 0 } known] } variable when variable.Has(VariableTraits.Exported) && PartlyKnown.IsStatic(known) => known,
        _ => null,
    };

    /// <summary>The last run of the letter that stands for what is made up, which must lie in the last name.</summary>
    private static string? WithMadeUpPart(string template, string suffix)
    {
        int end = template.LastIndexOf('X') + 1;
        int start = end;
        while (start > 0 && template[start - 1] == 'X')
            start--;
        if (end - start < FewestMadeUp || template.IndexOf('/', end) >= 0 || template.Contains("..", StringComparison.Ordinal) || start == 0)
            return null;
        char hole = end - start >= FreshCharacters ? ShellWord.FreshHole : template[start - 1] == '/' ? ShellWord.PlainNameHole : ShellWord.NameHole;
        // BSD's takes what looks like an ending here for a part of the name, and adds what is made up behind it.
        return $"{template[..start]}{hole}{template[end..]}{suffix}";
    }

    /// <summary><c>d=$(mktemp -d)</c> succeeds where there is a name, and fails where there is none.</summary>
    private void FailIfNothingIsMade(SimpleCommand command)
    {
        if (command.Assignments is not [{ Elements: null, Subscript: null, IsAppended: false, Value: { } value } only] || !IsMakerOnly(value))
            return;
        if (_state.Find(only.Name) is not { IsArray: false, Values: [{ Length: > 0 } made, ""] } variable)
            return;
        _failure = _state.Fork();
        _failure.Set(only.Name, new Variable([""], null, variable.Traits));
        _state.Set(only.Name, new Variable([made], null, variable.Traits));
    }

    private static bool IsMakerOnly(Word word) => word.Parts switch
    {
        [DoubleQuoted { IsTranslated: false, Parts: [CommandSubstitution inner] }] => IsMaker(inner.Body),
        [CommandSubstitution inner] => IsMaker(inner.Body),
        _ => false,
    };

    private static bool IsMaker(CommandList body) => body.Statements is [{ IsBackground: false, Pipelines: [{ IsNegated: false, Commands: [var only] }] }] && IsCommand(only, "mktemp");

    /// <summary>Whether it is one plain command, and no function or alias of the text; and its words.</summary>
    private bool TryPlain(CommandList body, out List<string> words)
    {
        words = [];
        if (body.Statements is not [{ IsBackground: false, Pipelines: [{ Commands: [SimpleCommand { Assignments: [], Redirections: [], Words: [_, ..] parts }] }] }])
            return false;
        foreach (var word in parts)
        {
            if (!TryPlain(word, out string? text))
                return false;
            words.Add(text);
        }
        return _state.FindFunction(words[0]) is null && !_state.IsAlias(words[0]);
    }

    /// <summary>A whole number, and nothing else, if it prints anything (nproc(1), id(1), date(1)).</summary>
    private static bool IsNumberPrinter(List<string> words) =>
        words is ["nproc"] or ["id", "-u" or "-g"] or ["date", "+%s" or "+%Y" or "+%Y%m%d" or "+%s%N"] or ["getconf", "_NPROCESSORS_ONLN"];

    /// <summary>A text without a blank or a separator: a time, what the system is.</summary>
    private static bool IsNamePrinter(List<string> words) => words switch
    {
        ["uname"] or ["uname", "-m" or "-s" or "-r"] or ["whoami"] or ["id", "-un"] or ["git", "rev-parse", "HEAD"] or ["git", "rev-parse", "--short", "HEAD"] => true,
        ["date", _] or ["date", "-u", _] when words[^1] is ['+', ..] => IsPlainTime(words[^1][1..]),
        _ => false,
    };

    /// <summary>Digits and what joins them, at least one digit (strftime(3)).</summary>
    private static bool IsPlainTime(string format)
    {
        bool hasDigits = false;
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] == '%')
            {
                if (++i == format.Length || !"YmdHMSFTRNsjyuGVIw".Contains(format[i], StringComparison.Ordinal))
                    return false;
                hasDigits = true;
            }
            else if (!char.IsAsciiLetterOrDigit(format[i]) && format[i] is not ('-' or '_' or '.' or ':'))
            {
                return false;
            }
        }
        return hasDigits && format[0] != '-';
    }

    /// <summary>Whole numbers, however many (seq(1)); <see langword="null"/> where there are many or it is something else.</summary>
    private static string? NumbersOf(List<string> words)
    {
        if (words.Count > 3 || !IsCounter(words))
            return null;
        int first = words.Count == 2 ? 1 : int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture);
        int last = int.Parse(words[^1], System.Globalization.CultureInfo.InvariantCulture);
        if (last - first >= MaxRounds)
            return null;
        var text = new StringBuilder();
        for (int i = first; i <= last; i++)
            text.Append(text.Length == 0 ? "" : "\n").Append(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private static bool IsCounter(List<string> words) => words is ["seq", _, ..] && words.Skip(1).All(IsNumber);

    /// <summary>The folder in which loops have found the names that begin as a star does; none where they are several.</summary>
    private ShellWord[]? _foldersOfNames;

    private void NoteFolderOf(Variable value)
    {
        if (Array.Exists(value.Values, static v => v is [ShellWord.PlainNameHole, ..]))
            _foldersOfNames = _foldersOfNames is null || ShellState.AreSame(_foldersOfNames, _state.Folders) ? _state.Folders : [];
    }

    /// <summary>An argument that is a name out of this folder, by way of a variable, is what the pattern would be in its place.</summary>
    private bool IsNameFromHere(in ShellWord word) =>
        word is { IsMany: false, IsPattern: false, Text: [ShellWord.PlainNameHole, ..] } && _frame.At < 0 && _foldersOfNames is { Length: > 0 } folders && ShellState.AreSame(folders, _state.Folders);

    /// <summary>
    /// <c>echo a b | xargs cat</c>: lists the files that the inner command gets from a text that is known, beside those that nobody knows. What
    /// else it does stays unknown.
    /// </summary>
    private void AddNamed(ShellWord[] words, ShellCommand command)
    {
        bool isPlain = command.Words is [{ Text: "xargs" }, { IsMany: false, Text: [not '-', ..] }, ..] && words[^1] is { IsMany: true, IsPattern: false, Text: PartlyKnown.Anything };
        if (!isPlain || _state.Input.Text is not { } input || !PartlyKnown.IsStatic(input) || input.AsSpan().IndexOfAny("'\"\\") >= 0 || !_budget.TakeSteps(1 + input.Length / 16))
            return;
        string[] added = input.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (added.Length is 0 or > MaxRounds)
            return;
        int at = words[^1].At;
        var effects = new CommandEffects();
        CommandCatalog.Read([.. words.AsSpan(0, words.Length - 1), .. added.Select(text => new ShellWord(text, at, isComputed: true))], effects);
        foreach (var operation in effects.Operations)
        {
            if (operation.Target.IsComputed && _budget.TakeSteps(StepsOfOperation))
                _reading.Effects.Add(new ShellEffect(operation.Kind, operation.Target, EffectCause.Command, command.Place) { Command = command, IsRecursive = operation.IsRecursive, IsTarget = operation.IsTarget, Unpacks = operation.Unpacks });
        }
    }

    /// <summary>What <c>read x</c> reads: the first line of its input; <see langword="null"/> where that is not known.</summary>
    private string? LineRead()
    {
        if (_state.Input.Text is not { } input || !PartlyKnown.IsStatic(input) || input.Contains('\\', StringComparison.Ordinal) || Separators() is not ("" or UsualSeparators) || !_budget.TakeSteps(1 + input.Length / 16))
            return null;
        int end = input.IndexOf('\n', StringComparison.Ordinal);
        string line = end < 0 ? input : input[..end];
        return PartlyKnown.Computed + (Separators() is "" ? line : line.Trim(' ', '\t'));
    }

    /// <summary>What <c>basename</c> and <c>dirname</c> leave of a path that is known but for parts of its names; <see langword="null"/> where that is not known.</summary>
    private static string? PartOf(ShellWord[] words)
    {
        if (words.Length is < 2 or > 3 || words.Length == 3 && (words[0].Text == "dirname" || !words[2].IsStatic))
            return null;
        string path = PartlyKnown.Of(words[1]);
        int slash = path.LastIndexOf('/');
        if (path is "" or ['-', ..] || path.EndsWith('/') || path.Contains("//", StringComparison.Ordinal) || path.Contains(ShellWord.Hole, StringComparison.Ordinal))
            return null;
        if (words[0].Text == "dirname")
            return slash < 0 ? ".\n" : slash == 0 ? "/\n" : EndsKnown(path[..slash]) ? path[..slash] + "\n" : null;
        string name = path[(slash + 1)..];
        if (words.Length == 3 && words[2].Text is { Length: > 0 } ending && name != ending)
        {
            if (WithoutEnding(name, ending) is not { } shorter)
                return null;
            name = shorter;
        }
        return EndsKnown(name) ? name + "\n" : WasShortened(name, words) ? $"{ShellWord.NameHole}\n" : null;
    }

    /// <summary>A name may end with line feeds, which a substitution takes away, and be nothing but these.</summary>
    private static bool EndsKnown(string path) => !PartlyKnown.Unknowns.Contains(path[^1], StringComparison.Ordinal);

    /// <summary>What is left of <c>*.txt</c> without its ending is a name, or nothing at all where that is a line feed.</summary>
    private static bool WasShortened(string name, ShellWord[] words) => words.Length == 3 && name is [ShellWord.PlainNameHole] && words[2].Text is ['.', ..];

    /// <summary>Takes a literal text away from the end; <see langword="null"/> where it is not known whether it stands there.</summary>
    private static string? WithoutEnding(string text, string ending)
    {
        int known = text.AsSpan().LastIndexOfAny(PartlyKnown.Unknowns) + 1;
        var tail = text.AsSpan(known);
        if (tail.Length >= ending.Length)
            return text.EndsWith(ending, StringComparison.Ordinal) ? text[..^ending.Length] : text;
        return ending.EndsWith(tail, StringComparison.Ordinal) ? null : text;
    }

    /// <summary>What an operator leaves of a text with holes where its pattern is one of the usual ones; <see langword="null"/> where that is not known.</summary>
    private static string? TrimmedName(string operation, string pattern, bool isLiteral, string text)
    {
        if (text.Contains(PartlyKnown.Computed, StringComparison.Ordinal))
            return null;
        int slash = text.LastIndexOf('/');
        // Behind it there is no other one.
        bool isLast = text.AsSpan(slash + 1).IndexOfAny(PartlyKnown.Hole, PartlyKnown.Home) < 0;
        int dot = text.LastIndexOf('.');
        bool isEnding = dot > slash && dot > text.AsSpan().LastIndexOfAny(PartlyKnown.Unknowns);
        switch (operation, pattern)
        {
            case ("##", "*/") when !isLiteral:
                return isLast ? text[(slash + 1)..] : null;
            case ("%", "/*") when !isLiteral:
                return isLast ? slash < 0 ? text : text[..slash] : null;
            case ("%", ".*") when !isLiteral:
                return isEnding && IsName(text.AsSpan(slash + 1, dot - slash - 1), isWithoutEnding: true) ? text[..dot] : null;
            case ("##", "*.") when !isLiteral:
                return isEnding ? text[(dot + 1)..] : null;
            case ("%" or "%%", _) when isLiteral:
                string? shorter = WithoutEnding(text, pattern);
                return shorter is not null && (shorter.Length == text.Length || IsName(shorter.AsSpan(shorter.LastIndexOf('/') + 1), pattern.StartsWith('.'))) ? shorter : null;
            case ("#" or "##", _) when isLiteral && pattern.EndsWith('/') && text.StartsWith(pattern, StringComparison.Ordinal):
                return text[pattern.Length..];
            default:
                return null;
        }
    }

    /// <summary>What is left of a name is one: certainly not empty, and no <c>.</c> or <c>..</c>, whatever its holes stand for.</summary>
    private static bool IsName(ReadOnlySpan<char> left, bool isWithoutEnding) =>
        isWithoutEnding && left is [ShellWord.PlainNameHole] || left.IndexOfAnyExcept(PartlyKnown.Unknowns + ".") >= 0;
}
