using System.Runtime.InteropServices;
using ActionGate.Matching;

namespace ActionGate.Analysis;

/// <summary>What a place of an automaton does.</summary>
internal enum Step : byte
{
    /// <summary>Takes one character.</summary>
    Character,

    /// <summary>Takes any character.</summary>
    Any,

    /// <summary>Takes a character of a set.</summary>
    Set,

    /// <summary>Goes on behind it, and somewhere else as well.</summary>
    Split,

    /// <summary>Goes on somewhere else.</summary>
    Jump,

    /// <summary>What was read so far is a match; goes on behind it.</summary>
    Accept,

    /// <summary>Goes nowhere.</summary>
    End,
}

/// <summary>What kind of match a place of an automaton accepts.</summary>
[Flags]
internal enum MatchTraits : byte
{
    Definite = 0,

    /// <summary>A refusing pattern takes it broadly.</summary>
    Broad = 1,

    /// <summary>It may be a match; only the matcher itself knows.</summary>
    Possible = 2,

    /// <summary>It counts for paths inside the base only.</summary>
    Inside = 4,

    /// <summary>It counts for paths outside the base only.</summary>
    Outside = 8,
}

/// <summary>
/// Patterns as one automaton over UTF-16 units: a program of small steps, each of which goes on with the one behind it. Every pattern is an
/// atom, whose programs say which texts it takes, and how. It grows while atoms are added, and then only is read.
/// </summary>
internal sealed class Automaton
{
    private readonly List<Step> _steps = [];
    private readonly List<int> _arguments = [];
    private readonly List<int> _owners = [];
    private readonly List<CharacterSet> _sets = [];
    private readonly List<int> _starts = [];
    private readonly List<int> _startEnds = [];
    private readonly List<string?> _prefixes = [];

    internal int Size => _steps.Count;

    internal int AtomCount => _startEnds.Count;

    internal ReadOnlySpan<Step> Steps => CollectionsMarshal.AsSpan(_steps);

    internal ReadOnlySpan<int> Arguments => CollectionsMarshal.AsSpan(_arguments);

    /// <summary>The atom that each place belongs to.</summary>
    internal ReadOnlySpan<int> Owners => CollectionsMarshal.AsSpan(_owners);

    internal CharacterSet SetOf(int argument) => _sets[argument];

    /// <summary>Where an atom's programs begin.</summary>
    internal ReadOnlySpan<int> StartsOf(int atom) => CollectionsMarshal.AsSpan(_starts)[(atom == 0 ? 0 : _startEnds[atom - 1]).._startEnds[atom]];

    /// <summary>What every text begins with that an atom may take.</summary>
    internal string PrefixOf(int atom) => _prefixes[atom] ??= FindPrefix(atom);

    /// <summary>Two atoms may take the same text, as far as their beginnings tell.</summary>
    internal bool MayMeet(int left, int right)
    {
        string one = PrefixOf(left);
        string other = PrefixOf(right);
        return one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal);
    }

    /// <summary>The programs of an atom as text, wherever they stand: the same text for atoms that take the same in the same way.</summary>
    internal string ProgramOf(int atom)
    {
        var text = new System.Text.StringBuilder();
        foreach (int start in StartsOf(atom))
        {
            for (int place = start; ; place++)
            {
                int argument = _arguments[place];
                text.Append((char)('A' + (int)_steps[place]));
                if (_steps[place] is Step.Split or Step.Jump)
                    text.Append(argument - place);
                else if (_steps[place] == Step.Set)
                    text.AppendJoin(',', _sets[argument].Ranges.ToArray());
                else
                    text.Append((char)argument);
                if (_steps[place] == Step.End)
                    break;
            }
        }
        return text.ToString();
    }

    private string FindPrefix(int atom)
    {
        string? common = null;
        foreach (int start in StartsOf(atom))
        {
            int end = start;
            while (_steps[end] == Step.Character)
                end++;
            string prefix = string.Concat(Enumerable.Range(start, end - start).Select(place => (char)_arguments[place]));
            common = common is null ? prefix : common[..common.AsSpan().CommonPrefixLength(prefix)];
        }
        return common ?? "";
    }

    /// <summary>What an atom takes is not known in full.</summary>
    internal bool IsOpen(int atom)
    {
        bool isOpen = false;
        foreach (int start in StartsOf(atom))
            isOpen |= IsPossible(start);
        return isOpen;
    }

    private bool IsPossible(int start)
    {
        int end = start;
        while (_steps[end] != Step.Accept)
            end++;
        return ((MatchTraits)_arguments[end] & MatchTraits.Possible) != 0;
    }

    /// <summary>Begins a further atom, whose programs follow.</summary>
    internal int BeginAtom()
    {
        _startEnds.Add(_starts.Count);
        _prefixes.Add(null);
        return _startEnds.Count - 1;
    }

    /// <summary>Begins a further program of the last atom.</summary>
    internal void BeginProgram()
    {
        _starts.Add(Size);
        _startEnds[^1]++;
    }

    internal void Accept(MatchTraits traits) => Add(Step.Accept, (int)traits);

    internal void End() => Add(Step.End);

    internal void Character(char c) => Add(Step.Character, c);

    internal void Text(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
            Character(c);
    }

    internal void Any() => Add(Step.Any);

    internal void Set(CharacterSet set)
    {
        _sets.Add(set);
        Add(Step.Set, _sets.Count - 1);
    }

    /// <summary>Any number of a set's characters, none included.</summary>
    internal void Run(CharacterSet? set = null)
    {
        int split = BeginOptional();
        if (set is null)
            Any();
        else
            Set(set);
        Add(Step.Jump, split);
        EndOptional(split);
    }

    /// <summary>What is added until <see cref="EndOptional"/> may be left out.</summary>
    internal int BeginOptional()
    {
        Add(Step.Split);
        return Size - 1;
    }

    internal void EndOptional(int split) => _arguments[split] = Size;

    /// <summary>What is added until <see cref="EndJump"/> is no part of this way.</summary>
    internal int BeginJump()
    {
        Add(Step.Jump);
        return Size - 1;
    }

    internal void EndJump(int jump) => _arguments[jump] = Size;

    /// <summary>One of several texts.</summary>
    internal void OneOf(IReadOnlyList<string> texts)
    {
        var jumps = new List<int>(texts.Count);
        for (int i = 0; i < texts.Count; i++)
        {
            int split = i < texts.Count - 1 ? BeginOptional() : -1;
            Text(texts[i]);
            if (split < 0)
                break;
            jumps.Add(Size);
            Add(Step.Jump);
            EndOptional(split);
        }
        foreach (int jump in jumps)
            _arguments[jump] = Size;
    }

    /// <summary>Any segments, each with the separator before it, or none; what follows begins with a separator or is the end.</summary>
    internal void AnySegments(CharacterSet? inside = null)
    {
        int split = BeginOptional();
        Character('/');
        Run(inside);
        EndOptional(split);
    }

    /// <summary>Patterns of segments.</summary>
    /// <param name="pattern">As <see cref="SegmentSequence"/> writes it.</param>
    /// <param name="classes">Its classes.</param>
    /// <param name="inName">What a segment holds.</param>
    /// <param name="inside">What a run of segments may take; <see langword="null"/>: everything.</param>
    /// <param name="sets">Makes the set of a class.</param>
    internal void Segments(ReadOnlySpan<char> pattern, ReadOnlySpan<CharacterClass> classes, CharacterSet inName, CharacterSet? inside, ClassSets sets)
    {
        while (!pattern.IsEmpty)
        {
            if (pattern[0] == PatternText.AnySegments)
            {
                AnySegments(inside);
                pattern = pattern[1..];
                continue;
            }
            Character('/');
            int end = pattern[1..].IndexOfAny('/', PatternText.WildSegment, PatternText.AnySegments);
            var segment = end < 0 ? pattern[1..] : pattern.Slice(1, end);
            Wild(segment, classes, inName, sets);
            classes = PatternText.Behind(segment, classes);
            pattern = pattern[(1 + segment.Length)..];
        }
    }

    /// <summary>A piece of a pattern without segments.</summary>
    /// <param name="pattern">As <see cref="PatternText"/> writes it.</param>
    /// <param name="classes">Its classes.</param>
    /// <param name="inside">What its wildcards may take; <see langword="null"/>: everything.</param>
    /// <param name="sets">Makes the set of a class.</param>
    internal void Wild(ReadOnlySpan<char> pattern, ReadOnlySpan<CharacterClass> classes, CharacterSet? inside, ClassSets sets)
    {
        int used = 0;
        foreach (char c in pattern)
        {
            if (c == PatternText.AnyRun)
                Run(inside);
            else if (c == PatternText.Class)
                Set(sets.Of(classes[used++], inside));
            else if (c != PatternText.AnyCharacter)
                Character(c);
            else if (inside is null)
                Any();
            else
                Set(inside);
        }
    }

    private void Add(Step step, int argument = 0)
    {
        _steps.Add(step);
        _arguments.Add(argument);
        _owners.Add(_startEnds.Count - 1);
    }
}

/// <summary>The sets of classes; each is made once, as it costs a look at every character.</summary>
internal sealed class ClassSets
{
    private readonly Dictionary<(CharacterClass, CharacterSet?), CharacterSet> _known = [];
    private long _steps;

    internal CharacterSet Of(CharacterClass @class, CharacterSet? inside)
    {
        if (!_known.TryGetValue((@class, inside), out var set))
            _known[(@class, inside)] = set = Where(c => @class.Contains(c) && (inside is null || inside.Contains(c)));
        return set;
    }

    internal CharacterSet Where(Func<char, bool> holds)
    {
        _steps += char.MaxValue;
        return CharacterSet.Where(holds);
    }

    /// <summary>How many characters were looked at since this was last asked.</summary>
    internal long TakeSteps()
    {
        long steps = _steps;
        _steps = 0;
        return steps;
    }
}
