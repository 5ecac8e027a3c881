namespace ActionGate.Audit.Redaction;

/// <summary>Secrets among a program's arguments, by the rows of <see cref="SecretPrograms"/>.</summary>
internal static class ProgramSecret
{
    /// <summary>The longest of letters in one word, <c>-sSu</c>, where the value need not look like anything.</summary>
    private const int LongestCluster = 4;

    /// <summary>The place of the last operand that may name a secret: behind it a sentence goes on.</summary>
    private const int LastNaming = 6;

    /// <param name="found">The list, made with the first.</param>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the program's name stands, or a part of a longer one.</param>
    /// <param name="program">The program.</param>
    internal static void AddTo(ref List<TextRange>? found, ReadOnlySpan<char> text, int at, SecretAnchor program)
    {
        int end = at + program.Text.Length;
        if (at > 0 && IsNameCharacter(text[at - 1]))
            return;
        if (end < text.Length && text[end] == '.' && text[end..].StartsWith(".exe", StringComparison.OrdinalIgnoreCase))
            end += 4;
        if (end < text.Length && IsNameCharacter(text[end]))
            return;
        foreach (var row in program.Programs!)
        {
            if (row.WordList.Length == 0 || text[end..].Contains(row.WordList[^1], StringComparison.Ordinal))
                new Arguments(text, row).AddTo(ref found, at, end);
        }
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';

    /// <summary>A walk over the words behind the program's name.</summary>
    private ref struct Arguments(ReadOnlySpan<char> text, SecretProgram row)
    {
        private readonly ReadOnlySpan<char> _text = text;
        private readonly SecretProgram _row = row;
        private int _words;
        private int _operands;
        private int _awaited;
        private bool _hasFlag = row.Flag.Length == 0;
        private SecretOption? _option;
        private TextRange _last;

        internal void AddTo(ref List<TextRange>? found, int at, int nameEnd)
        {
            char outer = ValueText.OpenQuote(_text[..at]);
            // The program itself may be quoted.
            int p = nameEnd < _text.Length && _text[nameEnd] is '"' or '\'' ? nameEnd + 1 : nameEnd;
            if (p > nameEnd && outer == _text[nameEnd])
                outer = '\0';
            while (true)
            {
                p = NamedSecret.SkipBlanks(_text, p);
                if (p >= _text.Length || _text[p] is ';' or '|' or '&' or '\n' or '\r' || _text[p] == outer && outer != '\0')
                    break;
                if (_text[p] is '<' or '>')
                {
                    p = BehindRedirection(p, outer);
                    continue;
                }
                int end = ValueText.WordEnd(_text, p, outer);
                if (!IsDescriptor(p, end))
                    Add(ref found, Unquoted(p, end));
                p = Math.Max(end, p + 1);
            }
            bool isComplete = _words == _row.WordList.Length && _hasFlag;
            if (isComplete && _row.Operand == SecretOperand.Last)
                TextRange.Add(ref found, Value(_last, '\0'));
            if (isComplete && _row.ReadsInput)
                InputSecret.AddTo(ref found, _text, at);
        }

        private void Add(ref List<TextRange>? found, TextRange place)
        {
            var word = _text[place.Start..place.End];
            if (_option is { } option)
            {
                _option = null;
                if (option.IsSecret)
                    TextRange.Add(ref found, OfOption(option, place));
                return;
            }
            bool isOption = word.Length > 1 && word[0] is '-' or '/';
            if (isOption && _words == _row.WordList.Length && OfOption(place, out var secret))
                TextRange.Add(ref found, secret);
            else if (word.Length > 0 && word[0] != '-')
                TextRange.Add(ref found, OfOperand(place));
            else if (_operands == 0)
                _hasFlag |= IsFlag(word);
        }

        /// <summary>The word is one of the options, and perhaps its value.</summary>
        private bool OfOption(TextRange place, out TextRange secret)
        {
            var word = _text[place.Start..place.End];
            secret = default;
            foreach (var option in _row.OptionList)
            {
                int length = LengthIn(word, option);
                if (length == 0)
                    continue;
                if (length == word.Length)
                    _option = option.IsApart ? option : null;
                else if (option.IsAttached)
                    secret = OfOption(option, Unquoted(place.Start + length, place.End));
                return true;
            }
            return false;
        }

        private readonly TextRange OfOption(SecretOption option, TextRange place) => option.IsNamed ? OfAssigned(place) : Value(place, option.Needs);

        private readonly TextRange OfAssigned(TextRange place)
        {
            int sign = _text[place.Start..place.End].IndexOf('=') + 1;
            return sign > 1 ? Value(Unquoted(place.Start + sign, place.End), '\0') : default;
        }

        private TextRange OfOperand(TextRange place)
        {
            var word = _text[place.Start..place.End];
            if (_words < _row.WordList.Length)
            {
                if (word.Equals(_row.WordList[_words], StringComparison.Ordinal))
                    _words++;
                return default;
            }
            _operands++;
            switch (_row.Operand)
            {
                case SecretOperand.At when _operands == _row.Place:
                case SecretOperand.From when _operands >= _row.Place:
                    // A path, or an option of Windows; and of vault's "login" a member that says by its name what it is.
                    return word[0] == '/' || word.Contains('=') && _row.Operand == SecretOperand.At ? default : Value(place, '\0');
                case SecretOperand.Last:
                    _last = place;
                    return default;
                case SecretOperand.Named:
                    return OfNamed(place);
                case SecretOperand.Assigned:
                    return OfAssigned(place);
                case SecretOperand.Slashed:
                    int slash = word.IndexOf('/') + 1;
                    return slash > 1 && word[0] != '@' ? Value(new TextRange(place.Start + slash, place.End), '\0') : default;
                default:
                    return default;
            }
        }

        private TextRange OfNamed(TextRange place)
        {
            if (_awaited > 0)
            {
                _awaited--;
                return ValueText.IsPath(_text[place.Start..place.End]) ? default : Value(place, '\0');
            }
            var name = _text[place.Start..place.End];
            // Settings have longer names: //registry.npmjs.org/:_authToken, pypi-token.repository, http-basic.host.
            bool isPair = name.StartsWith("http-basic.", StringComparison.OrdinalIgnoreCase);
            name = name[(name.LastIndexOfAny('/', ':') + 1)..];
            int dot = name.IndexOf('.');
            bool isSecret = SecretName.Of(name) != NamedKind.None || dot > 0 && SecretName.Of(name[..dot]) != NamedKind.None
                || name.StartsWith("github-oauth.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("bearer.", StringComparison.OrdinalIgnoreCase);
            // Git's setting holds the name of a key.
            isSecret &= !name.EndsWith(".signingkey", StringComparison.OrdinalIgnoreCase);
            if ((isPair || isSecret) && _operands <= LastNaming)
                _awaited = isPair ? 2 : 1;
            return default;
        }

        private readonly TextRange Value(TextRange place, char needs)
        {
            var value = _text[place.Start..place.End];
            bool isSecret = !value.IsEmpty && value[0] != '-' && (needs == '\0' || value.Contains(needs)) && !ValueText.IsReference(value) && !ValueText.IsMark(value);
            return isSecret ? place : default;
        }

        /// <summary>What is quoted in a command is mostly the whole word.</summary>
        private readonly TextRange Unquoted(int start, int end)
        {
            if (start < end && _text[start] is '"' or '\'')
            {
                char quote = _text[start++];
                if (end > start && _text[end - 1] == quote)
                    end--;
            }
            return new TextRange(start, end);
        }

        private readonly bool IsFlag(ReadOnlySpan<char> word) =>
            word.Equals(_row.Flag, StringComparison.Ordinal)
            || _row.Flag.Length == 2 && word.Length > 2 && word[1] != '-' && word[1..].Contains(_row.Flag[1]) && !word[1..].ContainsAnyExcept(SecretCharacters.Letters);

        /// <summary>The number before a redirection.</summary>
        private readonly bool IsDescriptor(int start, int end) =>
            end < _text.Length && _text[end] is '<' or '>' && !_text[start..end].ContainsAnyExcept(SecretCharacters.Digits);

        private readonly int BehindRedirection(int p, char outer)
        {
            while (p < _text.Length && _text[p] is '<' or '>' or '&' or '|')
                p++;
            p = NamedSecret.SkipBlanks(_text, p);
            return p < _text.Length && _text[p] is not ('\n' or '\r') ? Math.Max(p + 1, ValueText.WordEnd(_text, p, outer)) : p;
        }

        /// <summary>How much of a word the option takes; letters may stand before it in one word: <c>-su</c>.</summary>
        private static int LengthIn(ReadOnlySpan<char> word, SecretOption option)
        {
            if (option.Text.StartsWith("--", StringComparison.Ordinal))
            {
                if (word.Equals(option.Text, StringComparison.Ordinal))
                    return word.Length;
                return word.StartsWith(option.Text, StringComparison.Ordinal) && word[option.Text.Length] == '=' ? option.Text.Length + 1 : 0;
            }
            int length = option.Text.Length;
            if (word.StartsWith(option.Text, StringComparison.Ordinal) && (option.IsAttached || word.Length == length || length == 2))
                return word.Length > length && word[length] == '=' && (option.Needs != '\0' || length > 2) ? length + 1 : length;
            bool isCluster = length == 2 && option.IsApart && word[1] != '-' && word[0] == '-' && word[^1] == option.Text[1] && (option.Needs != '\0' || word.Length <= LongestCluster);
            return isCluster && !word[1..].ContainsAnyExcept(SecretCharacters.Letters) ? word.Length : 0;
        }
    }
}
