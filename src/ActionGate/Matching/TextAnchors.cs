using System.Buffers;

namespace ActionGate.Matching;

/// <summary>Anchors of patterns over texts and names of modules: the whole text, its beginning and end, the first parts of a module's name.</summary>
internal sealed class TextAnchors : TargetAnchors<TextTarget>
{
    private static readonly SearchValues<char> ModuleSeparators = SearchValues.Create("./");

    private readonly AnchorTable _table;
    private readonly ulong _wholes;
    private readonly ulong _starts;
    private readonly ulong _ends;
    private readonly bool _hasModules;
    private readonly bool _readsCharacters;

    private TextAnchors(AnchorTable table)
    {
        _table = table;
        _wholes = table.Extents(AnchorKind.Word);
        _starts = table.Extents(AnchorKind.WordStart);
        _ends = table.Extents(AnchorKind.WordEnd);
        _hasModules = table.Extents(AnchorKind.Module) != 0;
        _readsCharacters = table.Extents(AnchorKind.WordGram) != 0;
    }

    /// <summary>The anchors of some patterns; <see langword="null"/> where they are so few that each is tried.</summary>
    internal static TextAnchors? Of(ReadOnlySpan<Pattern<TextTarget>> patterns)
    {
        if (patterns.Length <= AnchorTableBuilder.MostWithoutTable)
            return null;
        using var builder = new AnchorTableBuilder();
        for (int i = 0; i < patterns.Length; i++)
        {
            builder.Begin(i);
            if (patterns[i] is ModulePattern module)
                Describe(module.Name, builder);
            // What is compared in another case too is always a candidate.
            else if (patterns[i] is TextPattern { IgnoresCase: false } text)
                Describe(text, builder);
        }
        return new TextAnchors(builder.Build());
    }

    internal override void Find(scoped in TextTarget target, ref CandidateCursor candidates)
    {
        var table = _table;
        if (target.IsShape)
        {
            table.TakeAll(ref candidates);
            return;
        }
        table.Begin(ref candidates);
        var text = target.Text;
        if ((_wholes & AnchorTable.BitOf(text.Length)) != 0)
            table.Find(AnchorHash.Of(AnchorKind.Word, text), ref candidates);
        table.FindEnds(AnchorKind.WordStart, atEnd: false, _starts, text, ref candidates);
        table.FindEnds(AnchorKind.WordEnd, atEnd: true, _ends, text, ref candidates);
        if (_hasModules)
            FindModules(text, ref candidates);
        if (_readsCharacters)
            table.FindGrams(AnchorKind.WordGram, text, ref candidates);
    }

    /// <summary>Importing <c>a.b</c> is importing <c>a</c>: what the first parts of a name are counts as well.</summary>
    private void FindModules(scoped ReadOnlySpan<char> name, ref CandidateCursor candidates)
    {
        ulong head = AnchorHash.Seed(AnchorKind.Module);
        for (bool goesOn = true; goesOn;)
        {
            head = AnchorHash.Chain(head, TakePart(ref name, out goesOn));
            _table.Find(head, ref candidates);
        }
    }

    private static void Describe(TextPattern pattern, AnchorTableBuilder builder)
    {
        if (pattern.Text.Literal is { } literal)
            builder.AddWhole(AnchorKind.Word, literal);
        else
            builder.AddPiece(pattern.Text.Text, AnchorKind.WordStart, AnchorKind.WordEnd, AnchorKind.WordGram);
    }

    private static void Describe(Wildcard module, AnchorTableBuilder builder)
    {
        var name = module.LiteralPrefix.AsSpan();
        if (module.Literal is not null)
        {
            ulong head = AnchorHash.Seed(AnchorKind.Module);
            int parts = 0;
            for (bool goesOn = true; goesOn; parts++)
                head = AnchorHash.Chain(head, TakePart(ref name, out goesOn));
            builder.Add(AnchorKind.Module, parts, head);
            return;
        }
        // To a refusing rule the two separators are one, so a beginning ends before them.
        int separator = name.IndexOfAny(ModuleSeparators);
        builder.AddStart(AnchorKind.WordStart, separator < 0 ? name : name[..separator]);
    }

    private static ulong TakePart(scoped ref ReadOnlySpan<char> name, out bool goesOn)
    {
        int length = name.IndexOfAny(ModuleSeparators);
        goesOn = length >= 0;
        var part = goesOn ? name[..length] : name;
        name = goesOn ? name[(length + 1)..] : [];
        return AnchorHash.Of(AnchorKind.Word, part);
    }
}
