using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Expansion;

/// <summary>How a character came into a word, which decides what may still become of it.</summary>
internal enum Ink : byte
{
    /// <summary>It stands for itself.</summary>
    Quoted,

    /// <summary>Written outside quotes: patterns keep their meaning.</summary>
    Bare,

    /// <summary>Out of an expansion outside quotes: patterns keep their meaning, and separators separate.</summary>
    Split,

    /// <summary>No character: quotes stood here, so that the argument exists though it may be empty.</summary>
    Null,

    /// <summary>No character: one argument ends here, and the next begins.</summary>
    Break,

    /// <summary>A hole that may be any number of arguments.</summary>
    Many,
}

/// <summary>
/// The characters of words under expansion. Words nest, by substitutions: each begins where the buffer ends, and is cut off again
/// when it is done.
/// </summary>
internal sealed class FieldBuffer
{
    private const string UsualSeparators = " \t\n";

    private char[] _chars = [];
    private Ink[] _inks = [];
    private char[] _out = [];

    internal int Length { get; private set; }

    /// <summary>Patterns match names whatever their case.</summary>
    internal bool MatchesCases { get; set; }

    /// <summary>Patterns may be told to match names that begin with a dot.</summary>
    internal bool MatchesDots { get; set; }

    internal void Append(char c, Ink ink)
    {
        Reserve(1);
        _chars[Length] = c;
        _inks[Length++] = ink;
    }

    internal void Append(ReadOnlySpan<char> text, Ink ink)
    {
        Reserve(text.Length);
        text.CopyTo(_chars.AsSpan(Length));
        _inks.AsSpan(Length, text.Length).Fill(ink);
        Length += text.Length;
    }

    internal void Cut(int start) => Length = start;

    internal ReadOnlySpan<char> Chars(int start) => _chars.AsSpan(start, Length - start);

    internal ReadOnlySpan<Ink> Inks(int start) => _inks.AsSpan(start, Length - start);

    /// <summary>The text from <paramref name="start"/> on as one, which nothing splits.</summary>
    internal string Text(int start)
    {
        int length = 0;
        EnsureOut(Length - start);
        for (int i = start; i < Length; i++)
        {
            if (_inks[i] is Ink.Null)
                continue;
            Put(_inks[i] is Ink.Break ? ' ' : _chars[i], ref length);
        }
        return new string(_out, 0, length);
    }

    /// <summary>Splits what begins at <paramref name="start"/> into arguments.</summary>
    /// <param name="start">Where the word begins.</param>
    /// <param name="separators">IFS; <see langword="null"/> where it is not known.</param>
    /// <param name="hasPatterns">Patterns of file names are expanded.</param>
    /// <param name="at">The place of the arguments.</param>
    /// <param name="into">Gets the arguments.</param>
    internal void Split(int start, string? separators, bool hasPatterns, int at, List<ShellWord> into)
    {
        EnsureOut(Length - start);
        var field = new Field(hasPatterns);
        bool afterBlank = false;
        for (int i = start; i < Length; i++)
        {
            char c = _chars[i];
            if (c == PartlyKnown.Computed && _inks[i] is not (Ink.Null or Ink.Break))
            {
                // Where it ends is not marked: the rest of the word counts.
                field.IsComputed = true;
                continue;
            }
            switch (_inks[i])
            {
                case Ink.Null:
                    field.IsPresent = true;
                    break;
                case Ink.Break:
                    End(ref field, at, into);
                    afterBlank = false;
                    break;
                case Ink.Quoted:
                    Put(c, ref field);
                    break;
                case Ink.Bare:
                    PutActive(c, ref field);
                    break;
                case Ink.Many:
                    field.IsMany = field.IsSplit = true;
                    Put(PartlyKnown.Hole, ref field);
                    break;
                default:
                    if (c is PartlyKnown.Hole or PartlyKnown.Home || separators is null || MaySplit(c, separators) || field.IsComputed && c is ShellWord.NameHole or ShellWord.PlainNameHole)
                    {
                        // What the hole begins or ends with may end this argument.
                        field.IsMany = field.IsSplit = true;
                        Put(c == PartlyKnown.Home ? c : PartlyKnown.Hole, ref field);
                    }
                    else if (!separators.Contains(c, StringComparison.Ordinal))
                    {
                        field.IsLoose |= c is ShellWord.NameHole or ShellWord.PlainNameHole && separators.Length > 0;
                        PutActive(c, ref field);
                    }
                    else if (UsualSeparators.Contains(c, StringComparison.Ordinal))
                    {
                        afterBlank |= field.IsPresent;
                        End(ref field, at, into);
                    }
                    else
                    {
                        // Blanks and one other separator end an argument together.
                        if (!field.IsPresent && !afterBlank)
                            field.IsPresent = true;
                        afterBlank = false;
                        End(ref field, at, into);
                    }
                    break;
            }
            if (field.IsPresent)
                afterBlank = false;
        }
        End(ref field, at, into);
    }

    /// <summary>A number, or a name that is made up, may hold one of the separators.</summary>
    private static bool MaySplit(char c, string separators) =>
        !ReferenceEquals(separators, UsualSeparators) && c switch
        {
            PartlyKnown.Number => separators.AsSpan().IndexOfAny("-0123456789") >= 0,
            ShellWord.FreshHole or PartlyKnown.Name => separators.AsSpan().ContainsAnyExcept(UsualSeparators),
            _ => false,
        };

    private void PutActive(char c, ref Field field)
    {
        if (field.HasPatterns)
        {
            switch (c)
            {
                case '*' or '?':
                    field.IsMany = true;
                    c = NameHole(in field, c);
                    if (c == PartlyKnown.Hole && _out[field.Length - 1] != '.')
                        field.Stars++;
                    break;
                case '[' when field.OpenAt < 0:
                    field.OpenAt = field.Length;
                    break;
                case ']' when field.OpenAt >= 0:
                    field.CloseAt = field.Length;
                    break;
            }
        }
        Put(c, ref field);
    }

    /// <summary>What a pattern's star or question mark may stand for (bash(1), Pathname Expansion).</summary>
    private char NameHole(in Field field, char c)
    {
        // What is written around it is not how the name is spelled then.
        if (MatchesCases)
            return PartlyKnown.Hole;
        char last = field.Length == 0 ? '/' : _out[field.Length - 1];
        // Two stars may cross folders, and '.*' may be '..'.
        if (c == '*' && last is ShellWord.NameHole or ShellWord.PlainNameHole || last == '.' && (field.Length == 1 || _out[field.Length - 2] == '/'))
            return PartlyKnown.Hole;
        return last == '/' && !MatchesDots ? ShellWord.PlainNameHole : ShellWord.NameHole;
    }

    private void Put(char c, ref Field field)
    {
        field.IsPresent = true;
        if (c == PartlyKnown.Hole)
            field.Holes++;
        Put(c, ref field.Length);
    }

    private void Put(char c, ref int length)
    {
        if (c != PartlyKnown.Hole || length == 0 || _out[length - 1] != PartlyKnown.Hole)
            _out[length++] = c;
    }

    private void End(ref Field field, int at, List<ShellWord> into)
    {
        if (field.IsPresent)
        {
            if (field.CloseAt > field.OpenAt && field.OpenAt >= 0)
            {
                // From the first bracket to the last: several sets in one word are one hole, which covers them.
                int close = Math.Min(field.CloseAt, field.Length - 1);
                bool crosses = MatchesCases || _out.AsSpan(field.OpenAt, close - field.OpenAt + 1).IndexOfAny('/', PartlyKnown.Hole) >= 0;
                _out[field.OpenAt] = crosses ? PartlyKnown.Hole : ShellWord.NameHole;
                _out.AsSpan(close + 1, field.Length - close - 1).CopyTo(_out.AsSpan(field.OpenAt + 1));
                field.Length -= close - field.OpenAt;
                field.IsMany = true;
            }
            into.Add(PartlyKnown.ToWord(_out.AsSpan(0, field.Length), at, field.IsMany, field.IsComputed) with
            {
                IsPattern = field.IsMany && !field.IsSplit,
                IsLoose = field.IsLoose,
                Below = FolderOfStars(in field) is { } folder ? [folder] : null,
            });
        }
        field = new Field(field.HasPatterns) { IsComputed = field.IsComputed };
    }

    /// <summary>The folder below which two stars find names, where all else is known to stay there; <see langword="null"/> where there is none.</summary>
    private string? FolderOfStars(in Field field)
    {
        // What crosses folders is what the stars stand for, and nothing else.
        if (field is not { Stars: 1, Holes: 1, OpenAt: < 0, IsSplit: false })
            return null;
        ReadOnlySpan<char> text = _out.AsSpan(0, field.Length);
        if (text.Contains("..", StringComparison.Ordinal) || text[0] is '~' or '-' || text.ContainsAnyInRange('\uFDD0', '\uFDEF'))
            return null;
        int slash = text[..text.IndexOfAny(ShellWord.NameHole, ShellWord.PlainNameHole)].LastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? null : text[..slash].ToString();
    }

    private void Reserve(int count)
    {
        if (Length + count <= _chars.Length)
            return;
        int size = Math.Max(Math.Max(_chars.Length * 2, 64), Length + count);
        Array.Resize(ref _chars, size);
        Array.Resize(ref _inks, size);
    }

    private void EnsureOut(int length)
    {
        if (_out.Length < length)
            _out = new char[Math.Max(Math.Max(length, 64), _out.Length * 2)];
    }

    private struct Field(bool hasPatterns)
    {
        internal readonly bool HasPatterns = hasPatterns;
        internal int Length;
        internal int OpenAt = -1;
        internal int CloseAt = -1;
        internal bool IsPresent;
        internal bool IsMany;
        internal bool IsComputed;
        internal bool IsSplit;
        internal bool IsLoose;

        /// <summary>How often two stars stand together.</summary>
        internal int Stars;

        /// <summary>How much of it is not known at all, each pair of stars included.</summary>
        internal int Holes;
    }
}
