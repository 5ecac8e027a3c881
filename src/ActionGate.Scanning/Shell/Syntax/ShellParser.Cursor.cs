using System.Runtime.CompilerServices;

namespace ActionGate.Scanning.Shell.Syntax;

// The cursor. Outside of quotes that keep them it never rests on a backslash-newline, which shells take away before anything else.
internal sealed partial class ShellParser
{
    private const byte Quote = 1;
    private const byte Break = 2;
    private const byte CloseBrace = 4;
    private const byte Slash = 8;
    private const byte NameStart = 16;
    private const byte Digit = 32;

    private static readonly byte[] Classes = MakeClasses();

    private string _text;
    private int _pos;
    private int _end;

    /// <summary>What is added to a place in <see cref="_text"/> to have its place in the whole text.</summary>
    private int _base;

    /// <summary>The cursor. After a problem it stays at the end, wherever it is put: all loops end there.</summary>
    private int Pos
    {
        get => _pos;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _pos = _problem is null ? value : _end;
    }

    /// <summary>The character at the cursor; NUL, which no text holds, at the end.</summary>
    private char Current => Pos < _end ? _text[Pos] : '\0';

    private static byte[] MakeClasses()
    {
        var classes = new byte[128];
        foreach (char c in "'\"\\$`")
            classes[c] = Quote;
        foreach (char c in " \t\n|&;()<>")
            classes[c] = Break;
        classes['}'] = CloseBrace;
        classes['/'] = Slash;
        for (char c = 'a'; c <= 'z'; c++)
            classes[c] = classes[c - 'a' + 'A'] = NameStart;
        classes['_'] = NameStart;
        for (char c = '0'; c <= '9'; c++)
            classes[c] = Digit;
        return classes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Is(char c, int kinds) => c < 128 && (Classes[c] & kinds) != 0;

    /// <summary>A word ends before it.</summary>
    private static bool IsBreak(char c) => Is(c, Break);

    private static bool IsNameStart(char c) => Is(c, NameStart);

    private static bool IsNamePart(char c) => Is(c, NameStart | Digit);

    private static bool IsDigit(char c) => Is(c, Digit);

    private int At(int place) => _base + place;

    private char CharAt(int place) => place < _end ? _text[place] : '\0';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int After(int place)
    {
        place++;
        return place < _end && _text[place] == '\\' ? AfterContinuations(place) : place;
    }

    private int AfterContinuations(int place)
    {
        while (place + 1 < _end && _text[place] == '\\' && _text[place + 1] == '\n')
            place += 2;
        return place;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance()
    {
        if (Pos < _end)
            Pos = After(Pos);
    }

    private void SkipContinuations() => Pos = AfterContinuations(Pos);

    /// <summary>The character behind the one at the cursor.</summary>
    private char Peek() => Pos < _end ? CharAt(After(Pos)) : '\0';

    private bool Eat(char c)
    {
        if (Current != c)
            return false;
        Advance();
        return true;
    }

    /// <summary>The text between two places, without backslash-newlines.</summary>
    private string Slice(int start, int end)
    {
        ReadOnlySpan<char> span = _text.AsSpan(start, end - start);
        return span.Contains('\\') ? span.ToString().Replace("\\\n", "", StringComparison.Ordinal) : span.ToString();
    }

    /// <summary>Skips blanks, and a comment up to the end of its line. Only where a word or an operator could begin.</summary>
    private void SkipBlanks()
    {
        while (Current is ' ' or '\t')
            Advance();
        if (Current != '#')
            return;
        int length = _text.AsSpan(Pos, _end - Pos).IndexOf('\n');
        Pos = length < 0 ? _end : Pos + length;
    }

    /// <summary>Skips blanks, comments and ends of lines; here-documents stand behind the end of their line.</summary>
    private void SkipNewlines()
    {
        SkipBlanks();
        while (Current == '\n')
        {
            Pos++;
            if (_pending.Count > _pendingFloor)
                ReadPendingBodies();
            SkipContinuations();
            SkipBlanks();
        }
    }

    /// <summary>The end of a name that begins at a place; the place itself where none does.</summary>
    private int AfterName(int place)
    {
        if (!IsNameStart(CharAt(place)))
            return place;
        do
            place = After(place);
        while (IsNamePart(CharAt(place)));
        return place;
    }

    private int AfterDigits(int place)
    {
        while (IsDigit(CharAt(place)))
            place = After(place);
        return place;
    }

    /// <summary>A text within the text: what stands between backquotes, or in a here-document.</summary>
    private Outside GoInto(string text, int start, int end, int shift)
    {
        var outside = new Outside(_text, Pos, _end, _base, _pendingFloor, _closesWithParenthesis, _closesWithBrace);
        _text = text;
        _end = end;
        Pos = start;
        _base = shift;
        _pendingFloor = _pending.Count;
        _closesWithParenthesis = false;
        _closesWithBrace = false;
        _substitutionStart = -1;
        SkipContinuations();
        return outside;
    }

    private void GoOut(in Outside outside, int to)
    {
        ExpectNoPendingBody(Pos);
        _text = outside.Text;
        _end = outside.End;
        _base = outside.Base;
        _pendingFloor = outside.PendingFloor;
        _closesWithParenthesis = outside.ClosesWithParenthesis;
        _closesWithBrace = outside.ClosesWithBrace;
        Pos = to;
    }

    private readonly record struct Outside(
        string Text, int Pos, int End, int Base, int PendingFloor, bool ClosesWithParenthesis, bool ClosesWithBrace);
}
