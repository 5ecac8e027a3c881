namespace ActionGate.Matching;

/// <summary>
/// Matches one simple command's arguments. An allow rule matches exactly what it says; a refusing rule also matches broadly: the
/// command by its base name, further options anywhere, its own options wherever they stand, in clusters and abbreviated.
/// </summary>
internal sealed class CommandPattern : Pattern<CommandTarget>
{
    private readonly CommandWord[] _words;
    private readonly BroadCommand? _broad;
    private readonly (string Prefix, BroadCommand Command)[] _synonyms = [];
    private readonly bool _matchesEverything;
    private readonly string _namePrefix;
    private readonly CommandSequence? _sequence;

    /// <summary>Describes a pattern.</summary>
    /// <param name="words">The words; a last star already turned into a run.</param>
    /// <param name="isRefusal">The rule refuses.</param>
    /// <param name="formsOf">What is known of commands' options.</param>
    internal CommandPattern(IReadOnlyList<CommandWord> words, bool isRefusal, OptionTable formsOf)
    {
        _words = [.. words];
        if (isRefusal)
        {
            _broad = new BroadCommand(_words, formsOf);
            _synonyms = [.. CommandSynonyms.Of(BroadCommand.NameOf(_words[0]), _words).Select(s => (s.Words[0].Text.LiteralPrefix, new BroadCommand(s.Words, formsOf, s.Name)))];
        }
        _matchesEverything = _words is [{ IsAnyRun: true }];
        _sequence = CommandSequence.Of(_words);
        _namePrefix = _words[0] is { IsAnyRun: false, IsPath: false } name ? name.Text.LiteralPrefix : "";
    }

    /// <summary>All of its words; a last star is a run.</summary>
    internal ReadOnlySpan<CommandWord> Words => _words;

    internal bool IsRefusal => _broad is not null;

    /// <summary>Of a refusing pattern the words that stand in their order in whatever it takes, the first of them first.</summary>
    internal ReadOnlySpan<CommandWord> RefusedWords => _broad is null ? [] : _broad.NeededWords;

    /// <summary>The words of each other name, those alone that stand in whatever it takes.</summary>
    internal IEnumerable<CommandWord[]> Synonyms => _synonyms.Select(s => s.Command.NeededWords);

    internal override bool MatchesEverything => _matchesEverything;

    /// <summary>How the names of other commands begin that a refusing pattern takes as well.</summary>
    internal IEnumerable<string> SynonymPrefixes => _synonyms.Select(s => s.Prefix);

    /// <summary>A word of it is a path, so that arguments must be known as paths.</summary>
    internal bool NeedsPaths => _words.Any(w => w.IsPath);

    /// <summary>A word of it is a URL, so that arguments must be known as URLs.</summary>
    internal bool NeedsUrls => _words.Any(w => w.IsUrl);

    /// <summary>Its first word takes this name as a name, and not every name.</summary>
    internal bool Names(ReadOnlySpan<char> name) => _words[0] is { IsAnyRun: false, IsPath: false } first && first.Text.IsMatch(name);

    internal override MatchStrength Match(scoped in CommandTarget target)
    {
        if (_matchesEverything)
            return MatchStrength.Definite;
        // Most rules speak of another command: no reading of this one begins as their first word does.
        if (!target.BaseName.StartsWith(_namePrefix, StringComparison.Ordinal) && !target.Word(0).StartsWith(_namePrefix, StringComparison.Ordinal))
            return IsSynonym(in target) ? MatchStrength.Broad : MatchStrength.None;
        if (IsExactly(in target))
            return MatchStrength.Definite;
        return _broad is not null && _broad.IsMatch(in target) || IsSynonym(in target) ? MatchStrength.Broad : MatchStrength.None;
    }

    private bool IsSynonym(scoped in CommandTarget target)
    {
        foreach (var (prefix, command) in _synonyms)
        {
            if (target.BaseName.StartsWith(prefix, StringComparison.Ordinal) && command.IsMatch(in target))
                return true;
        }
        return false;
    }

    private bool IsExactly(scoped in CommandTarget target)
    {
        // A path that neither the rule names nor a trusted directory holds is a program nobody vouched for.
        if (target.Naming == CommandNaming.OtherPath && !_words[0].IsPath)
            return false;
        if (_sequence is not null)
            return _sequence.IsExactly(in target);

        int count = target.Words.Length;
        int word = 0;
        int at = 0;
        int runWord = -1;
        int runAt = 0;
        while (at < count)
        {
            if (word < _words.Length && _words[word].IsAnyRun)
            {
                runWord = word++;
                runAt = at;
            }
            else if (word < _words.Length && _words[word].IsExactly(in target, at))
            {
                word++;
                at++;
            }
            else if (runWord >= 0)
            {
                at = ++runAt;
                word = runWord + 1;
            }
            else
            {
                return false;
            }
        }
        while (word < _words.Length && _words[word].IsAnyRun)
            word++;
        return word == _words.Length;
    }
}
