namespace ActionGate.Matching;

/// <summary>
/// Anchors of command patterns: the command's name, other names of refused commands, and literal words behind them. A refusing rule finds its
/// words at other places too, so a word counts wherever it stands.
/// </summary>
internal sealed class CommandAnchors : TargetAnchors<CommandTarget>
{
    private readonly AnchorTable _table;
    private readonly ulong _names;
    private readonly ulong _namesAndWords;
    private readonly ulong _words;
    private readonly ulong _starts;
    private readonly ulong _ends;
    private readonly bool _hasPrograms;
    private readonly bool _readsCharacters;

    private CommandAnchors(AnchorTable table)
    {
        _table = table;
        _names = table.Extents(AnchorKind.Name);
        _namesAndWords = table.Extents(AnchorKind.NameAndWord);
        _words = table.Extents(AnchorKind.Whole);
        _starts = table.Extents(AnchorKind.Start);
        _ends = table.Extents(AnchorKind.End);
        _hasPrograms = table.Extents(AnchorKind.Program) != 0;
        _readsCharacters = table.Extents(AnchorKind.Gram) != 0;
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
            builder.Begin(i);
            Describe(pattern.Words, pattern.IsRefusal ? pattern.RefusedWords : pattern.Words, pattern.IsRefusal, builder);
            foreach (var words in pattern.Synonyms)
            {
                builder.Begin(i);
                Describe(words, words, isRefusal: true, builder);
            }
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
        if (_words != 0)
        {
            FindWord(target.BaseName, ref candidates);
            for (int i = 0; i < target.Words.Length; i++)
                FindWord(target.Word(i), ref candidates);
        }
        if (_hasPrograms)
        {
            var program = target.PathOf(0);
            table.Find(AnchorHash.Of(AnchorKind.Program, program[(program.LastIndexOf('/') + 1)..]), ref candidates);
        }
    }

    private void FindWord(scoped ReadOnlySpan<char> word, ref CandidateCursor candidates)
    {
        if ((_words & AnchorTable.BitOf(word.Length)) != 0)
            _table.Find(AnchorHash.Of(AnchorKind.Whole, word), ref candidates);
    }

    private void FindName(scoped in CommandTarget target, scoped ReadOnlySpan<char> name, ref CandidateCursor candidates)
    {
        var table = _table;
        ulong hash = AnchorHash.Of(AnchorKind.Name, name);
        if ((_names & AnchorTable.BitOf(name.Length)) != 0)
            table.Find(hash, ref candidates);
        table.FindEnds(AnchorKind.Start, atEnd: false, _starts, name, ref candidates);
        table.FindEnds(AnchorKind.End, atEnd: true, _ends, name, ref candidates);
        if (_readsCharacters)
            table.FindGrams(name, ref candidates);
        if (_namesAndWords == 0)
            return;
        for (int i = 1; i < target.Words.Length; i++)
        {
            var word = target.Word(i);
            if ((_namesAndWords & AnchorTable.BitOf(word.Length)) != 0)
                table.Find(AnchorHash.Chain(hash, AnchorHash.Of(AnchorKind.NameAndWord, word)), ref candidates);
        }
    }

    /// <summary>Describes one way to match.</summary>
    /// <param name="words">The words.</param>
    /// <param name="needed">Those of them that every match holds.</param>
    /// <param name="isRefusal">The rule refuses.</param>
    /// <param name="builder">Takes the anchors.</param>
    private static void Describe(ReadOnlySpan<CommandWord> words, ReadOnlySpan<CommandWord> needed, bool isRefusal, AnchorTableBuilder builder)
    {
        var first = words[0];
        bool isNamed = first is { IsAnyRun: false, IsPath: false, IsUrl: false };
        if (isNamed && first.Text.Literal is { } name)
        {
            ulong hash = AnchorHash.Of(AnchorKind.Name, name);
            builder.Add(AnchorKind.Name, name.Length, hash);
            foreach (var word in needed[1..])
            {
                if (LiteralOf(word) is { } literal)
                    builder.Add(AnchorKind.NameAndWord, literal.Length, AnchorHash.Chain(hash, AnchorHash.Of(AnchorKind.NameAndWord, literal)));
            }
            return;
        }
        if (isNamed)
            builder.AddPiece(first.Text.Text, AnchorKind.Start, AnchorKind.End);
        else if (!isRefusal && first.ProgramName is { Length: > 0 } program)
            builder.Add(AnchorKind.Program, 0, AnchorHash.Of(AnchorKind.Program, program));
        foreach (var word in needed[1..])
        {
            if (LiteralOf(word) is { } literal)
                builder.AddWhole(literal);
        }
    }

    /// <summary>The only text that a word takes for an argument; <see langword="null"/> where there may be several.</summary>
    private static string? LiteralOf(CommandWord word) => word is { IsAnyRun: false, IsPath: false, IsUrl: false } ? word.Text.Literal : null;
}
