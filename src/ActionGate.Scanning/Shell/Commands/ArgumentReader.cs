using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands;

/// <summary>Tells options from operands as getopt does, with what the entry says about the command.</summary>
internal ref struct ArgumentReader
{
    private readonly CommandEntry _entry;
    private readonly ReadOnlySpan<ShellWord> _words;
    private readonly Arguments _found = new();
    private int _at;
    private bool _isOver;

    private ArgumentReader(CommandEntry entry, ReadOnlySpan<ShellWord> words, int start)
    {
        _entry = entry;
        _words = words;
        _at = start;
    }

    /// <param name="entry">What is known of the command.</param>
    /// <param name="words">The whole argument vector.</param>
    /// <param name="start">The first word behind the command, or behind its subcommand.</param>
    internal static Arguments Read(CommandEntry entry, ReadOnlySpan<ShellWord> words, int start)
    {
        var reader = new ArgumentReader(entry, words, start);
        reader.ReadAll();
        return reader._found;
    }

    private void ReadAll()
    {
        if (_entry.Is(CommandTraits.OldStyle))
            ReadOldStyle();
        bool areOptions = true;
        while (_at < _words.Length && !_isOver)
        {
            var word = _words[_at];
            string text = word.Text;
            // Of "$x" and a$x the shell may make words that are options; a pattern of file names keeps its beginning.
            bool isHidden = areOptions && (text.Length > 0 && (text[0] == ShellWord.Hole || text[0] is ShellWord.NameHole or ShellWord.PlainNameHole && !word.IsPattern) || word.IsMany && !(word.IsPattern && text.Length > 0 && (text[0] != '-' || IsNamed(text))));
            _found.MayHideOptions |= isHidden;
            if (areOptions && !isHidden && (text is "--" || text is "-" && _entry.Is(CommandTraits.Shell)))
            {
                areOptions = false;
                _found.Divider = _found.Operands.Count;
                _at++;
                continue;
            }
            if (areOptions && !word.HasTilde && IsOption(text))
            {
                ReadOption(word);
                continue;
            }
            _found.Operands.Add(_at++);
            if (_entry.Is(CommandTraits.Stop | CommandTraits.Subcommands) || _entry.Is(CommandTraits.StopSecond) && _found.Operands.Count == 2)
                areOptions = false;
            if (_entry.Is(CommandTraits.Subcommands))
                return;
        }
    }

    /// <summary>Of <c>--include=*.c</c> all that a pattern of file names can find is the same option.</summary>
    private static bool IsNamed(string text) => text.StartsWith("--", StringComparison.Ordinal)
        && text.AsSpan().IndexOfAny('=', ShellWord.Hole) is > 2 and var end && text[end] == '=' && text.AsSpan(0, end).IndexOfAny(ShellWord.NameHole, ShellWord.PlainNameHole) < 0;

    private readonly bool IsOption(string text) =>
        text.Length > 1 && (text[0] == '-' || text[0] == '+' && _entry.Is(CommandTraits.Plus)) || text is "-" && _entry.Is(CommandTraits.Dash);

    private void ReadOption(ShellWord word)
    {
        string text = word.Text;
        _at++;
        if (text.Length == 1)
            return;
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        int hole = text.IndexOf(ShellWord.Hole, StringComparison.Ordinal);
        int end = equals < 0 ? text.Length : equals;
        if (_entry.Is(CommandTraits.Colons) && text.AsSpan(0, end).IndexOf(':') is > 1 and var sign && _entry.Find(text.AsSpan(0, sign)) is { } withSign)
        {
            Give(withSign, ValueIn(word, sign + 1));
            return;
        }
        if (hole >= 0 && hole < end)
        {
            // -o$x, where the letters before the hole tell what it is.
            if (text.StartsWith("--", StringComparison.Ordinal) || !ReadCluster(word))
                MayBeAnyOption();
            return;
        }
        var name = _entry.Is(CommandTraits.Words) ? text[..end].ToLowerInvariant() : text.AsSpan(0, end);
        bool isDouble = name.StartsWith("--", StringComparison.Ordinal);
        // Who writes long options with one dash mostly takes two as well.
        if ((_entry.Find(name) ?? (isDouble && name.Length > 3 ? _entry.Find(name[1..]) : null)) is { } exact && (name.Length > 2 || equals < 0))
        {
            Give(exact, equals < 0 ? null : ValueIn(word, equals + 1));
            return;
        }
        if (!isDouble && !_entry.Is(CommandTraits.Words))
        {
            // java's -javaagent:x
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon > 2 && _entry.Find(text.AsSpan(0, colon)) is { } withColon)
                Give(withColon, ValueIn(word, colon + 1));
            else if (!ReadCluster(word))
                MayBeAnyOption();
            return;
        }
        ReadAbbreviation(word, name, equals);
    }

    /// <summary>An abbreviation that several options share counts as each of them: which one it is the tool's version says.</summary>
    private void ReadAbbreviation(ShellWord word, ReadOnlySpan<char> name, int equals)
    {
        CommandOption? first = null;
        CommandOption? last = null;
        int before = _at;
        foreach (string candidate in name.Length < 3 ? [] : _entry.Completions(name))
        {
            var option = _entry.Find(candidate)!;
            if (option == last)
                continue;
            _found.HasUncertainPlaces |= first is not null && first.Arity != option.Arity;
            first ??= option;
            last = option;
            _at = before;
            Give(option, equals < 0 ? null : ValueIn(word, equals + 1));
        }
        if (first is null)
            PassOver(word.Text);
    }

    /// <summary>Letters behind one dash.</summary>
    /// <returns><see langword="false"/> where what is not known may be letters as well.</returns>
    private bool ReadCluster(ShellWord word)
    {
        string text = word.Text;
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == ShellWord.Hole)
                return false;
            var option = _entry.Find(text[0], text[i]);
            if (option is null)
            {
                PassOver(text);
                if (_entry.IsStrict)
                    return true;
                continue;
            }
            if (option.Arity == OptionArity.None)
            {
                Give(option, null);
                if (_isOver)
                    return true;
                continue;
            }
            if (_entry.Is(CommandTraits.Shell) && i + 1 < text.Length)
            {
                // ksh and its like take the rest of the word instead.
                if (_entry.Name != "bash")
                    PassOver(text);
                Give(option, null);
                continue;
            }
            Give(option, i + 1 < text.Length ? ValueIn(word, i + 1) : null);
            // Of -F"$x" nothing but -F may be left, and that takes the next word.
            return option.Arity == OptionArity.Optional || i + 1 == text.Length || text.AsSpan(i + 1).ContainsAnyExcept(ShellWord.Hole);
        }
        return true;
    }

    /// <summary>tar's and ps's first word: letters, whose arguments follow in their order.</summary>
    private void ReadOldStyle()
    {
        if (_at >= _words.Length)
            return;
        var word = _words[_at];
        string text = word.Text;
        if (text.Length == 0 || text[0] is '-' or '@' or ShellWord.Hole)
            return;
        _at++;
        foreach (char letter in text)
        {
            if (letter == ShellWord.Hole)
                MayBeAnyOption();
            else if (_entry.Find('-', letter) is { } option)
                Give(option, null);
            else
                PassOver(text);
        }
    }

    private void Give(CommandOption option, ShellWord? value)
    {
        if (option.Arity == OptionArity.Two && _at < _words.Length)
            _at++;
        if (value is null && option.Arity is OptionArity.Required or OptionArity.Two && _at < _words.Length)
        {
            value = _words[_at++];
            // It may vanish or be several, and then what follows is something else.
            _found.MayHideOptions |= value.Value.IsMany;
            _found.HasUncertainPlaces |= value.Value.IsMany;
        }
        _found.Options.Add(new GivenOption(option, value, _at));
        _found.Given |= option.Bit;
        _found.Marks |= option.Marks;
        _isOver |= (option.Marks & OptionMarks.Ends) != 0;
    }

    private readonly void PassOver(string text)
    {
        _found.Unknown ??= text;
        _found.HasUncertainPlaces = true;
    }

    private readonly void MayBeAnyOption()
    {
        _found.MayHideOptions = true;
        _found.HasUncertainPlaces = true;
    }

    private static ShellWord ValueIn(ShellWord word, int start) => new(word.Text[start..], word.At, word.IsMany);
}
