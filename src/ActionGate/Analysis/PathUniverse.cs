using ActionGate.Normalisation;

namespace ActionGate.Analysis;

/// <summary>
/// Normal absolute paths as their segments, each with the separator before it; nothing is the root. Control characters that stand for holes
/// in shapes are left out: such paths are decided more strictly.
/// </summary>
/// <param name="rules">Whose paths.</param>
/// <param name="baseDirectory">The base in the form that is compared; <see langword="null"/> where there is none.</param>
internal sealed class PathUniverse(PathRules rules, string? baseDirectory) : Universe
{
    private const int AtStart = 0;
    private const int AfterSeparator = 1;
    private const int InName = 2;
    private const int AfterDot = 3;
    private const int AfterDots = 4;
    private const int InPair = 5;

    /// <summary>On Windows: behind the first separator, behind a drive's letter, at its end, in the server of a share.</summary>
    private const int AtVolume = 6;
    private const int AfterLetter = 7;
    private const int AfterDrive = 8;
    private const int AtServer = 9;
    private const int InServer = 10;
    private const int AtShare = 11;

    private const int PhaseBits = 4;
    private const int Outside = 0;
    private const int Inside = 1;

    private static readonly Symbol[] Symbols =
    [
        new(CharacterSet.Of(('\u0003', '-'), ('0', '\uD7FF'), ('\uE000', '\uFFFF')), Names + "-"),
        Symbol.Only('.'),
        Symbol.Only('/'),
        new(CharacterSet.Of(('\uD800', '\uDBFF')), "\uD83D"),
        new(CharacterSet.Of(('\uDC00', '\uDFFF')), "\uDE00"),
    ];

    private static readonly Symbol[] WindowsSymbols =
    [
        new(CharacterSet.Of(('\u0003', '-'), ('0', '9'), (';', '@'), ('[', '`'), ('{', '\uD7FF'), ('\uE000', '\uFFFF')), "0123456789_-"),
        new(CharacterSet.Of(('A', 'Z'), ('a', 'z')), "cdxabefghijklmnopqrstuvwyz"),
        Symbol.Only(':'),
        .. Symbols[1..],
    ];

    private readonly string _base = baseDirectory is { Length: > 1 } ? baseDirectory : "";

    /// <summary>A place within the base, or whether the text has left it for good.</summary>
    private int Progress(int read) => 2 + read;

    internal override long Start => AtStart + ((long)(_base.Length == 0 ? Outside : Progress(0)) << PhaseBits);

    internal override Symbol[] SymbolsAt(long state) => rules.IsWindows ? WindowsSymbols : Symbols;

    internal override bool Accepts(long state) => (int)(state & ((1 << PhaseBits) - 1)) switch
    {
        AtStart => !rules.IsWindows,
        InName or AfterDrive => true,
        _ => false,
    };

    internal override bool IsInside(long state)
    {
        long place = state >> PhaseBits;
        return place == Inside || place == Progress(_base.Length) && _base.Length > 0;
    }

    internal override long Next(long state, char c)
    {
        int phase = NextPhase((int)(state & ((1 << PhaseBits) - 1)), c);
        return phase < 0 ? Dead : ((long)NextPlace((int)(state >> PhaseBits), c) << PhaseBits) + phase;
    }

    internal override string Decode(string text) => text.Length == 0 ? "/" : rules.Display(text);

    private int NextPlace(int place, char c)
    {
        if (place is Outside or Inside)
            return place;
        int read = place - 2;
        if (read == _base.Length)
            return c == '/' ? Inside : Outside;
        return _base[read] == c ? Progress(read + 1) : Outside;
    }

    private int NextPhase(int phase, char c)
    {
        if (c < '\u0003')
            return -1;
        switch (phase)
        {
            case AtStart:
                return c != '/' ? -1 : rules.IsWindows ? AtVolume : AfterSeparator;
            case AtVolume:
                return c == '/' ? AtServer : char.IsAsciiLetter(c) ? AfterLetter : -1;
            case AfterLetter:
                return c == ':' ? AfterDrive : -1;
            case AfterDrive:
                return c == '/' ? AfterSeparator : -1;
            case AtServer or AtShare:
                return c == '/' || char.IsSurrogate(c) ? -1 : phase == AtShare ? InName : InServer;
            case InServer:
                return c == '/' ? AtShare : char.IsSurrogate(c) ? -1 : InServer;
            case InPair:
                return char.IsLowSurrogate(c) ? InName : -1;
        }
        if (c == '/')
            return phase == InName ? AfterSeparator : -1;
        if (char.IsLowSurrogate(c))
            return -1;
        if (char.IsHighSurrogate(c))
            return InPair;
        if (c != '.')
            return InName;
        return phase switch { AfterSeparator => AfterDot, AfterDot => AfterDots, _ => InName };
    }
}
