using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

/// <summary>
/// bash's brace expansion, which comes before all other expansions: <c>a{b,c}</c> is two words. It follows bash's own way through the
/// text, since what is taken for a brace expression depends on it.
/// </summary>
internal sealed class BraceExpansion(ShellBudget budget)
{
    private const int MaxWords = 1024;

    private bool _isTooMuch;

    /// <summary>A character outside quotes, or a part that braces do not look into.</summary>
    private readonly record struct Item(char Char, WordPart? Part, int At);

    /// <summary>Whether the word may hold a brace expression at all.</summary>
    internal static bool IsPossible(Word word)
    {
        bool opens = false;
        foreach (var part in word.Parts)
        {
            if (part is not BareText bare)
                continue;
            int open = opens ? 0 : bare.Text.IndexOf('{', StringComparison.Ordinal);
            opens |= open >= 0;
            if (opens && bare.Text.AsSpan(open).Contains('}'))
                return true;
        }
        return false;
    }

    /// <summary>The words that it becomes; <see langword="null"/> where they are too many.</summary>
    internal List<Word>? Expand(Word word)
    {
        var items = new List<Item>();
        foreach (var part in word.Parts)
        {
            if (part is BareText bare)
            {
                for (int i = 0; i < bare.Text.Length; i++)
                    items.Add(new(bare.Text[i], null, bare.Start + i));
            }
            else
            {
                items.Add(new('\0', part, part.Start));
            }
        }
        var expanded = Expand([.. items]);
        if (_isTooMuch)
            return null;
        var words = new List<Word>(expanded.Count);
        foreach (var one in expanded)
        {
            if (one.Length > 0)
                words.Add(new Word(word.Start, word.End, PartsOf(one)));
        }
        return words;
    }

    private static WordPart[] PartsOf(Item[] items)
    {
        var parts = new List<WordPart>();
        for (int i = 0; i < items.Length;)
        {
            if (items[i].Part is { } part)
            {
                parts.Add(part);
                i++;
                continue;
            }
            int start = i;
            while (i < items.Length && items[i].Part is null)
                i++;
            parts.Add(new BareText(items[start].At, items[start].At + 1, TextOf(items.AsSpan(start, i - start))));
        }
        return [.. parts];
    }

    private static string TextOf(ReadOnlySpan<Item> items)
    {
        var text = new char[items.Length];
        for (int i = 0; i < items.Length; i++)
            text[i] = items[i].Char;
        return new string(text);
    }

    private List<Item[]> Expand(ReadOnlySpan<Item> text)
    {
        if (_isTooMuch || !budget.TakeSteps(text.Length + 1))
            _isTooMuch = true;
        if (_isTooMuch || !budget.Enter())
            return [];
        var result = ExpandWithin(text);
        budget.Leave();
        return result;
    }

    private List<Item[]> ExpandWithin(ReadOnlySpan<Item> text)
    {
        int open = 0, close;
        while (true)
        {
            if (!Find(text, ref open, '{'))
                return [text.ToArray()];
            close = open + 1;
            if (Find(text, ref close, '}'))
                break;
            open++;
        }
        var amble = text[(open + 1)..close];
        List<Item[]> middle;
        if (HasComma(amble))
        {
            middle = ExpandAmble(amble);
        }
        else if (Sequence(amble, text[open].At) is { } sequence)
        {
            middle = sequence;
        }
        else
        {
            if (close + 1 == text.Length)
                return [text.ToArray()];
            middle = [text[open..(close + 1)].ToArray()];
        }
        var result = Cross([text[..open].ToArray()], middle);
        return close + 1 < text.Length ? Cross(result, Expand(text[(close + 1)..])) : result;
    }

    private List<Item[]> ExpandAmble(ReadOnlySpan<Item> amble)
    {
        var result = new List<Item[]>();
        for (int start = 0; start <= amble.Length && !_isTooMuch;)
        {
            int end = start;
            bool found = Find(amble, ref end, ',');
            result.AddRange(Expand(amble[start..end]));
            if (result.Count > MaxWords)
                _isTooMuch = true;
            if (!found)
                break;
            start = end + 1;
        }
        return result;
    }

    /// <summary>Goes to the next such character at this level; a closing brace counts only behind a comma or a sequence.</summary>
    private bool Find(ReadOnlySpan<Item> text, ref int at, char satisfy)
    {
        int level = 0;
        bool hasCommas = satisfy != '}';
        int start = at;
        for (; at < text.Length; at++)
        {
            if (text[at].Part is not null)
                continue;
            char c = text[at].Char;
            if (c == satisfy && level == 0 && hasCommas)
            {
                // '{}' is no expression at the start of a word.
                if (c == '{' && at == 0 && text.Length > 1 && text[1] is { Part: null, Char: '}' })
                    continue;
                break;
            }
            if (c == '{')
                level++;
            else if (c == '}' && level > 0)
                level--;
            else if (satisfy == '}' && level == 0 && (c == ',' || c == '.' && IsSequenceMark(text, at, satisfy)))
                hasCommas = true;
        }
        if (!budget.TakeSteps((at - start) / 8 + 1))
            _isTooMuch = true;
        return at < text.Length && !_isTooMuch;
    }

    private static bool IsSequenceMark(ReadOnlySpan<Item> text, int at, char satisfy) =>
        at + 1 < text.Length && text[at + 1] is { Part: null, Char: '.' } && !(at + 2 < text.Length && text[at + 2].Part is null && text[at + 2].Char == satisfy);

    private static bool HasComma(ReadOnlySpan<Item> amble)
    {
        foreach (var item in amble)
        {
            if (item is { Part: null, Char: ',' })
                return true;
        }
        return false;
    }

    private List<Item[]> Cross(List<Item[]> left, List<Item[]> right)
    {
        if ((long)left.Count * right.Count > MaxWords)
            _isTooMuch = true;
        if (_isTooMuch)
            return [];
        var result = new List<Item[]>(left.Count * right.Count);
        foreach (var first in left)
        {
            foreach (var second in right)
            {
                if (!budget.TakeSteps((first.Length + second.Length) / 8 + 1))
                {
                    _isTooMuch = true;
                    return [];
                }
                result.Add([.. first, .. second]);
            }
        }
        return result;
    }

    /// <summary><c>1..9</c>, <c>a..f</c>, <c>01..10..3</c>; <see langword="null"/> where it is none of these.</summary>
    private List<Item[]>? Sequence(ReadOnlySpan<Item> amble, int at)
    {
        foreach (var item in amble)
        {
            if (item.Part is not null)
                return null;
        }
        string text = TextOf(amble);
        string[] ends = text.Split("..");
        if (ends.Length is not (2 or 3))
            return null;
        long step = 1;
        if (ends.Length == 3 && !TryNumber(ends[2], out step))
            return null;
        if (TryNumber(ends[0], out long first) && TryNumber(ends[1], out long last))
            return Numbers(first, last, step, WidthOf(ends[0], ends[1]), at);
        if (ends[0].Length == 1 && ends[1].Length == 1 && char.IsAsciiLetter(ends[0][0]) && char.IsAsciiLetter(ends[1][0]))
            return Letters(ends[0][0], ends[1][0], step, at);
        return null;
    }

    private static bool TryNumber(string text, out long number)
    {
        number = 0;
        if (text.Length > 18)
            return false;
        var digits = text.AsSpan(text.Length > 0 && text[0] is '-' or '+' ? 1 : 0);
        if (digits.IsEmpty || digits.IndexOfAnyExceptInRange('0', '9') >= 0)
            return false;
        foreach (char digit in digits)
            number = number * 10 + (digit - '0');
        if (text[0] == '-')
            number = -number;
        return true;
    }

    /// <summary>With a leading zero at either end all numbers are as wide as the wider end.</summary>
    private static int WidthOf(string first, string last)
    {
        static bool IsPadded(string text) => text.Length > 1 && text[0] == '0' || text.Length > 2 && text[0] == '-' && text[1] == '0';
        return IsPadded(first) || IsPadded(last) ? Math.Max(first.Length, last.Length) : 0;
    }

    private List<Item[]> Numbers(long first, long last, long step, int width, int at)
    {
        step = step == 0 ? 1 : Math.Abs(step);
        if (Math.Abs(last - first) / step >= MaxWords)
        {
            _isTooMuch = true;
            return [];
        }
        var result = new List<Item[]>();
        for (long n = first; first <= last ? n <= last : n >= last; n += first <= last ? step : -step)
        {
            string digits = Math.Abs(n).ToString(System.Globalization.CultureInfo.InvariantCulture);
            result.Add(ItemsOf(n < 0 ? "-" + digits.PadLeft(Math.Max(width - 1, 0), '0') : digits.PadLeft(width, '0'), at));
        }
        return result;
    }

    private List<Item[]> Letters(char first, char last, long step, int at)
    {
        step = step == 0 ? 1 : Math.Abs(step);
        var result = new List<Item[]>();
        for (long c = first; first <= last ? c <= last : c >= last; c += first <= last ? step : -step)
        {
            // Between the cases lie characters with a meaning of their own.
            if (!char.IsAsciiLetter((char)c))
                _isTooMuch = true;
            result.Add(ItemsOf(((char)c).ToString(), at));
        }
        return result;
    }

    private static Item[] ItemsOf(string text, int at)
    {
        var items = new Item[text.Length];
        for (int i = 0; i < items.Length; i++)
            items[i] = new(text[i], null, at);
        return items;
    }
}
