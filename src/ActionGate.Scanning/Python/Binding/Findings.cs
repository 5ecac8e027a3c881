using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>What was found in a text so far.</summary>
internal sealed class Findings(string text)
{
    private readonly HashSet<(string Kind, string? Target, int At, string Api, string? Folder, string? Arguments, bool IsFed)> _seen = [];
    private readonly HashSet<string> _imported = new(StringComparer.Ordinal);
    private int[]? _lines;

    internal List<Operation> Operations { get; } = [];

    internal List<string> Imports { get; } = [];

    internal List<string> UnknownImports { get; } = [];

    /// <summary>Where each of <see cref="Imports"/> stands first.</summary>
    internal List<TextPosition> ImportPlaces { get; } = [];

    internal List<EmbeddedCode> Embedded { get; } = [];

    internal bool IsOpaque { get; private set; }

    internal string? Note { get; private set; }

    /// <summary>The languages through which what is found now came.</summary>
    internal IReadOnlyList<string> Via { get; set; } = [];

    /// <summary>Where everything is said to stand, while code from a string is read.</summary>
    internal int? FixedPlace { get; set; }

    /// <summary>The line in which the body of the notebook's cell begins that is no Python; 0 where there is none.</summary>
    internal int BodyLine { get; init; }

    /// <summary>Operations may happen that are not listed: more than that a target of one is not known.</summary>
    internal bool HoldsMore { get; private set; }

    internal void Add(ActionKind kind, TextValue target, string api, int at, IReadOnlyList<string?>? arguments = null, string? folder = null, bool isFed = false)
    {
        at = FixedPlace ?? at;
        if (target.IsUnknown)
            HideTarget();
        if (!_seen.Add((kind.Name, target.Text, at, api, folder, arguments is null || target.IsExact ? null : string.Join('\n', arguments), isFed)))
            return;
        string shown = target.IsExact ? target.Text : target.Text.Replace(TextValue.Hole, '*');
        var certainty = target.IsExact ? Certainty.Exact : target.IsUnknown ? Certainty.Unknown : Certainty.Partial;
        Operations.Add(new Operation(
            kind, certainty == Certainty.Exact ? shown : null, certainty, api, PositionOf(at), certainty == Certainty.Partial ? shown : null, Via)
        {
            Shape = certainty == Certainty.Partial ? target.Text : null,
            IsRecursive = RecursiveCalls.Hold(api, kind),
            Arguments = target.IsExact ? null : arguments,
            Folder = folder,
            IsFed = isFed,
        });
    }

    /// <summary>Something may happen that nobody can list.</summary>
    internal void AddUnknownCode(string api, int at) => Add(ActionKind.DynamicCode, TextValue.Unknown, api, at);

    private void HideTarget()
    {
        IsOpaque = true;
        Note ??= "a target is not known";
    }

    internal void Hide(string note)
    {
        IsOpaque = true;
        HoldsMore = true;
        Note ??= note;
    }

    internal void AddImport(string name, bool isKnown, int at)
    {
        if (!_imported.Add(name))
            return;
        Imports.Add(name);
        ImportPlaces.Add(PositionOf(FixedPlace ?? at));
        if (!isKnown)
            UnknownImports.Add(name);
    }

    internal TextPosition PositionOf(int at)
    {
        _lines ??= LinesOf(text);
        int line = Array.BinarySearch(_lines, at);
        if (line < 0)
            line = ~line - 1;
        // A byte order mark is no character of its line.
        int start = line == 0 && text.StartsWith('\uFEFF') ? 1 : _lines[line];
        return new TextPosition(line + 1, Math.Max(at - start, 0) + 1);
    }

    /// <summary>The names that the text has anywhere but behind <c>def</c>.</summary>
    internal HashSet<string> NamesUsed()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        bool isDefined = false;
        for (int i = 0; i < text.Length;)
        {
            int start = i;
            while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] == '_'))
                i++;
            if (i == start)
            {
                i++;
                continue;
            }
            var name = text.AsSpan(start, i - start);
            if (!isDefined)
                names.GetAlternateLookup<ReadOnlySpan<char>>().Add(name);
            isDefined = name is "def";
        }
        return names;
    }

    private static int[] LinesOf(string text)
    {
        var starts = new List<int> { 0 };
        for (int i = text.AsSpan().IndexOfAny('\r', '\n'), next; i >= 0; i = next < 0 ? -1 : i + 1 + next)
        {
            if (text[i] == '\n' || i + 1 == text.Length || text[i + 1] != '\n')
                starts.Add(i + 1);
            next = text.AsSpan(i + 1).IndexOfAny('\r', '\n');
        }
        return [.. starts];
    }
}

/// <summary>Code in another language that the text hands to something that runs it.</summary>
/// <param name="Language">The canonical language.</param>
/// <param name="Text">The code; a hole for what is not known.</param>
/// <param name="At">Where it stands.</param>
/// <param name="Via">The languages through which it came, without its own.</param>
internal sealed record EmbeddedCode(string Language, TextValue Text, TextPosition At, IReadOnlyList<string> Via)
{
    /// <summary>It is a whole part of the text, line for line, that begins at <see cref="At"/>.</summary>
    internal bool HasLines { get; init; }

    /// <summary>The folder in which it runs; <see langword="null"/> for that of the text itself.</summary>
    internal TextValue? Folder { get; init; }
}
