using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ActionGate.Policies.Yaml;

/// <summary>
/// Builds the node tree from YamlDotNet's events, within bounds on depth, on the number of values and on what aliases multiply.
/// YamlDotNet was measured to be linear in all that reaches it here: YamlText keeps back the one thing that is not.
/// </summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 32;

    /// <summary>Bounds the memory of a file of the largest size: some 200 MB.</summary>
    private const int MaxNodes = 1_000_000;

    private const int MaxAliasedNodes = 100_000;

    /// <summary>As many keys are sooner looked through than entered into a table.</summary>
    private const int FewEntries = 16;

    private readonly DiagnosticBag _diagnostics;
    private readonly YamlPlaces _places;
    private readonly Parser _parser;
    private readonly Dictionary<string, Anchor> _anchors = new(StringComparer.Ordinal);
    private readonly Stack<SourceSpan> _openBrackets = new();
    private SourceSpan _reached = new(1, 1, 1);
    private int _contentEnd = 1;
    private int _nodes;
    private int _aliasedNodes;

    private YamlReader(DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        _places = new YamlPlaces(diagnostics.Source);
        _parser = new Parser(new TokenReader(new PiecesReader(diagnostics.Source.Pieces)));
    }

    /// <summary>Reads the document of the bag's source; <see langword="null"/>, with an error, where it can't be read to its end.</summary>
    internal static YamlNode? Read(DiagnosticBag diagnostics)
    {
        if (!YamlText.CheckCharacters(diagnostics) || !YamlText.CheckDirectives(diagnostics))
            return null;
        return new YamlReader(diagnostics).ReadDocument();
    }

    private YamlNode? ReadDocument()
    {
        if (!Advance<StreamStart>() || !Advance<DocumentStart>() || !Advance<ParsingEvent>())
            return null;
        YamlNode? root = ReadNode(1);
        if (root is null || !Advance<DocumentEnd>())
            return null;
        Mark end = _parser.Current!.Start;
        YamlText.CheckSkipped(_diagnostics, _contentEnd, (int)end.Line);
        YamlText.CheckEnd(_diagnostics, (int)end.Line, (int)end.Column);
        return root;
    }

    /// <summary>Reads the node at the current event up to its last; <see langword="null"/>: an error was reported, stop.</summary>
    private YamlNode? ReadNode(int depth)
    {
        if (_diagnostics.IsFull)
            return null;
        if (++_nodes > MaxNodes)
            return Stop(DiagnosticIds.TooManyValues, _reached, $"expected at most {MaxNodes} values, found more", null);
        switch (_parser.Current)
        {
            case AnchorAlias alias:
                return ReadAlias(alias, depth);
            case Scalar scalar:
                return ReadScalar(scalar);
            case SequenceStart or MappingStart when depth > MaxDepth:
                return TooDeep(_reached);
            case SequenceStart start:
                return ReadSequence(start, depth);
            case MappingStart start:
                return ReadMapping(start, depth);
            default:
                return Stop(DiagnosticIds.InvalidYaml, _reached, "expected a value", null);
        }
    }

    private YamlScalar ReadScalar(Scalar scalar)
    {
        SourceSpan span = _places.Of(scalar);
        string? tag = CheckTag(scalar, YamlTags.OfScalars);
        if (tag is not null && !YamlTags.Fits(tag, scalar.Value))
            _diagnostics.Error(DiagnosticIds.UnknownTag, _places.InsideText(_places.OfTag(scalar)), $"the tag '!!{tag}' does not fit {Quoted.Text(scalar.Value)}", "remove it, or quote text that begins with '!'");
        bool isPlain = scalar.Style == ScalarStyle.Plain;
        // YamlDotNet takes [a:] for the text 'a:'; by YAML 1.2 (7.3.3) it is a map.
        if (isPlain && scalar.Value.EndsWith(':'))
            _diagnostics.Error(DiagnosticIds.InvalidYaml, span, "unexpected ':'", "quote text that ends with ':'");
        var node = new YamlScalar(scalar.Value, span)
        {
            IsPlain = isPlain,
            IsNothing = tag == "null" || (isPlain && tag != "str" && scalar.Value is "" or "~" or "null" or "Null" or "NULL"),
            // A tag or an anchor may stand on a line of its own; lines that are joined leave a blank or a line break.
            SpansLines = isPlain && scalar.End.Line > scalar.Start.Line && scalar.Value.AsSpan().ContainsAny(' ', '\n'),
        };
        if (!scalar.Anchor.IsEmpty)
            _anchors[scalar.Anchor.Value] = new Anchor { Node = node };
        return node;
    }

    private YamlSequence? ReadSequence(SequenceStart start, int depth)
    {
        bool isFlow = start.Style == SequenceStyle.Flow;
        SourceSpan span = _places.OfOpening(start, isFlow ? '[' : '-') ?? _reached;
        CheckTag(start, "seq");
        Anchor? anchor = Declare(start.Anchor);
        if (isFlow)
            _openBrackets.Push(span);

        var items = new List<YamlNode>();
        int height = 0;
        int size = 1;
        while (true)
        {
            if (!Advance<ParsingEvent>())
                return null;
            if (_parser.Current is SequenceEnd)
                break;
            if (ReadNode(depth + 1) is not { } item)
                return null;
            if (IsLeftOut(item))
                item = item.At(_places.OfNothing(item.Span));
            items.Add(item);
            height = Math.Max(height, item.Height);
            size += item.Size;
        }

        if (isFlow)
            span = _places.Through(_openBrackets.Pop(), _parser.Current.Start);
        var sequence = new YamlSequence(items, span) { Height = height + 1, Size = size };
        if (anchor is not null)
            anchor.Node = sequence;
        return sequence;
    }

    private YamlMapping? ReadMapping(MappingStart start, int depth)
    {
        // A pair inside a flow list ([a: b]) is a map of flow style without a brace and without marks.
        bool hasBrace = start.Style == MappingStyle.Flow && (depth == 1 || start.Start.Index > 0);
        SourceSpan? brace = hasBrace ? _places.OfOpening(start, '{') : null;
        CheckTag(start, "map");
        Anchor? anchor = Declare(start.Anchor);
        if (brace is { } opened)
            _openBrackets.Push(opened);

        SourceSpan? firstKey = null;
        bool isPartial = false;
        Dictionary<string, int>? lines = null;
        var entries = new List<YamlEntry>();
        int height = 0;
        int size = 1;
        while (true)
        {
            if (!Advance<ParsingEvent>())
                return null;
            if (_parser.Current is MappingEnd)
                break;
            if (ReadNode(depth + 1) is not { } key || !Advance<ParsingEvent>() || ReadNode(depth + 1) is not { } value)
                return null;
            if (IsLeftOut(key))
                key = key.At(_places.OfNothing(key.Span));
            firstKey ??= key.Span;
            if (IsLeftOut(value))
                value = value.At(key.Span);
            if (IsUsable(key, entries, ref lines))
                entries.Add(new YamlEntry((YamlScalar)key, value));
            else
                isPartial = true;
            height = Math.Max(height, Math.Max(key.Height, value.Height));
            size += key.Size + value.Size;
        }

        SourceSpan span = brace is null ? firstKey ?? _reached : _places.Through(_openBrackets.Pop(), _parser.Current.Start);
        var mapping = new YamlMapping(entries, span) { Height = height + 1, Size = size, IsPartial = isPartial };
        if (anchor is not null)
            anchor.Node = mapping;
        return mapping;
    }

    /// <summary>Whether a key is text, and new.</summary>
    /// <param name="key">The key.</param>
    /// <param name="before">The entries before it.</param>
    /// <param name="lines">The lines of their keys; kept only where they are many, as most maps have a few.</param>
    private bool IsUsable(YamlNode key, List<YamlEntry> before, ref Dictionary<string, int>? lines)
    {
        if (key is not YamlScalar { IsNothing: false } scalar)
        {
            _diagnostics.Error(DiagnosticIds.InvalidKey, key.Span, $"expected text as key, found {key.Kind}");
            return false;
        }
        if (scalar is { IsPlain: true, Value: "<<" })
        {
            _diagnostics.Error(
                DiagnosticIds.MergeKey,
                key.Span,
                "merge keys ('<<') are not supported",
                "repeat the keys here, or use an alias for a whole value");
            return false;
        }
        if (LineOf(scalar, before, ref lines) is not { } first)
            return true;
        _diagnostics.Error(DiagnosticIds.DuplicateKey, key.Span, $"duplicate key {Quoted.Text(scalar.Value)}, first on line {first}");
        return false;
    }

    /// <summary>The line of the same key before this one; <see langword="null"/> where there is none.</summary>
    private static int? LineOf(YamlScalar key, List<YamlEntry> before, ref Dictionary<string, int>? lines)
    {
        if (lines is null && before.Count < FewEntries)
        {
            foreach (YamlEntry entry in before)
            {
                if (string.Equals(entry.Key.Value, key.Value, StringComparison.Ordinal))
                    return entry.Key.Span.Line;
            }
            return null;
        }
        lines ??= before.ToDictionary(entry => entry.Key.Value, entry => entry.Key.Span.Line, StringComparer.Ordinal);
        return lines.TryAdd(key.Value, key.Span.Line) ? null : lines[key.Value];
    }

    private YamlNode? ReadAlias(AnchorAlias alias, int depth)
    {
        SourceSpan span = _places.Of(alias.Start, alias.End);
        string name = alias.Value.Value;
        if (!_anchors.TryGetValue(name, out Anchor? anchor) || anchor.Node is null)
        {
            string text = "*" + name;
            if (anchor is not null)
                _diagnostics.Error(DiagnosticIds.InvalidAlias, span, $"the alias {Quoted.Text(text)} stands inside its own anchor");
            else
                _diagnostics.Error(
                    DiagnosticIds.InvalidAlias,
                    span,
                    $"no anchor '&{Quoted.Crop(name)}' stands before this alias",
                    $"quote text that begins with '*': \"{Quoted.Crop(text)}\"");
            return new YamlScalar(text, span);
        }
        if (depth - 1 + anchor.Node.Height > MaxDepth)
            return TooDeep(span);
        _aliasedNodes += anchor.Node.Size;
        return _aliasedNodes > MaxAliasedNodes
            ? Stop(DiagnosticIds.TooManyValues, span, $"expected aliases to stand for at most {MaxAliasedNodes} values, found more", null)
            : anchor.Node.At(span);
    }

    /// <summary>Opens an anchor; what declares the name later replaces it, as YAML wants.</summary>
    private Anchor? Declare(AnchorName name) => name.IsEmpty ? null : _anchors[name.Value] = new Anchor();

    /// <summary>The core schema's tags are fine where they fit; a tag that changes what a value is has no reader here.</summary>
    private string? CheckTag(NodeEvent node, params ReadOnlySpan<string> fitting)
    {
        const string Core = "tag:yaml.org,2002:";
        if (node.Tag.IsEmpty)
            return null;
        string tag = node.Tag.Value;
        if (tag.StartsWith(Core, StringComparison.Ordinal) && fitting.Contains(tag[Core.Length..]))
            return tag[Core.Length..];
        string written = tag.StartsWith(Core, StringComparison.Ordinal) ? "!!" + tag[Core.Length..] : tag;
        _diagnostics.Error(
            DiagnosticIds.UnknownTag,
            _places.InsideText(_places.OfTag(node)),
            $"unknown tag {Quoted.Text(written)}",
            "remove it, or quote text that begins with '!'");
        return null;
    }

    private static bool IsLeftOut(YamlNode node) => node is YamlScalar { IsNothing: true, Value: "" };

    private YamlNode? TooDeep(SourceSpan place) =>
        Stop(DiagnosticIds.NestedTooDeep, place, $"expected at most {MaxDepth} levels of nesting, found more", null);

    private YamlNode? Stop(string id, SourceSpan place, string message, string? help)
    {
        _diagnostics.Error(id, _places.InsideText(place), message, help);
        return null;
    }

    /// <summary>Moves to the next event. Whatever the library throws, on whatever text, is a fault of the text.</summary>
    private bool Advance<T>()
        where T : ParsingEvent
    {
        try
        {
            if (_parser.MoveNext() && _parser.Current is T current)
            {
                // The pair in [a: b] has no marks.
                if (current.Start.Index > 0 || current.Start.Line > _reached.Line)
                    _reached = new SourceSpan((int)current.Start.Line, (int)current.Start.Column, 1);
                if (current is Scalar or AnchorAlias)
                    _contentEnd = (int)(current.End.Column > 1 ? current.End.Line + 1 : current.End.Line);
                return true;
            }
            Stop(DiagnosticIds.InvalidYaml, _reached, "expected one YAML document", null);
        }
        catch (YamlException e)
        {
            YamlFault.Report(e, _places, _reached, _openBrackets, _diagnostics);
        }
        catch (Exception)
        {
            YamlFault.ReportUnknown(_places, _reached, _openBrackets, _diagnostics);
        }
        return false;
    }

    /// <summary>What an anchor names; nothing while its collection is still being read.</summary>
    private sealed class Anchor
    {
        internal YamlNode? Node { get; set; }
    }
}
