using System.Text;

namespace ActionGate.Scanning.Values;

/// <summary>Text or bytes, of which parts may not be known. Bytes are held one to a character.</summary>
internal sealed class TextValue : Value
{
    /// <summary>Stands for any run of characters, none included. No path and no argument can hold it as a character.</summary>
    internal const char Hole = '\0';

    /// <summary>Longer texts lose their end to a hole, so that folding can't be made to fill the memory.</summary>
    private const int MaxLength = 1 << 16;

    /// <summary>How much of a text that is too long stays.</summary>
    private const int KeptLength = 1 << 12;

    internal static readonly TextValue Unknown = new("\0", false);
    internal static readonly TextValue UnknownBytes = new("\0", true);
    private static readonly TextValue Empty = new("", false);

    private TextValue(string text, bool isBytes)
    {
        Text = text;
        IsBytes = isBytes;
        IsExact = !text.Contains(Hole, StringComparison.Ordinal);
    }

    internal string Text { get; }

    internal bool IsBytes { get; }

    /// <summary>All of it is known.</summary>
    internal bool IsExact { get; }

    /// <summary>It has characters that take two places here and one in Python: what counts places does not know its answer.</summary>
    internal bool IsWide => Text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');

    /// <summary>Nothing of it is known.</summary>
    internal bool IsUnknown => Text.Length == 1 && Text[0] == Hole;

    internal override bool? Truth => IsExact ? Text.Length > 0 : Text.Length > 1 ? true : null;

    internal static TextValue Of(string text, bool isBytes = false)
    {
        if (text.Length == 0 && !isBytes)
            return Empty;
        if (text.Length > MaxLength)
            text = string.Concat(text.AsSpan(0, KeptLength), "\0");
        return new TextValue(text, isBytes);
    }

    internal override bool IsSame(Value other) =>
        other is TextValue text && text.IsBytes == IsBytes && string.Equals(text.Text, Text, StringComparison.Ordinal);

    internal override TextValue AsText() => this;

    internal static TextValue Concat(TextValue left, TextValue right)
    {
        if (left.Text.Length == 0)
            return right;
        if (right.Text.Length == 0)
            return left;
        return left.Text[^1] == Hole && right.Text[0] == Hole
            ? Of(string.Concat(left.Text, right.Text.AsSpan(1)), left.IsBytes)
            : Of(string.Concat(left.Text, right.Text), left.IsBytes);
    }

    /// <summary>What both begin and end with, and a hole between.</summary>
    internal static TextValue Generalise(TextValue left, TextValue right)
    {
        if (left.IsSame(right))
            return left;
        var a = left.Text.AsSpan();
        var b = right.Text.AsSpan();
        int prefix = a.CommonPrefixLength(b);
        if (a[..prefix].IndexOf(Hole) is >= 0 and var hole)
            prefix = hole;
        int suffix = 0;
        while (suffix < a.Length - prefix && suffix < b.Length - prefix && a[^(suffix + 1)] == b[^(suffix + 1)] && a[^(suffix + 1)] != Hole)
            suffix++;
        return Of(string.Concat(a[..prefix], "\0", a[(a.Length - suffix)..]), left.IsBytes && right.IsBytes);
    }

    /// <summary>Puts pieces together.</summary>
    internal struct Builder
    {
        private StringBuilder? _text;

        internal void Add(TextValue piece) => Add(piece.Text);

        internal void Add(ReadOnlySpan<char> piece)
        {
            _text ??= new StringBuilder();
            if (_text.Length > MaxLength)
                return;
            if (piece.Length > 0 && piece[0] == Hole && _text.Length > 0 && _text[^1] == Hole)
                piece = piece[1..];
            _text.Append(piece);
        }

        internal readonly TextValue Build(bool isBytes = false) => Of(_text?.ToString() ?? "", isBytes);
    }
}
