using System.Globalization;
using System.Text;
using ActionGate.Normalisation;

namespace ActionGate.Analysis;

/// <summary>
/// Normal network targets as texts of fields with separators between them: the host, an IPv6 address as 32 digits in brackets; the scheme,
/// or nothing where it is not known; the port as one unit, NUL where it is not known, and whether it is the one that the scheme implies; the
/// path with its query, or nothing where it is not known.
/// </summary>
internal sealed class NetworkUniverse : Universe
{
    /// <summary>The port is what the scheme implies (nothing, where nobody knows).</summary>
    internal const char IsImplied = 'd';

    internal const char IsOther = 'n';

    private const string MappedPrefix = "00000000000000000000ffff";

    /// <summary>What the state's low bits say; the rest of it belongs to the field.</summary>
    private enum Phase
    {
        AtHost,
        Name,
        Brackets,
        BehindBrackets,
        Scheme,
        Port,
        Implied,
        BehindPort,
        AtPath,
        Path,
        Query,
    }

    private const int PhaseBits = 4;
    private const int SchemeBits = 6;
    private const int SchemeShift = PhaseBits;
    private const int FieldShift = PhaseBits + SchemeBits;

    private static readonly string[] Schemes = ["http", "https", "ws", "wss", "ftp", "ssh", "sftp"];

    /// <summary>The beginnings of schemes with a port of their own; the last is any other scheme.</summary>
    private static readonly string[] Beginnings = ["", .. Schemes.SelectMany(s => Enumerable.Range(1, s.Length).Select(n => s[..n])).Distinct(), "*"];

    private static readonly Symbol End = Symbol.Only(Separator);

    private static readonly Symbol[] SchemeSymbols =
    [
        .. "htpswf".Select(Symbol.Only),
        new(CharacterSet.Only("abcdegijklmnoqruvxyz"), "xyzabcdegijklmnoqruv"),
        new(CharacterSet.Only("0123456789+-."), "+-.0123456789"),
        End,
    ];

    private static readonly Symbol[] NameSymbols =
        [new(CharacterSet.Only(Letters), Letters), new(CharacterSet.Only("-_"), "-_"), Symbol.Only('.'), .. "0125".Select(Symbol.Only), new(CharacterSet.Only("34"), "34"), new(CharacterSet.Only("6789"), "6789"), Symbol.Only('['), End];

    private static readonly Symbol[] BracketSymbols = [Symbol.Only('0'), Symbol.Only('f'), new(CharacterSet.Only("123456789abcde"), "123456789abcde"), Symbol.Only(']')];

    private static readonly Symbol[] PortSymbols =
    [
        Symbol.Only('\0'),
        .. new[] { 443, 80, 21, 22 }.Select(p => Symbol.Only((char)p)),
        new(CharacterSet.Where(c => c is not ('\0' or (char)443 or (char)80 or (char)21 or (char)22)), string.Concat(new[] { 8080, 8443, 3000, 5000, 1234 }.Select(p => (char)p))),
    ];

    private static readonly Symbol[] ImpliedSymbols = [Symbol.Only(IsImplied), Symbol.Only(IsOther)];

    private static readonly Symbol[] PathSymbols =
        [new(CharacterSet.Of(('!', '-'), ('0', '>'), ('@', '~')), Names + "-"), Symbol.Only('.'), Symbol.Only('/'), Symbol.Only('?')];

    private static readonly Symbol[] QuerySymbols = [new(CharacterSet.Of(('!', '~')), Names + "=&")];

    internal override long Start => (long)Phase.AtHost;

    internal override bool Accepts(long state) => PhaseOf(state) switch
    {
        // A URL has a path.
        Phase.AtPath => SchemeOf(state) == "",
        Phase.Path => (state >> FieldShift) is not (1 or 2),
        Phase.Query => true,
        _ => false,
    };

    internal override Symbol[] SymbolsAt(long state) => PhaseOf(state) switch
    {
        Phase.Scheme => SchemeSymbols,
        Phase.AtHost or Phase.Name => NameSymbols,
        Phase.Brackets => BracketSymbols,
        Phase.Port => PortSymbols,
        Phase.Implied => ImpliedSymbols,
        Phase.BehindBrackets or Phase.BehindPort => [End],
        Phase.Query => QuerySymbols,
        _ => PathSymbols,
    };

    internal override long Next(long state, char c)
    {
        long field = state >> FieldShift;
        string scheme = SchemeOf(state);
        switch (PhaseOf(state))
        {
            case Phase.Scheme:
                return NextInScheme(scheme, c);
            case Phase.AtHost:
                return c == '[' ? With(state, Phase.Brackets, 0) : NextInName(state, FirstLabel, c);
            case Phase.Name:
                return c == Separator ? IsHost(field) ? With(state, Phase.Scheme, 0) : Dead : NextInName(state, field, c);
            case Phase.Brackets:
                return NextInBrackets(state, field, c);
            case Phase.BehindBrackets:
                return c == Separator ? With(state, Phase.Scheme, 0) : Dead;
            case Phase.Port:
                int implied = NetworkNormaliser.DefaultPort(scheme);
                // A URL without a port has the one that its scheme implies.
                return c == '\0' && implied >= 0 ? Dead : With(state, Phase.Implied, (c == '\0' ? -1 : c) == implied ? 1 : 0);
            case Phase.Implied:
                return c == (field == 1 ? IsImplied : IsOther) ? With(state, Phase.BehindPort, 0) : Dead;
            case Phase.BehindPort:
                // From here on it only matters whether there is a scheme.
                return c == Separator ? With(scheme.Length == 0 ? state : SchemeState("*"), Phase.AtPath, 0) : Dead;
            case Phase.AtPath:
                return c == '/' ? With(state, Phase.Path, 0) : Dead;
            case Phase.Path:
                return NextInPath(state, field, c);
            default:
                return c is >= '!' and <= '~' ? state : Dead;
        }
    }

    internal override string Decode(string text)
    {
        // The port may be the unit that separates fields.
        string[] fields = text.Split(Separator, 3);
        char port = fields[2][0];
        string path = fields[2][3..];
        var target = new StringBuilder();
        if (fields[1].Length > 0)
            target.Append(fields[1]).Append("://");
        target.Append(fields[0] is ['[', .. var address, ']'] ? $"[{string.Join(':', address.Chunk(4).Select(c => new string(c)))}]" : fields[0]);
        if (port != '\0' && fields[2][1] != IsImplied)
            target.Append(':').Append(((int)port).ToString(CultureInfo.InvariantCulture));
        return target.Append(path).ToString();
    }

    private static Phase PhaseOf(long state) => (Phase)(state & ((1 << PhaseBits) - 1));

    private static string SchemeOf(long state) => Beginnings[(int)(state >> SchemeShift) & ((1 << SchemeBits) - 1)];

    private static long With(long state, Phase phase, long field) => (state & (((1L << SchemeBits) - 1) << SchemeShift)) | (long)phase | field << FieldShift;

    private static long NextInScheme(string scheme, char c)
    {
        if (c == Separator)
            return With(SchemeState(scheme.Length == 0 || Schemes.Contains(scheme) ? scheme : "*"), Phase.Port, 0);
        if (!char.IsAsciiLetterLower(c) && (scheme.Length == 0 || !char.IsAsciiDigit(c) && c is not ('+' or '-' or '.')))
            return Dead;
        return SchemeState(Array.IndexOf(Beginnings, scheme + c) >= 0 && scheme != "*" ? scheme + c : "*");
    }

    private static long SchemeState(string beginning) => (long)Phase.Scheme | (long)Array.IndexOf(Beginnings, beginning) << SchemeShift;

    /// <summary>
    /// What a label of a host is so far. A part of an IPv4 address is 0 to 255 without leading zeros: which digits may follow depends on those
    /// that were read.
    /// </summary>
    private enum Label
    {
        Empty,
        Full,
        One,
        Two,
        High,
        BelowTwentyFive,
        TwentyFive,
        OtherNumber,
        NoNumber,
    }

    // Of a name: what this label is, whether all labels are parts of an IPv4 address so far, and how many stand before this one.
    private const int LabelBits = 4;
    private const long AreParts = 1L << LabelBits;
    private const long FirstLabel = (long)Label.Empty | AreParts;

    private static bool IsHost(long field)
    {
        var label = (Label)(field & (AreParts - 1));
        return label == Label.NoNumber || IsPart(label) && field >> LabelBits == (3 << 1 | 1);
    }

    private static bool IsPart(Label label) => label is > Label.Empty and < Label.OtherNumber;

    private static long NextInName(long state, long field, char c)
    {
        var label = (Label)(field & (AreParts - 1));
        bool areParts = (field & AreParts) != 0;
        long labels = field >> (LabelBits + 1);
        if (c == '.')
            return label == Label.Empty ? Dead : Name(labels + 1, areParts && IsPart(label) && labels < 3, Label.Empty);
        if (char.IsAsciiLetterLower(c) || c is '-' or '_')
            return Name(labels, false, Label.NoNumber);
        if (!char.IsAsciiDigit(c))
            return Dead;
        return label == Label.NoNumber ? Name(labels, false, label)
            : areParts && NextInPart(label, c) is var next && next != Label.OtherNumber ? Name(labels, true, next)
            : Name(labels, false, Label.OtherNumber);

        long Name(long count, bool isAddress, Label now) =>
            With(state, Phase.Name, isAddress ? (count << (LabelBits + 1)) + AreParts + (long)now : (long)now);
    }

    private static Label NextInPart(Label label, char digit) => label switch
    {
        Label.Empty => digit switch { '0' => Label.Full, '1' => Label.One, '2' => Label.Two, _ => Label.High },
        Label.One => Label.BelowTwentyFive,
        Label.Two => digit switch { <= '4' => Label.BelowTwentyFive, '5' => Label.TwentyFive, _ => Label.Full },
        Label.High or Label.BelowTwentyFive => Label.Full,
        Label.TwentyFive => digit <= '5' ? Label.Full : Label.OtherNumber,
        _ => Label.OtherNumber,
    };

    /// <summary>How many digits were read, and whether they are those of an IPv4 address, which is written otherwise.</summary>
    private static long NextInBrackets(long state, long field, char c)
    {
        int count = (int)(field & 0x3F);
        bool isMapped = field >> 6 == 0 && (count >= MappedPrefix.Length || c == MappedPrefix[count]);
        if (c == ']')
            return count == 32 && field >> 6 != 0 ? With(state, Phase.BehindBrackets, 0) : Dead;
        if (!char.IsAsciiHexDigitLower(c) || count == 32)
            return Dead;
        return count + 1 == MappedPrefix.Length && isMapped ? Dead : With(state, Phase.Brackets, (isMapped ? 0L : 1L << 6) + count + 1);
    }

    /// <summary>Dot segments: 1 behind one dot, 2 behind two, 3 in any other segment.</summary>
    private static long NextInPath(long state, long field, char c)
    {
        if (c == '?')
            return field is 1 or 2 ? Dead : With(state, Phase.Query, 0);
        if (c == '/')
            return field is 1 or 2 ? Dead : With(state, Phase.Path, 0);
        if (c is < '!' or > '~')
            return Dead;
        return With(state, Phase.Path, c == '.' && field < 2 ? field + 1 : 3);
    }
}
