using System.Buffers;
using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// Words: from parts to arguments.
internal sealed partial class ShellWalk
{
    /// <summary>What makes bare text more than its characters.</summary>
    private static readonly SearchValues<char> Active = SearchValues.Create("*?[{~\0\u0001\u0002\uFDD0\uFDD1\uFDD2\uFDD3\uFDD4\uFDD5");

    private static readonly SearchValues<char> Unprintable = SearchValues.Create("\0\u0001\u0002\uFDD0\uFDD1\uFDD2\uFDD3\uFDD4\uFDD5");

    /// <summary>How text outside quotes is taken.</summary>
    private enum Context : byte
    {
        /// <summary>As an argument.</summary>
        Argument,

        /// <summary>As the operand of an expansion that stands in an argument: separators in it separate.</summary>
        Operand,

        /// <summary>As the value of an assignment.</summary>
        Value,

        /// <summary>As one text: nothing splits it, and patterns are left.</summary>
        Text,
    }

    /// <summary>Expands the words of one command: once for each combination of the values that variables in them may have.</summary>
    /// <param name="words">The words.</param>
    /// <param name="others">What they become in the other combinations; <see langword="null"/> for most.</param>
    private ShellWord[] ExpandAll(Word[] words, out List<ShellWord[]>? others)
    {
        others = null;
        var outer = (_choices, _choicesFrom);
        (_choices, _choicesFrom) = (null, _state.Revision);
        int start = _fields.Count;
        bool isDeclaration = IsDeclaration(words);
        ShellWord[]? result = null;
        ShellState? after = null;
        while (true)
        {
            foreach (var word in words)
                Expand(word, isDeclaration);
            if (_choices is { IsCollapsed: true, IsEmpty: false })
            {
                // Too many combinations: from the start again, with holes.
                _choices.Collapse();
                _fields.RemoveRange(start, _fields.Count - start);
                (result, others) = (null, null);
                _state = _choices.Start!.Fork();
                after = null;
                continue;
            }
            if (result is null)
                result = Take(start);
            else
                (others ??= []).Add(Take(start));
            if (_choices is null || _choices.IsEmpty)
                break;
            after = after is null ? _state : Join(after, _state);
            if (!_choices.Advance())
                break;
            _state = _choices.Start!.Fork();
        }
        if (after is not null)
            _state = Join(after, _state);
        (_choices, _choicesFrom) = outer;
        return result;
    }

    private ShellWord[] Take(int start)
    {
        var words = new ShellWord[_fields.Count - start];
        _fields.CopyTo(start, words, 0, words.Length);
        _fields.RemoveRange(start, words.Length);
        return words;
    }

    /// <summary>Every text that the word may be, taken as one.</summary>
    private string[] ExpandTexts(Word word, Context context = Context.Value, bool isQuoted = false)
    {
        if (TryPlain(word, out string? plain))
            return [plain];
        var outer = (_choices, _choicesFrom);
        (_choices, _choicesFrom) = (null, _state.Revision);
        var values = new List<string>(1);
        ShellState? after = null;
        while (true)
        {
            string value = TextOf(word, context, isQuoted);
            if (!values.Contains(value))
                values.Add(value);
            if (_choices is null || _choices.IsEmpty)
                break;
            after = after is null ? _state : Join(after, _state);
            if (!_choices.Advance())
                break;
            _state = _choices.Start!.Fork();
        }
        if (after is not null)
            _state = Join(after, _state);
        if (_choices is { IsCollapsed: true } || values.Count > Variable.MaxValues)
            values = [PartlyKnown.Anything];
        (_choices, _choicesFrom) = outer;
        return [.. values];
    }

    /// <summary>The word as one text; where it may be several, a hole.</summary>
    private string ExpandText(Word word, bool isQuoted = false)
    {
        string[] texts = ExpandTexts(word, Context.Text, isQuoted);
        return texts.Length == 1 ? texts[0] : PartlyKnown.Anything;
    }

    private string TextOf(Word word, Context context, bool isQuoted = false)
    {
        int start = _buffer.Length;
        Append(word.Parts, isQuoted, context);
        string text = _buffer.Text(start);
        _buffer.Cut(start);
        return text.Length > PartlyKnown.MaxLength ? PartlyKnown.Anything : text;
    }

    /// <summary>Adds the arguments that a word becomes to the fields.</summary>
    private void Expand(Word word, bool isDeclaration)
    {
        int at = At(word.Start);
        if (TryPlain(word, out string? plain))
        {
            _fields.Add(new ShellWord(plain, at));
            return;
        }
        if (!_budget.TakeSteps(1 + word.Parts.Length))
            return;
        if (isDeclaration && IsAssignmentWord(word, out int valueAt))
        {
            AddDeclared(word, valueAt, at);
            return;
        }
        if (!BraceExpansion.IsPossible(word))
        {
            ExpandOne(word, at);
            return;
        }
        var expanded = new BraceExpansion(_budget).Expand(word);
        if (expanded is [var only] && IsSame(only, word))
        {
            ExpandOne(word, at);
        }
        else if (expanded is null || (_state.Options & (ShellOptions.NoBraces | ShellOptions.Unknown)) != 0)
        {
            AddUnexpanded(word, at);
        }
        else if (IsPosix())
        {
            // A shell may expand them and yet share something else with POSIX shells; bash's reading has them expanded and nothing else.
            if (_hasDollarQuotes || _hasKeptAssignment)
                AddUnexpanded(word, at);
            else
                ExpandOne(word, at);
        }
        else
        {
            foreach (var one in expanded)
                ExpandOne(one, at);
        }
    }

    private void ExpandOne(Word word, int at)
    {
        int start = _buffer.Length, first = _fields.Count;
        Append(word.Parts, isQuoted: false, Context.Argument);
        _buffer.MatchesCases = (_state.Options & ShellOptions.FindsCases) != 0;
        _buffer.MatchesDots = (_state.Options & (ShellOptions.FindsDots | ShellOptions.Unknown)) != 0;
        _buffer.Split(start, Separators(), (_state.Options & (ShellOptions.NoPatterns | ShellOptions.Unknown)) != ShellOptions.NoPatterns, at, _fields);
        _buffer.Cut(start);
        for (int i = first; i < _fields.Count; i++)
        {
            if (_fields[i].IsPattern && _budget.TakeSteps(1))
                _reading.Patterns.Add((_fields[i], PlaceAt(at)));
        }
        if (_frame.At >= 0)
            return;
        if (_fields.Count > 0 && IsNameFromHere(_fields[^1]))
            _fields[^1] = _fields[^1] with { IsPattern = true };
        if (word.Parts is [ProcessSubstitution])
            (_processWords ??= []).Add(at);
        else if (_fields.Count > 0 && _fields[^1] is { IsMany: true } last && last.At == at && IsPatternOnly(word))
            (_patternWords ??= []).Add(at);
    }

    /// <summary>Brace expansion left the word as it was.</summary>
    private static bool IsSame(Word expanded, Word word)
    {
        if (expanded.Parts.Length != word.Parts.Length)
            return false;
        for (int i = 0; i < word.Parts.Length; i++)
        {
            if (word.Parts[i] is BareText before && (expanded.Parts[i] is not BareText after || after.Text != before.Text))
                return false;
        }
        return true;
    }

    /// <summary>Braces that may be expanded or not: what is before them stands.</summary>
    private void AddUnexpanded(Word word, int at)
    {
        string text = TextOf(word, Context.Text);
        int brace = text.IndexOf('{', StringComparison.Ordinal);
        _fields.Add(PartlyKnown.ToWord(text[..Math.Max(brace, 0)] + PartlyKnown.Hole, at, isMany: true));
    }

    private static bool TryPlain(Word word, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? text)
    {
        text = word.Parts switch
        {
            [] => "",
            [QuotedText quoted] => quoted.Text,
            [DoubleQuoted { IsTranslated: false, Parts: [] }] => "",
            [DoubleQuoted { IsTranslated: false, Parts: [QuotedText quoted] }] => quoted.Text,
            [BareText bare] when bare.Text.AsSpan().IndexOfAny(Active) < 0 && bare.Text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 => bare.Text,
            _ => null,
        };
        if (text is not null && word.Parts is not [BareText] && text.AsSpan().IndexOfAny(Unprintable) >= 0)
            text = null;
        return text is not null;
    }

    private void Append(WordPart[] parts, bool isQuoted, Context context)
    {
        if (!_budget.Enter())
        {
            _buffer.Append(PartlyKnown.Hole, isQuoted ? Ink.Quoted : Ink.Many);
            return;
        }
        for (int i = 0; i < parts.Length && _budget.TakeSteps(1); i++)
        {
            switch (parts[i])
            {
                case BareText bare when isQuoted:
                    AppendLiteral(bare.Text, Ink.Quoted, At(bare.Start));
                    break;
                case BareText bare:
                    AppendBare(bare, i == 0, i + 1 == parts.Length, context);
                    break;
                case QuotedText quoted:
                    AppendLiteral(quoted.Text, Ink.Quoted, At(quoted.Start));
                    MarkPresent(isQuoted, context);
                    break;
                case DoubleQuoted quoted:
                    AppendQuoted(quoted, context);
                    break;
                case ParameterExpansion parameter:
                    AppendParameter(parameter, isQuoted || context is Context.Value or Context.Text, isQuoted);
                    break;
                case CommandSubstitution substitution:
                    AppendText(ValueOf(substitution), isQuoted || context is Context.Value or Context.Text);
                    break;
                case ArithmeticExpansion arithmetic:
                    AppendText(Evaluate(arithmetic.Expression), isQuoted || context is Context.Value or Context.Text);
                    break;
                case ProcessSubstitution substitution:
                    Walk(substitution);
                    AppendLiteral("/dev/fd/", Ink.Quoted, 0);
                    _buffer.Append(PartlyKnown.Hole, Ink.Quoted);
                    break;
                case ExtendedPattern pattern:
                    AppendPattern(pattern, context);
                    break;
                default:
                    Gap("there is no reading of this part of a word", At(parts[i].Start));
                    _buffer.Append(PartlyKnown.Hole, Ink.Split);
                    break;
            }
        }
        _budget.Leave();
    }

    private void AppendQuoted(DoubleQuoted quoted, Context context)
    {
        int start = _buffer.Length;
        Append(quoted.Parts, isQuoted: true, context);
        if (quoted.IsTranslated)
        {
            // A catalogue of messages may put anything in its place.
            _buffer.Cut(start);
            _buffer.Append(PartlyKnown.Hole, Ink.Quoted);
        }
        // Of "$@" without parameters nothing is left, not even an empty argument.
        if (_buffer.Length > start || !IsListOnly(quoted))
            MarkPresent(isQuoted: false, context);
    }

    /// <summary>Quotes make an argument even of nothing.</summary>
    private void MarkPresent(bool isQuoted, Context context)
    {
        if (!isQuoted && context is Context.Argument or Context.Operand)
            _buffer.Append(' ', Ink.Null);
    }

    private static bool IsListOnly(DoubleQuoted quoted)
    {
        foreach (var part in quoted.Parts)
        {
            if (part is not ParameterExpansion parameter || parameter.Name != "@" && !IsText(parameter.Subscript, "@"))
                return false;
        }
        return quoted.Parts.Length > 0;
    }

    private void AppendPattern(ExtendedPattern pattern, Context context)
    {
        int start = _buffer.Length;
        Append(pattern.Parts, isQuoted: false, context);
        _buffer.Cut(start);
        _buffer.Append(PartlyKnown.Hole, Ink.Split);
    }

    /// <summary>Adds characters of the text itself, in which nothing stands for what is not known.</summary>
    private void AppendLiteral(string text, Ink ink, int at)
    {
        if (text.AsSpan().IndexOfAny(Unprintable) >= 0)
        {
            Gap("it holds a character that is none", at);
            text = PartlyKnown.Anything;
        }
        _buffer.Append(text, ink);
    }

    private void AppendBare(BareText bare, bool isFirst, bool isLast, Context context)
    {
        string text = bare.Text;
        CheckSeen(text, At(bare.Start));
        int from = 0;
        if (text.Contains('~', StringComparison.Ordinal))
            from = AppendTildes(text, isFirst, isLast, context);
        AppendLiteral(from == 0 ? text : text[from..], context == Context.Operand ? Ink.Split : Ink.Bare, At(bare.Start));
    }

    /// <summary>Expands tildes at the beginning, and in values behind each colon; an argument that looks like an assignment is one in bash.</summary>
    private int AppendTildes(string text, bool isFirst, bool isLast, Context context)
    {
        int done = 0;
        bool isAssigned = context == Context.Argument && isFirst && IsNameBefore(text, text.IndexOf('=', StringComparison.Ordinal));
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '~')
                continue;
            bool isPrefix = i == 0 ? isFirst : text[i - 1] == ':' && (context == Context.Value || isAssigned) || text[i - 1] == '=' && isAssigned;
            if (!isPrefix)
                continue;
            int end = text.AsSpan(i).IndexOfAny(context == Context.Argument && !isAssigned ? "/" : "/:");
            end = end < 0 ? text.Length : i + end;
            // Quotes or an expansion in the name leave the tilde as it is.
            if (end == text.Length && !isLast)
                break;
            _buffer.Append(text.AsSpan(done, i - done), Ink.Bare);
            if (end > i + 1)
                _buffer.Append(PartlyKnown.Hole, Ink.Quoted);
            else if (isAssigned && IsPosix())
                _buffer.Append(PartlyKnown.Hole, Ink.Quoted);
            else
                _buffer.Append(HomeText(), Ink.Quoted);
            done = end;
            i = end - 1;
        }
        return done;
    }

    private string HomeText() => _state.Find("HOME") switch
    {
        null => _state.IsForgotten ? PartlyKnown.Anything : PartlyKnown.HomeFolder,
        { IsArray: false, Values: [{ } known] } => known,
        _ => PartlyKnown.Anything,
    };

    /// <summary>IFS; <see langword="null"/> where it is not known.</summary>
    /// <remarks>zsh splits nothing, unless it is told to.</remarks>
    private string? Separators() => _frame.Dialect == ShellDialect.Zsh ? null : _state.Find("IFS") switch
    {
        null => _state.IsForgotten ? null : UsualSeparators,
        { IsArray: false, Values: [var known] } => known is null ? UsualSeparators : PartlyKnown.IsStatic(known) ? known : null,
        _ => null,
    };

    private const string UsualSeparators = " \t\n";

    private static bool IsNameBefore(string text, int end) => end > 0 && ShellNames.IsName(text.AsSpan(0, end));

    private static bool IsText(Word? word, string text) => word?.Parts is [BareText bare] ? bare.Text == text : word?.Parts is [QuotedText quoted] && quoted.Text == text;
}
