using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// Builtins that set options and variables.
internal sealed partial class ShellWalk
{
    /// <summary>Follows <c>set</c>.</summary>
    /// <returns>It needs no rule.</returns>
    private bool Set(ShellWord[] words)
    {
        // Without arguments it prints every variable.
        bool isFree = words.Length > 1;
        int i = 1;
        for (; i < words.Length; i++)
        {
            ref readonly var word = ref words[i];
            string text = word.Text;
            if (!word.IsStatic && (word.IsMany || text[0] is '-' or '+' or ShellWord.Hole))
            {
                _state.Options |= ShellOptions.Unknown | ShellOptions.ExportsAll;
                _state.Parameters = null;
                return false;
            }
            if (text is "--" or "-")
            {
                i++;
                if (text == "--" || i < words.Length)
                    SetParameters(words.AsSpan(i));
                return isFree;
            }
            if (text.Length < 2 || text[0] is not ('-' or '+'))
                break;
            bool isOn = text[0] == '-';
            foreach (char letter in text.AsSpan(1))
            {
                if (letter == 'o')
                {
                    i++;
                    isFree &= i >= words.Length || SetNamed(words[i], isOn, word.At);
                }
                else
                {
                    isFree &= SetLetter(letter, isOn, word.At);
                }
            }
        }
        if (i < words.Length)
            SetParameters(words.AsSpan(i));
        return isFree;
    }

    private void SetParameters(ReadOnlySpan<ShellWord> words)
    {
        _state.Touch(ShellState.AllNames);
        var parameters = new string[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i].IsMany || words[i].IsLoose)
            {
                _state.Parameters = null;
                return;
            }
            parameters[i] = PartlyKnown.Of(words[i]);
        }
        _state.Parameters = parameters;
    }

    private bool SetLetter(char letter, bool isOn, int at)
    {
        switch (letter)
        {
            case 'f':
                _state.Options = isOn ? _state.Options | ShellOptions.NoPatterns : _state.Options & ~ShellOptions.NoPatterns;
                return true;
            case 'a':
                if (isOn)
                    _state.Options |= ShellOptions.ExportsAll;
                return !isOn;
            case 'B':
                if (!isOn)
                    _state.Options |= ShellOptions.NoBraces;
                return true;
            case 'k' or 'H' when isOn:
                Gap("an option changes how all that follows is read", at);
                return false;
            default:
                return true;
        }
    }

    private bool SetNamed(in ShellWord name, bool isOn, int at)
    {
        if (!name.IsStatic)
        {
            _state.Options |= ShellOptions.Unknown | ShellOptions.ExportsAll;
            return false;
        }
        switch (name.Text)
        {
            case "noglob":
                return SetLetter('f', isOn, at);
            case "allexport":
                return SetLetter('a', isOn, at);
            case "braceexpand":
                return SetLetter('B', isOn, at);
            case "keyword" or "histexpand" or "history" or "posix" when isOn:
                return SetLetter('k', isOn, at);
            default:
                return true;
        }
    }

    /// <summary>A script is read as a shell reads it that nobody gave options: some of them make another one of it.</summary>
    private void CheckStartOptions(ShellWord[] words, int at)
    {
        var outer = _state;
        _state = outer.Fork();
        _state.Options = ShellOptions.None;
        SetStartOptions(words);
        if ((_state.Options & ~ShellOptions.NoPatterns) != ShellOptions.None)
            Gap("an option changes how a script is read", at);
        _state = outer;
    }

    /// <summary>Follows the options with which a shell is started, up to the text that it runs.</summary>
    private void SetStartOptions(ShellWord[] words)
    {
        for (int i = 1; i < words.Length && words[i].Text is ['-' or '+' or ShellWord.Hole, _, ..] or "\0"; i++)
        {
            string text = words[i].Text;
            if (!words[i].IsStatic)
            {
                _state.Options |= ShellOptions.Unknown | ShellOptions.ExportsAll;
                continue;
            }
            if (text.StartsWith("--", StringComparison.Ordinal))
            {
                if (text is "--rcfile" or "--init-file")
                    i++;
                else if (text is "--posix")
                    SetLetter('k', isOn: true, words[i].At);
                continue;
            }
            foreach (char letter in text.AsSpan(1))
            {
                if (letter == 'o' && ++i < words.Length)
                    SetNamed(words[i], isOn: text[0] == '-', words[i].At);
                else if (letter == 'O' && ++i < words.Length)
                    SetShellOptions([words[0], words[i]]);
                else if (letter is not ('o' or 'O'))
                    SetLetter(letter, isOn: text[0] == '-', words[0].At);
            }
        }
    }

    private void SetShellOptions(ShellWord[] words)
    {
        foreach (var word in words.AsSpan(1))
        {
            _mayExtendPatterns |= !word.IsStatic || word.Text == "extglob";
            if (!word.IsStatic)
                _state.Options |= ShellOptions.Unknown | ShellOptions.Changed | ShellOptions.LastInShell | ShellOptions.ExportsAll | ShellOptions.FindsCases;
            else if (word.Text == "nocaseglob")
                _state.Options |= ShellOptions.FindsCases;
            else if (word.Text == "dotglob")
                _state.Options |= ShellOptions.FindsDots;
            else if (word.Text == "lastpipe")
                _state.Options |= ShellOptions.LastInShell;
            else if (word.Text is "xpg_echo" or "nocasematch" or "patsub_replacement" or "localvar_inherit" || word.Text.StartsWith("compat", StringComparison.Ordinal))
                _state.Options |= ShellOptions.Changed;
            else if (word.Text is "cdable_vars")
                Assign("CDPATH", Variable.Unknown, word.At, isFree: true);
            else if (word.Text is "failglob")
                Gap("an option drops the rest of a line where a pattern matches nothing", word.At);
            else if (word.Text is "allexport")
                _state.Options |= ShellOptions.Unknown | ShellOptions.ExportsAll;
            else if (word.Text is "noglob" or "braceexpand")
                _state.Options |= ShellOptions.Unknown;
            else if (word.Text is "keyword" or "histexpand" or "history" or "posix")
                SetLetter('k', isOn: true, word.At);
        }
    }

    /// <summary>Follows <c>unset</c>.</summary>
    /// <returns>It needs no rule.</returns>
    private bool Unset(ShellWord[] words)
    {
        var options = new OptionScan(words, "");
        bool isFunction = false, isVariable = false;
        while (options.Read())
        {
            isFunction |= options.Letter == 'f';
            isVariable |= options.Letter is 'v' or 'n';
        }
        for (int i = options.Next; i < words.Length; i++)
        {
            ref readonly var word = ref words[i];
            if (isFunction && word.IsStatic)
            {
                _state.Touch(ShellState.AllNames);
                _state.SetFunction(word.Text, null);
                continue;
            }
            if (!word.IsStatic || !ShellNames.IsHarmless(word.Text) && word.Text.Contains('[', StringComparison.Ordinal))
            {
                Gap("a variable's name is not known, and naming it may run commands", word.At);
                Forget();
                return false;
            }
            if (!isVariable && _state.FindFunction(word.Text) is { } meaning)
            {
                _state.Touch(ShellState.AllNames);
                _state.SetFunction(word.Text, meaning with { IsCertain = false });
            }
            if (!ShellNames.IsName(word.Text))
                continue;
            // Taking it away sets it too: without PATH bash looks for commands in the folder that it is in.
            if (EnvironmentNames.AreRead(word.Text))
                AddEnvironmentWrite(word.Text, word.At);
            if (_state.Find(word.Text) is { } before && before.Has(VariableTraits.ReadOnly))
                continue;
            _state.Set(word.Text, _state.Locals is null ? Variable.Unset : Variable.Unknown);
        }
        NoteChange();
        return true;
    }

    private void ReadNames(ShellWord[] words)
    {
        var options = new OptionScan(words, "aditnNpu");
        bool isArray = false;
        bool isPlain = true;
        while (options.Read())
        {
            // What other options mean differs between shells.
            isPlain &= options.Letter == 'r';
            if (options.Letter == 'a')
            {
                AssignNamed(options.Value, Variable.UnknownArray);
                isArray = true;
            }
        }
        if (options.Next >= words.Length && !isArray)
            Assign("REPLY", Variable.Unknown, words[0].At);
        bool isWhole = isPlain && !options.IsUnknown && options.Next == words.Length - 1;
        for (int i = options.Next; i < words.Length; i++)
            AssignNamed(words[i], isWhole && LineRead() is { } line ? new Variable(line) : Variable.Unknown);
    }

    private void ReadArray(ShellWord[] words)
    {
        var options = new OptionScan(words, "dnOsuCc");
        while (options.Read())
        {
            if (options.Letter == 'C')
                Gap("'-C' runs its argument for the lines that are read", options.Value.At);
        }
        if (options.Next >= words.Length)
            Assign("MAPFILE", Variable.UnknownArray, words[0].At);
        else
            AssignNamed(words[options.Next], Variable.UnknownArray);
    }

    /// <summary>The words are those of a builtin that takes assignments as arguments, which nothing splits.</summary>
    private static bool IsDeclaration(Word[] words) =>
        words.Length > 1 && words[0].Parts is [BareText { Text: "export" or "readonly" or "declare" or "typeset" or "local" }];

    private static bool IsAssignmentWord(Word word, out int valueAt)
    {
        valueAt = 0;
        if (word.Parts is not [BareText bare, ..])
            return false;
        int equals = bare.Text.IndexOf('=', StringComparison.Ordinal);
        valueAt = equals + 1;
        int end = equals > 0 && bare.Text[equals - 1] == '+' ? equals - 1 : equals;
        return end > 0 && ShellNames.IsName(bare.Text.AsSpan(0, end));
    }

    /// <summary>Adds <c>NAME=VALUE</c> as one argument.</summary>
    private void AddDeclared(Word word, int valueAt, int at)
    {
        var bare = (BareText)word.Parts[0];
        if (valueAt < bare.Text.Length && bare.Text[valueAt] == '(')
        {
            // An array: what is in it is read, and what it holds is not kept.
            TextOf(word, Context.Text);
            _fields.Add(PartlyKnown.ToWord(bare.Text.AsSpan(0, valueAt).ToString() + PartlyKnown.Hole, at));
            if (_frame.At < 0)
                (_arrayWords ??= []).Add(at);
            return;
        }
        var parts = (WordPart[])word.Parts.Clone();
        parts[0] = new BareText(bare.Start + valueAt, bare.End, bare.Text[valueAt..]);
        if (bare.Text.Length == valueAt)
            parts = parts[1..];
        // dash splits such arguments, and what is split off may be another assignment.
        // Of shells that nobody named, those that did so before 2020 are left out: 'export PATH=$PATH:…' is written every day.
        if (!(_isGuess && _frame.Via.Count == 0) && Array.Exists(parts, static p => p is ParameterExpansion or CommandSubstitution) && IsPosix())
        {
            _fields.Add(PartlyKnown.ToWord(bare.Text[..valueAt] + PartlyKnown.Hole, at, isMany: true));
            TextOf(word, Context.Text);
            return;
        }
        string value = TextOf(new Word(word.Start, word.End, parts), Context.Value);
        _fields.Add(PartlyKnown.ToWord(bare.Text[..valueAt] + value, at));
        if (value.AsSpan().IndexOfAny(PartlyKnown.Number, PartlyKnown.Home) >= 0)
            (_declaredValues ??= [])[at] = value;
    }

    /// <summary>Where arguments stand that set arrays by the text's own parentheses.</summary>
    private HashSet<int>? _arrayWords;

    /// <summary>Values of arguments of which more is known than an argument can say.</summary>
    private Dictionary<int, string>? _declaredValues;

    private void Declare(ShellWord[] words)
    {
        string name = words[0].Text;
        var traits = name switch { "export" => VariableTraits.Exported, "readonly" => VariableTraits.ReadOnly, _ => VariableTraits.None };
        bool isLocal = name == "local" || name is "declare" or "typeset" && IsInFunction;
        bool areFunctions = false, isReference = false, prints = false, inherits = false;
        for (int i = 1; i < words.Length; i++)
        {
            ref readonly var word = ref words[i];
            string text = word.Text;
            if (word.IsMany || text.StartsWith(ShellWord.Hole) || text is ['-' or '+', ..] && !word.IsStatic)
            {
                Gap("a variable's name is not known, and naming it may run commands", word.At);
                Forget();
                return;
            }
            if (text is ['-' or '+', _, ..])
            {
                areFunctions |= text.AsSpan(1).IndexOfAny('f', 'F') >= 0;
                isReference |= text[0] == '-' && text.Contains('n', StringComparison.Ordinal) && name != "export";
                prints |= text.Contains('p', StringComparison.Ordinal);
                isLocal &= !text.Contains('g', StringComparison.Ordinal);
                inherits |= text.Contains('I', StringComparison.Ordinal);
                traits = WithLetters(traits, text);
                continue;
            }
            if (areFunctions)
            {
                if (name == "export" || (traits & VariableTraits.Exported) != 0)
                    AddEnvironmentWrite($"BASH_FUNC_{text}%%", word.At);
            }
            else if (isReference)
            {
                Gap("a name that stands for another variable is not followed", word.At);
                Forget();
                return;
            }
            else if (!prints || name is "export" or "readonly" || text.Contains('=', StringComparison.Ordinal))
            {
                DeclareOne(word, traits, isLocal, inherits);
            }
        }
    }

    private static VariableTraits WithLetters(VariableTraits traits, string option)
    {
        foreach (char letter in option.AsSpan(1))
        {
            var trait = letter switch
            {
                'x' => VariableTraits.Exported,
                'r' => VariableTraits.ReadOnly,
                'i' => VariableTraits.Integer,
                'a' => VariableTraits.Array,
                'A' => VariableTraits.Keyed,
                'l' or 'u' or 'c' => VariableTraits.Recased,
                _ => VariableTraits.None,
            };
            // What is taken away may not have been there: a trait too many makes a value less known, no more.
            traits |= option[0] == '-' ? trait : VariableTraits.None;
        }
        return traits;
    }

    private void DeclareOne(in ShellWord word, VariableTraits traits, bool isLocal, bool inherits)
    {
        string text = PartlyKnown.Of(word);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        int end = equals < 0 ? text.Length : equals > 0 && text[equals - 1] == '+' ? equals - 1 : equals;
        string name = text[..end];
        if (!ShellNames.IsName(name))
        {
            if (!PartlyKnown.IsStatic(name) || !ShellNames.IsHarmless(name))
                Gap("a variable's name is not known, and naming it may run commands", word.At);
            if (ShellNames.IsHarmless(name))
                Assign(name[..name.IndexOf('[', StringComparison.Ordinal)], Variable.UnknownArray, word.At);
            return;
        }
        bool mayRefuse = ShellNames.IsReadOnly(name) || _state.Find(name) is { } kept && kept.Has(VariableTraits.ReadOnly);
        if (mayRefuse)
            MayFail();
        if (isLocal)
            MakeLocal(name);
        // 'local -I', and all of them where an option may be on, keep what the name holds outside.
        bool mayKeep = isLocal && (_state.Options & (ShellOptions.Changed | ShellOptions.Unknown)) != 0;
        var before = !isLocal || inherits ? _state.Find(name) : mayKeep ? Variable.Unknown : null;
        bool isArray = (traits & (VariableTraits.Array | VariableTraits.Keyed)) != 0 || before is { IsArray: true };
        if (equals < 0)
        {
            bool keeps = !isLocal || inherits || _frame.Dialect == ShellDialect.Zsh || IsPosix();
            var value = keeps ? _state.Find(name) ?? Variable.Unknown : mayKeep ? Variable.Unknown : Variable.Unset;
            if (isLocal && EnvironmentNames.AreRead(name))
                AddEnvironmentWrite(name, word.At);
            if (isArray && !value.IsArray)
                value = Variable.UnknownArray;
            // Exporting it is all that is new.
            if ((traits & VariableTraits.Exported) != 0)
                Assign(name, value, word.At, isExported: true);
            _state.Set(name, mayRefuse && isLocal ? Variable.Unknown.With(traits | VariableTraits.ReadOnly) : value.With(value.Traits | traits));
            NoteChange();
            return;
        }
        string assigned = text[(equals + 1)..];
        if (_declaredValues is not null && _declaredValues.TryGetValue(word.At, out string? more) && _frame.At < 0)
            assigned = more;
        _reading.Assignments.Add(new ShellAssignment(name, PartlyKnown.ToWord(assigned, word.At), word.At));
        bool isWritten = _arrayWords is not null && _arrayWords.Contains(word.At) && assigned == PartlyKnown.Anything;
        if (isWritten)
            traits |= (traits & VariableTraits.Keyed) == 0 ? VariableTraits.Array : VariableTraits.None;
        else if (isArray && (assigned.StartsWith('(') && assigned.AsSpan().IndexOfAny("$`") >= 0 || assigned.StartsWith(PartlyKnown.Hole)))
            Gap("a value is read as the elements of an array, which may run commands", word.At);
        if ((traits & ~(VariableTraits.Exported | VariableTraits.ReadOnly)) != 0)
            _state.Set(name, new Variable([null], null, traits & ~VariableTraits.ReadOnly));
        else if (isLocal && !inherits)
            _state.Set(name, null);
        var made = isWritten || isArray ? Variable.UnknownArray : end < equals ? Appended(before, [assigned], word.At) : new Variable(assigned);
        Assign(name, made, word.At, (traits & VariableTraits.Exported) != 0);
        if (mayRefuse)
            _state.Set(name, Variable.Unknown.With(traits | VariableTraits.ReadOnly));
        else if (traits != VariableTraits.None && _state.Find(name) is { } now)
            _state.Set(name, now.With(now.Traits | traits));
    }
}
