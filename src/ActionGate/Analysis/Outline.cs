using System.Text;

namespace ActionGate.Analysis;

/// <summary>
/// What the texts look like that an atom takes definitely: the pieces between separators, each by how it begins and ends. Mostly that alone tells
/// that two atoms take no text in common, at a thousandth of what a search costs. It may only err by saying that they might.
/// </summary>
internal sealed class Outline
{
    private const int MostCells = 4_096;
    private const int SmallTable = 256;

    private readonly List<Piece[]> _programs = [];

    private Outline()
    {
    }

    /// <summary>Draws an atom's outline.</summary>
    /// <param name="automaton">What the atom is of.</param>
    /// <param name="atom">The atom.</param>
    /// <param name="separators">What pieces stand between; none: all is one piece.</param>
    internal static Outline Of(Automaton automaton, int atom, string separators)
    {
        var outline = new Outline();
        foreach (int start in automaton.StartsOf(atom))
        {
            if (new Drawing(automaton, separators).Draw(start) is { } pieces)
                outline._programs.Add(pieces);
        }
        return outline;
    }

    /// <summary>Whether both may take the same text definitely.</summary>
    internal static bool MayMeet(Outline left, Outline right)
    {
        foreach (var one in left._programs)
        {
            foreach (var other in right._programs)
            {
                if (MayMeet(one, other))
                    return true;
            }
        }
        return false;
    }

    private static bool MayMeet(Piece[] left, Piece[] right)
    {
        int width = right.Length + 1;
        int cells = (left.Length + 1) * width;
        if (cells > MostCells)
            return true;
        Span<bool> reached = cells <= SmallTable ? stackalloc bool[SmallTable] : new bool[cells];
        reached[0] = true;
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j < width; j++)
            {
                if (!reached[i * width + j])
                    continue;
                bool isLeft = i < left.Length;
                bool isRight = j < right.Length;
                bool isManyLeft = isLeft && left[i].IsMany;
                bool isManyRight = isRight && right[j].IsMany;
                if (isLeft && (isManyLeft || isManyRight))
                    reached[(i + 1) * width + j] = true;
                if (isRight && (isManyLeft || isManyRight))
                    reached[i * width + j + 1] = true;
                if (isLeft && isRight && !isManyLeft && !isManyRight && left[i].MayBe(right[j]))
                    reached[(i + 1) * width + j + 1] = true;
            }
        }
        return reached[left.Length * width + right.Length];
    }

    /// <summary>What stands between two separators; or any number of such, none included.</summary>
    private readonly record struct Piece(string Prefix, string Suffix, bool IsOpen, bool IsMany)
    {
        internal bool MayBe(Piece other)
        {
            if (!IsOpen && !other.IsOpen)
                return Prefix == other.Prefix;
            if (IsOpen && other.IsOpen)
                return (Prefix.StartsWith(other.Prefix, StringComparison.Ordinal) || other.Prefix.StartsWith(Prefix, StringComparison.Ordinal))
                    && (Suffix.EndsWith(other.Suffix, StringComparison.Ordinal) || other.Suffix.EndsWith(Suffix, StringComparison.Ordinal));
            return IsOpen ? Takes(other.Prefix) : other.Takes(Prefix);
        }

        private bool Takes(string text) =>
            text.Length >= Prefix.Length + Suffix.Length && text.StartsWith(Prefix, StringComparison.Ordinal) && text.EndsWith(Suffix, StringComparison.Ordinal);
    }

    /// <summary>Reads one program.</summary>
    private sealed class Drawing(Automaton automaton, string separators)
    {
        private readonly List<Piece> _pieces = [];
        private readonly StringBuilder _literal = new();
        private string _prefix = "";
        private bool _isOpen;

        /// <summary>Behind what may have held separators: until the next one it is not known in which piece a character stands.</summary>
        private bool _isLost;

        /// <summary>The pieces of what a program takes definitely; <see langword="null"/>: it takes nothing so.</summary>
        internal Piece[]? Draw(int start)
        {
            for (int place = start; ;)
            {
                switch (automaton.Steps[place])
                {
                    case Step.End:
                        return null;
                    case Step.Accept when IsDefinite(place):
                        if (AcceptsFurther(place + 1))
                            Many();
                        EndPiece();
                        return [.. _pieces];
                    case Step.Split:
                        int end = EndOf(place);
                        if (!MayHoldSeparator(place + 1, end))
                            Gap();
                        else if (end == automaton.Arguments[place] && IsSeparator(place + 1) && (IsSeparator(end) || automaton.Steps[end] == Step.Accept))
                            WholePieces();
                        else
                            Many();
                        place = end;
                        continue;
                    case Step.Character when !IsSeparator(place):
                        _literal.Append((char)automaton.Arguments[place]);
                        break;
                    case Step.Character or Step.Set when IsSeparator(place):
                        EndPiece();
                        break;
                    case Step.Any or Step.Set when MayHoldSeparator(place, place + 1):
                        Many();
                        break;
                    case Step.Any or Step.Set:
                        Gap();
                        break;
                    case Step.Jump:
                        Many();
                        break;
                }
                place++;
            }
        }

        private bool IsDefinite(int place) => ((MatchTraits)automaton.Arguments[place] & (MatchTraits.Broad | MatchTraits.Possible)) == 0;

        private bool AcceptsFurther(int place)
        {
            for (; automaton.Steps[place] != Step.End; place++)
            {
                if (automaton.Steps[place] == Step.Accept && IsDefinite(place))
                    return true;
            }
            return false;
        }

        /// <summary>Where what may be left out, repeated, or chosen in place of something else is over.</summary>
        private int EndOf(int split)
        {
            int end = automaton.Arguments[split];
            for (int place = split + 1; place < end; place++)
            {
                if (automaton.Steps[place] is Step.Split or Step.Jump)
                    end = Math.Max(end, automaton.Arguments[place]);
            }
            return end;
        }

        private bool MayHoldSeparator(int from, int end)
        {
            for (int place = from; place < end; place++)
            {
                int argument = automaton.Arguments[place];
                bool may = automaton.Steps[place] switch
                {
                    Step.Character => separators.Contains((char)argument, StringComparison.Ordinal),
                    Step.Set => separators.Any(automaton.SetOf(argument).Contains),
                    Step.Any => separators.Length > 0,
                    _ => false,
                };
                if (may)
                    return true;
            }
            return false;
        }

        /// <summary>It takes a separator, and nothing else.</summary>
        private bool IsSeparator(int place)
        {
            int argument = automaton.Arguments[place];
            if (automaton.Steps[place] == Step.Character)
                return separators.Contains((char)argument, StringComparison.Ordinal);
            if (automaton.Steps[place] != Step.Set)
                return false;
            foreach (var (first, last) in automaton.SetOf(argument).Ranges)
            {
                for (int c = first; c <= last; c++)
                {
                    if (!separators.Contains((char)c, StringComparison.Ordinal))
                        return false;
                }
            }
            return true;
        }

        private void Gap()
        {
            if (!_isOpen)
                _prefix = _literal.ToString();
            _isOpen = true;
            _literal.Clear();
        }

        private void EndPiece()
        {
            if (!_isLost)
                _pieces.Add(_isOpen ? new Piece(_prefix, _literal.ToString(), IsOpen: true, IsMany: false) : new Piece(_literal.ToString(), "", IsOpen: false, IsMany: false));
            Begin();
        }

        /// <summary>Any number of whole pieces behind this one, each with the separator before it.</summary>
        private void WholePieces()
        {
            EndPiece();
            _pieces.Add(new Piece("", "", IsOpen: true, IsMany: true));
            // What follows is a separator or the end, and the piece before it has been ended.
            _isLost = true;
        }

        /// <summary>Anything, and separators among it.</summary>
        private void Many()
        {
            if (_isLost)
                return;
            Gap();
            EndPiece();
            _pieces.Add(new Piece("", "", IsOpen: true, IsMany: true));
            _isLost = true;
        }

        private void Begin()
        {
            _literal.Clear();
            _prefix = "";
            _isOpen = false;
            _isLost = false;
        }
    }
}
