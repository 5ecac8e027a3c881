using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Expansion;

/// <summary>The options of a builtin: letters behind a dash, in clusters, up to the first operand or <c>--</c>.</summary>
internal ref struct OptionScan
{
    private readonly ReadOnlySpan<ShellWord> _words;
    private readonly string _withValue;
    private int _letter;

    /// <param name="words">The command, its name included.</param>
    /// <param name="withValue">The letters that take a value.</param>
    internal OptionScan(ReadOnlySpan<ShellWord> words, string withValue)
    {
        _words = words;
        _withValue = withValue;
        Next = 1;
    }

    /// <summary>The word that is read next; behind the last option the first operand.</summary>
    internal int Next { get; private set; }

    /// <summary>A word stands where an option may stand, and it is not known whether it is one.</summary>
    internal bool IsUnknown { get; private set; }

    internal char Letter { get; private set; }

    internal ShellWord Value { get; private set; }

    /// <summary>Goes to the next option.</summary>
    internal bool Read()
    {
        Value = default;
        while (Next < _words.Length)
        {
            ref readonly var word = ref _words[Next];
            string text = word.Text;
            if (_letter == 0)
            {
                if (word.IsMany || text.StartsWith(ShellWord.Hole) || text.StartsWith('-') && !word.IsStatic)
                {
                    IsUnknown = true;
                    return false;
                }
                if (text == "--")
                {
                    Next++;
                    return false;
                }
                if (text.Length < 2 || text[0] != '-')
                    return false;
                _letter = 1;
            }
            if (_letter < text.Length)
            {
                Letter = text[_letter++];
                if (_withValue.Contains(Letter, StringComparison.Ordinal))
                    TakeValue(text, word.At);
                else if (_letter == text.Length)
                    Advance();
                return true;
            }
            Advance();
        }
        return false;
    }

    private void TakeValue(string text, int at)
    {
        if (_letter < text.Length)
            Value = new ShellWord(text[_letter..], at);
        else if (++Next < _words.Length)
            Value = _words[Next];
        Advance();
    }

    private void Advance()
    {
        Next++;
        _letter = 0;
    }
}
