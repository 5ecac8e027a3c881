using System.Buffers;

namespace ActionGate.Scanning.Shell.Syntax;

// History expansion: an interactive bash puts earlier lines into each line that it reads, before it looks for words.
internal sealed partial class ShellParser
{
    private const int LongestReach = 256;

    /// <summary>What a line editor obeys instead of taking it: tab completes names, ^R finds an earlier line.</summary>
    private static readonly SearchValues<char> Keys = SearchValues.Create([.. Enumerable.Range(1, 31).Append(127).Where(static c => c != '\n').Select(static c => (char)c)]);

    /// <summary>Where '!' is a character: between single quotes, and in the bodies of here-documents, where '^' is one too; <see langword="null"/> where nobody asks.</summary>
    private List<(int Start, int End, bool IsBody)>? _withoutHistory;

    /// <summary>How many double quotes are around: bash looks for single quotes only outside of them, whatever substitution there is between.</summary>
    private int _doubleQuotes;

    /// <summary>Where a typed text may become another one in an interactive bash, by its history or by keys; negative where it certainly does not.</summary>
    /// <remarks>
    /// Source: bash's manual, 9.3, and readline's 'history_expand'. Comments, '!(' and what stands in substitutions between double quotes
    /// are not the same in all versions, and count as references.
    /// </remarks>
    internal static int FindHistoryReference(string text)
    {
        if (text.IndexOf("histchars", StringComparison.Ordinal) is >= 0 and int named)
            return named;
        if (text.AsSpan().IndexOfAny(Keys) is >= 0 and int key)
            return key;
        if (!text.AsSpan().ContainsAny('!', '^'))
            return -1;
        var parser = new ShellParser(text, ShellDialect.Bash, DefaultDepth, DefaultNodes) { _withoutHistory = [] };
        parser.ParseWhole();
        if (parser.Failed)
            parser._withoutHistory.Clear();
        parser._withoutHistory.Sort();
        return parser.FirstReference(parser._withoutHistory);
    }

    private int FirstReference(List<(int Start, int End, bool IsBody)> spared)
    {
        int next = 0, lineStart = 0;
        for (int i = 0; i < _whole.Length; i++)
        {
            while (next < spared.Count && spared[next].End <= i)
                next++;
            bool isSpared = next < spared.Count && spared[next].Start <= i;
            char c = _whole[i];
            if (c == '\n')
                lineStart = i + 1;
            else if (c == '^' && i == lineStart && !(isSpared && spared[next].IsBody))
                return i;
            else if (isSpared)
                continue;
            else if (c == '\\' && i + 1 < _whole.Length && _whole[i + 1] != '\n')
                i++;
            else if (c == '!' && !StandsForItself(i, lineStart))
                return i;
        }
        return -1;
    }

    private bool StandsForItself(int at, int lineStart)
    {
        if (at + 1 == _whole.Length || _whole[at + 1] is ' ' or '\n' or '=')
            return true;
        if (at - 1 <= lineStart)
            return false;
        // '$!', '${!x}', '[!x]'; what closes it stands in the same line, within reach.
        var rest = _whole.AsSpan(at, Math.Min(LongestReach, _whole.Length - at));
        int length = rest.IndexOf('\n');
        rest = length < 0 ? rest : rest[..length];
        return _whole[at - 1] == '$' || _whole[at - 1] == '{' && _whole[at - 2] == '$' && rest.Contains('}') || _whole[at - 1] == '[' && rest.Contains(']');
    }

    private void NoteWithoutHistory(int start, int end, bool isBody = false)
    {
        if (_withoutHistory is not null && ReferenceEquals(_text, _whole))
            _withoutHistory.Add((start, end, isBody));
    }
}
