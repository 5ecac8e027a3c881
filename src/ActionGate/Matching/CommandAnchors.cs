namespace ActionGate.Matching;

/// <summary>
/// Anchors of command patterns: the command's name, other names of refused commands, and words behind them, as text, as paths and as URLs. A refusing
/// rule finds its words at other places too, so a word counts wherever it stands.
/// </summary>
internal sealed class CommandAnchors : TargetAnchors<CommandTarget>
{
    private readonly AnchorTable _table;
    private readonly PathKeys _paths;
    private readonly ulong _names;
    private readonly ulong _nameStarts;
    private readonly ulong _nameEnds;
    private readonly ulong _namesAndWords;
    private readonly ulong _words;
    private readonly ulong _starts;
    private readonly ulong _ends;
    private readonly bool _hasHosts;
    private readonly bool _asksUnknown;
    private readonly bool _asksWords;
    private readonly bool _readsCharacters;

    private CommandAnchors(AnchorTable table)
    {
        _table = table;
        _paths = new PathKeys(table);
        _names = table.Extents(AnchorKind.Name);
        _nameStarts = table.Extents(AnchorKind.NameStart);
        _nameEnds = table.Extents(AnchorKind.NameEnd);
        _namesAndWords = table.Extents(AnchorKind.NameAndWord);
        _words = table.Extents(AnchorKind.Word);
        _starts = table.Extents(AnchorKind.WordStart);
        _ends = table.Extents(AnchorKind.WordEnd);
        _hasHosts = table.Extents(AnchorKind.WordHost) != 0;
        _asksUnknown = table.Extents(AnchorKind.NameOfUnknown) != 0;
        _readsCharacters = table.Extents(AnchorKind.WordGram) != 0;
        _asksWords = (_words | _starts | _ends) != 0 || _readsCharacters;
    }

    /// <summary>The anchors of some patterns; <see langword="null"/> where they are so few that each is tried.</summary>
    internal static CommandAnchors? Of(ReadOnlySpan<Pattern<CommandTarget>> patterns)
    {
        if (patterns.Length <= AnchorTableBuilder.MostWithoutTable)
            return null;
        using var builder = new AnchorTableBuilder();
        for (int i = 0; i < patterns.Length; i++)
        {
            var pattern = (CommandPattern)patterns[i];
            Describe(i, pattern.IsRefusal ? pattern.RefusedWords : pattern.Words, pattern.IsRefusal, builder);
            foreach (var words in pattern.Synonyms)
                Describe(i, words, isRefusal: true, builder);
        }
        return new CommandAnchors(builder.Build());
    }

    internal override void Find(scoped in CommandTarget target, ref CandidateCursor candidates)
    {
        var table = _table;
        // A word that is not known may be any.
        if (!target.Shapes.IsEmpty)
        {
            table.TakeAll(ref candidates);
            return;
        }
        table.Begin(ref candidates);
        var first = target.Word(0);
        FindName(in target, target.BaseName, ref candidates);
        if (target.BaseName.Length != first.Length)
            FindName(in target, first, ref candidates);
        if (_asksWords)
        {
            FindWord(target.BaseName, ref candidates);
            for (int i = target.BaseName.Length == first.Length ? 1 : 0; i < target.Words.Length; i++)
                FindWord(target.Word(i), ref candidates);
        }
        if (_hasHosts)
            FindHosts(in target, ref candidates);
        if (!_paths.IsEmpty)
            FindPaths(in target, ref candidates);
        if (_asksUnknown && HoldsUnknown(in target))
            FindUnknown(target.BaseName, first, ref candidates);
    }

    private void FindName(scoped in CommandTarget target, scoped ReadOnlySpan<char> name, ref CandidateCursor candidates)
    {
        var table = _table;
        ulong hash = AnchorHash.Of(AnchorKind.Name, name);
        if ((_names & AnchorTable.BitOf(name.Length)) != 0)
            table.Find(hash, ref candidates);
        table.FindEnds(AnchorKind.NameStart, atEnd: false, _nameStarts, name, ref candidates);
        table.FindEnds(AnchorKind.NameEnd, atEnd: true, _nameEnds, name, ref candidates);
        if (_namesAndWords == 0)
            return;
        for (int i = 1; i < target.Words.Length; i++)
        {
            var word = target.Word(i);
            if ((_namesAndWords & AnchorTable.BitOf(word.Length)) != 0)
                table.Find(AnchorHash.Chain(hash, AnchorHash.Of(AnchorKind.NameAndWord, word)), ref candidates);
        }
    }

    private void FindWord(scoped ReadOnlySpan<char> word, ref CandidateCursor candidates)
    {
        var table = _table;
        if ((_words & AnchorTable.BitOf(word.Length)) != 0)
            table.Find(AnchorHash.Of(AnchorKind.Word, word), ref candidates);
        table.FindEnds(AnchorKind.WordStart, atEnd: false, _starts, word, ref candidates);
        table.FindEnds(AnchorKind.WordEnd, atEnd: true, _ends, word, ref candidates);
        if (_readsCharacters)
            table.FindGrams(AnchorKind.WordGram, word, ref candidates);
    }

    private void FindHosts(scoped in CommandTarget target, ref CandidateCursor candidates)
    {
        for (int i = 0; i < target.Words.Length; i++)
        {
            var url = target.UrlOf(i);
            if (url.Host.IsEmpty)
                continue;
            _table.Find(AnchorHash.Of(AnchorKind.WordHost, url.Host), ref candidates);
            _paths.Find(url.Path, ref candidates);
        }
    }

    private void FindPaths(scoped in CommandTarget target, ref CandidateCursor candidates)
    {
        for (int i = 0; i < target.Words.Length; i++)
        {
            _paths.Find(target.PathOf(i), ref candidates);
            if (target.RealPathOf(i) is { IsEmpty: false } real)
                _paths.Find(real, ref candidates);
        }
    }

    private void FindUnknown(scoped ReadOnlySpan<char> baseName, scoped ReadOnlySpan<char> first, ref CandidateCursor candidates)
    {
        _table.Find(AnchorHash.Seed(AnchorKind.NameOfUnknown), ref candidates);
        _table.Find(AnchorHash.As(AnchorKind.NameOfUnknown, AnchorHash.Of(AnchorKind.Name, baseName)), ref candidates);
        if (baseName.Length != first.Length)
            _table.Find(AnchorHash.As(AnchorKind.NameOfUnknown, AnchorHash.Of(AnchorKind.Name, first)), ref candidates);
    }

    /// <summary>Some word may be a path or URL for all that is known of it, or one that can be read in another way: refusing rules take it for theirs.</summary>
    private static bool HoldsUnknown(scoped in CommandTarget target)
    {
        for (int i = 0; i < target.Words.Length; i++)
        {
            var word = target.Word(i);
            if (word.StartsWith('-'))
                continue;
            var path = target.PathOf(i);
            if (path.IsEmpty ? i > 0 || word.Contains('/') : TargetShape.IsOne(path) || TargetShape.IsOne(target.RealPathOf(i)))
                return true;
            var url = target.UrlOf(i);
            if (url.Host.IsEmpty ? word.Contains(":/", StringComparison.Ordinal) : !url.HasPath || url.DecimalAddress is not null || NetworkAnchors.MayBeReadOtherwise(url.Path))
                return true;
        }
        return false;
    }

    /// <summary>Describes the ways in which these words match.</summary>
    /// <param name="pattern">Whose they are.</param>
    /// <param name="words">Words that every match holds, the first of them first.</param>
    /// <param name="isRefusal">The rule refuses.</param>
    /// <param name="builder">Takes the anchors.</param>
    private static void Describe(int pattern, ReadOnlySpan<CommandWord> words, bool isRefusal, AnchorTableBuilder builder)
    {
        ulong? name = words[0] is { IsAnyRun: false, IsPath: false, IsUrl: false, Text.Literal: { } literal } ? AnchorHash.Of(AnchorKind.Name, literal) : null;
        if (LongestPlace(words) is not { } place)
        {
            Begin(pattern, name, words, builder);
            DescribeWords(words, name, builder);
            return;
        }
        if (isRefusal)
        {
            // As it is written, whatever it means; and whatever might mean it.
            Begin(pattern, name, words, builder);
            DescribeText(place.Text, builder);
            DescribeWords(words, name, builder);
            builder.Begin(pattern);
            builder.Add(AnchorKind.NameOfUnknown, 0, name is { } known ? AnchorHash.As(AnchorKind.NameOfUnknown, known) : AnchorHash.Seed(AnchorKind.NameOfUnknown));
        }
        Begin(pattern, name, words, builder);
        if (place.Url is { } url)
            DescribeUrl(url, builder);
        else
            PathKeys.Describe(place.Path!, place.Path!.Head, builder);
        DescribeWords(words, name, builder);
        if (place.Path?.RealHead is not { } real)
            return;
        Begin(pattern, name, words, builder);
        PathKeys.Describe(place.Path, real, builder);
        DescribeWords(words, name, builder);
    }

    private static void Begin(int pattern, ulong? name, ReadOnlySpan<CommandWord> words, AnchorTableBuilder builder)
    {
        builder.Begin(pattern);
        if (name is { } hash)
            builder.Add(AnchorKind.Name, words[0].Text.Literal!.Length, hash);
    }

    private static void DescribeWords(ReadOnlySpan<CommandWord> words, ulong? name, AnchorTableBuilder builder)
    {
        foreach (var word in words[1..])
        {
            if (name is { } hash && LiteralOf(word) is { } literal)
                builder.Add(AnchorKind.NameAndWord, literal.Length, AnchorHash.Chain(hash, AnchorHash.Of(AnchorKind.NameAndWord, literal)));
        }
        if (name is null && words[0] is { IsAnyRun: false, IsPath: false, IsUrl: false } first)
            builder.AddPiece(first.Text.Text, AnchorKind.NameStart, AnchorKind.NameEnd, AnchorKind.WordGram);
        foreach (var word in words[1..])
        {
            if (word is { IsAnyRun: false, IsPath: false, IsUrl: false } && (name is null || word.Text.Literal is null))
                DescribeText(word.Text, builder);
        }
    }

    private static void DescribeText(Wildcard text, AnchorTableBuilder builder)
    {
        if (text.Literal is { } literal)
            builder.AddWhole(AnchorKind.Word, literal);
        else
            builder.AddPiece(text.Text, AnchorKind.WordStart, AnchorKind.WordEnd, AnchorKind.WordGram);
    }

    private static void DescribeUrl(NetworkPattern url, AnchorTableBuilder builder)
    {
        if (url.HostKind == HostKind.Literal)
            builder.Add(AnchorKind.WordHost, 0, AnchorHash.Of(AnchorKind.WordHost, url.Host));
        PathKeys.Describe(url.PathText, url.IsRefusal, builder);
    }

    /// <summary>Of the words that are paths or URLs the one that says most; <see langword="null"/> where there is none.</summary>
    private static CommandWord? LongestPlace(ReadOnlySpan<CommandWord> words)
    {
        CommandWord? longest = null;
        foreach (var word in words)
        {
            if (word is { IsAnyRun: false } and ({ IsPath: true } or { IsUrl: true }) && (longest is null || word.Text.Text.Length > longest.Text.Text.Length))
                longest = word;
        }
        return longest;
    }

    /// <summary>The only text that a word takes for an argument; <see langword="null"/> where there may be several.</summary>
    private static string? LiteralOf(CommandWord word) => word is { IsAnyRun: false, IsPath: false, IsUrl: false } ? word.Text.Literal : null;
}
