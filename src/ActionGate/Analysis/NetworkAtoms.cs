using System.Globalization;
using ActionGate.Matching;

namespace ActionGate.Analysis;

/// <summary>
/// Adds network patterns to an automaton, over the texts of <see cref="NetworkUniverse"/>. Other spellings of a path, which a refusing pattern
/// takes broadly (escapes, parameters, doubled separators), are not told.
/// </summary>
internal sealed class NetworkAtoms(Automaton automaton, ClassSets sets)
{
    private static readonly CharacterSet InField = CharacterSet.AllBut("\u0001\u0002");
    private static readonly CharacterSet InLabel = CharacterSet.AllBut(".[\u0001\u0002");
    private static readonly CharacterSet InHost = CharacterSet.AllBut("[\u0001\u0002");
    private static readonly CharacterSet InSegment = CharacterSet.AllBut("/?");
    private static readonly CharacterSet InPath = CharacterSet.AllBut("?");
    private static readonly CharacterSet Digits = CharacterSet.Of(('0', '9'));
    private static readonly CharacterSet HexDigits = CharacterSet.Of(('0', '9'), ('a', 'f'));
    private static readonly CharacterSet AnyPort = CharacterSet.Of(('\0', '\uFFFF'));
    private static readonly UInt128 Mapped = new(0, 0xFFFF_0000_0000);

    internal void Add(NetworkPattern pattern, bool isRefusal, CharacterSet? ports)
    {
        AddPrograms(pattern, ports, isBroad: false);
        if (isRefusal && !(pattern.MatchesEverything && ports is null))
            AddPrograms(pattern, ports, isBroad: true);
    }

    private void AddPrograms(NetworkPattern pattern, CharacterSet? ports, bool isBroad)
    {
        bool asksScheme = pattern.PortNumber == NetworkPattern.DefaultPortOfScheme;
        AddProgram(pattern, ports, isBroad, isSchemeKnown: true);
        // Without a scheme nobody knows which port it implies.
        if (asksScheme ? isBroad : pattern.SchemeText.IsEmpty || isBroad)
            AddProgram(pattern, ports, isBroad, isSchemeKnown: false);
    }

    private void AddProgram(NetworkPattern pattern, CharacterSet? ports, bool isBroad, bool isSchemeKnown)
    {
        automaton.BeginProgram();
        AddHost(pattern);
        automaton.Character(Universe.Separator);
        if (isSchemeKnown && pattern.SchemeText.IsEmpty)
        {
            automaton.Set(InField);
            automaton.Run(InField);
        }
        else if (isSchemeKnown)
        {
            automaton.Wild(pattern.SchemeText, pattern.SchemeClasses, InField, sets);
        }
        automaton.Character(Universe.Separator);
        AddPort(pattern, ports, isBroad, isSchemeKnown);
        automaton.Character(Universe.Separator);
        AddPath(pattern, isBroad);
        automaton.Accept(isBroad ? MatchTraits.Broad : MatchTraits.Definite);
        automaton.End();
    }

    private void AddPort(NetworkPattern pattern, CharacterSet? ports, bool isBroad, bool isSchemeKnown)
    {
        int wanted = pattern.PortNumber;
        automaton.Set(ports is null && wanted < 0 ? AnyPort : Ports(wanted, ports, isBroad));
        if (wanted == NetworkPattern.DefaultPortOfScheme && isSchemeKnown)
            automaton.Character(NetworkUniverse.IsImplied);
        else
            automaton.Any();
    }

    /// <summary>The ports that a pattern and its rule's conditions take; one that is not known is taken broadly.</summary>
    private static CharacterSet Ports(int wanted, CharacterSet? ports, bool isBroad)
    {
        var ranges = new List<(char, char)>();
        if (isBroad)
            ranges.Add(('\0', '\0'));
        if (wanted < 0)
            ranges.AddRange(ports!.Ranges);
        else if (ports is null || ports.Contains((char)wanted))
            ranges.Add(((char)wanted, (char)wanted));
        return CharacterSet.Of([.. ranges]);
    }

    private void AddPath(NetworkPattern pattern, bool isBroad)
    {
        if (pattern.HasNoPath)
        {
            automaton.Run();
            return;
        }
        var text = pattern.PathText;
        bool takesEvery = text is [PatternText.AnySegments] or [PatternText.WildSegment, PatternText.AnyRun, PatternText.AnySegments];
        int absent = takesEvery || isBroad ? automaton.BeginOptional() : -1;
        automaton.Segments(text, pattern.PathClasses, InSegment, InPath, sets);
        if (isBroad && text[^1] != PatternText.AnySegments)
            automaton.AnySegments(InPath);
        if (isBroad || text[^1] == PatternText.AnySegments)
        {
            int query = automaton.BeginOptional();
            automaton.Character('?');
            automaton.Run();
            automaton.EndOptional(query);
        }
        if (absent >= 0)
            automaton.EndOptional(absent);
    }

    private void AddHost(NetworkPattern pattern)
    {
        var text = pattern.Host;
        switch (pattern.HostKind)
        {
            case HostKind.Any:
                automaton.Run(InField);
                break;
            case HostKind.Literal when text is ['[', ..]:
                AddAddress(text);
                break;
            case HostKind.Literal:
                automaton.Text(text);
                break;
            case HostKind.Block:
                AddBlock(pattern.Addresses!);
                break;
            default:
                if (pattern.HostKind != HostKind.Labels)
                {
                    automaton.Set(InHost);
                    automaton.Run(InHost);
                    automaton.Character('.');
                }
                automaton.Wild(text, pattern.HostClasses, InLabel, sets);
                break;
        }
    }

    private void AddAddress(ReadOnlySpan<char> text)
    {
        var buffer = new Normalisation.CharBuffer(stackalloc char[64]);
        Normalisation.NetworkNormaliser.TryNormaliseHost(text, ref buffer, out _, out var address, out _);
        buffer.Dispose();
        AddDigits(address, 128);
    }

    /// <summary>The addresses of a block: of IPv4 as four numbers, of IPv6 as digits.</summary>
    private void AddBlock(AddressBlock block)
    {
        if (block.PrefixLength >= 96 && (block.Network >> 32) == (Mapped >> 32))
        {
            AddNumbers((uint)(block.Network & uint.MaxValue), block.PrefixLength - 96);
            return;
        }
        bool takesMapped = block.Contains(Mapped);
        int split = takesMapped ? automaton.BeginOptional() : -1;
        AddDigits(block.Network, block.PrefixLength);
        if (split < 0)
            return;
        // Either of the two: behind the digits nothing follows that begins as numbers do.
        int end = automaton.BeginJump();
        automaton.EndOptional(split);
        AddNumbers(0, 0);
        automaton.EndJump(end);
    }

    private void AddDigits(UInt128 network, int prefixLength)
    {
        automaton.Character('[');
        for (int i = 0; i < 32; i++)
        {
            int digit = (int)(network >> (124 - i * 4)) & 0xF;
            int free = Math.Clamp(4 * (i + 1) - prefixLength, 0, 4);
            automaton.Set(free == 4 ? HexDigits : CharacterSet.Only(string.Concat(Enumerable.Range(digit, 1 << free).Select(d => "0123456789abcdef"[d]))));
        }
        automaton.Character(']');
    }

    private void AddNumbers(uint network, int prefixLength)
    {
        for (int i = 0; i < 4; i++)
        {
            if (i > 0)
                automaton.Character('.');
            int number = (int)(network >> (24 - i * 8)) & 0xFF;
            int free = Math.Clamp(8 * (i + 1) - prefixLength, 0, 8);
            if (free == 8)
            {
                // Whether it is a number up to 255 the universe sees to.
                automaton.Set(Digits);
                automaton.Run(Digits);
                continue;
            }
            automaton.OneOf([.. Enumerable.Range(number, 1 << free).Select(n => n.ToString(CultureInfo.InvariantCulture))]);
        }
    }
}
