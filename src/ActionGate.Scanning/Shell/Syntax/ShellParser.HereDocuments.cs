using System.Text;

namespace ActionGate.Scanning.Shell.Syntax;

// The bodies of here-documents.
internal sealed partial class ShellParser
{
    private readonly List<PendingBody> _pending = [];

    /// <summary>How many of the pending bodies belong to the commands around: those come behind the line of these.</summary>
    private int _pendingFloor;

    /// <summary>The innermost text ends with a parenthesis, as that of <c>$(…)</c> does.</summary>
    private bool _closesWithParenthesis;

    private void ExpectNoPendingBody(int at)
    {
        if (_pending.Count > _pendingFloor && !Failed)
        {
            Fail($"a here-document without a body, wanted '{_pending[^1].Delimiter}'", at);
            _pending.RemoveRange(_pendingFloor, _pending.Count - _pendingFloor);
        }
    }

    /// <summary>Reads the bodies that begin at the cursor, which is behind the end of a line.</summary>
    private void ReadPendingBodies()
    {
        for (int i = _pendingFloor; i < _pending.Count && !Failed; i++)
            ReadBody(_pending[i]);
        _pending.RemoveRange(_pendingFloor, _pending.Count - _pendingFloor);
    }

    private void ReadBody(PendingBody here)
    {
        int start = Pos, line = start, next;
        bool isFull;
        while (true)
        {
            if (line >= _end)
            {
                Fail($"unterminated here-document, wanted '{here.Delimiter}'", here.StartedAt);
                return;
            }

            int end = EndOfLine(line, here, out next, out int joined);
            isFull = true;
            if (joined == 0)
            {
                int text = line;
                while (here.StripsTabs && text < end && _text[text] == '\t')
                    text++;
                ReadOnlySpan<char> content = _text.AsSpan(text, end - text);
                if (content.StartsWith(here.Delimiter, StringComparison.Ordinal))
                {
                    if (content.Length == here.Delimiter.Length)
                        break;
                    if (_closesWithParenthesis && content[here.Delimiter.Length..].Contains(')'))
                    {
                        // bash ends the body at a line that only begins with the delimiter, where it closes the substitution.
                        next = text + here.Delimiter.Length;
                        if (IsPosix() || _dialect == ShellDialect.Zsh || _text[next] != ')')
                            Fail("a line that may or may not end a here-document", line);
                        isFull = false;
                        break;
                    }
                }
            }
            else if (end - line - 2 * joined <= here.Delimiter.Length + (here.StripsTabs ? 64 : 0)
                && Slice(line, end).TrimStart('\t').Equals(here.Delimiter.TrimStart('\t'), StringComparison.Ordinal))
            {
                Fail("a delimiter of a here-document over several lines", line);
                return;
            }

            line = next;
        }

        if (Failed)
            return;
        CountNode();
        NoteWithoutHistory(start, line, isBody: true);
        here.Redirection.Complete(ParseBody(here, start, line));
        Pos = next;
        if (!isFull)
            SkipContinuations();
    }

    /// <summary>The end of the logical line that begins at a place. Without quotes in the delimiter a backslash joins it with the next.</summary>
    private int EndOfLine(int line, in PendingBody here, out int next, out int joined)
    {
        joined = 0;
        int from = line;
        while (true)
        {
            int length = _text.AsSpan(from, _end - from).IndexOf('\n');
            if (length < 0)
            {
                next = _end;
                return _end;
            }

            int end = from + length;
            next = end + 1;
            int backslashes = 0;
            while (!here.IsQuoted && end - 1 - backslashes >= from && _text[end - 1 - backslashes] == '\\')
                backslashes++;
            if (backslashes % 2 == 0)
                return end;
            joined++;
            from = next;
        }
    }

    private Word ParseBody(PendingBody here, int start, int end)
    {
        string text = _text;
        int from = start, to = end, shift = _base;
        if (here.StripsTabs && WithoutTabs(start, end) is { } stripped)
        {
            SpendRereading(end - start);
            text = stripped;
            from = 0;
            to = stripped.Length;
            shift = _base + start;
        }

        if (here.IsQuoted)
            return new Word(At(start), At(end), to > from ? [new QuotedText(At(start), At(end), text[from..to])] : []);

        if (!Enter(start))
            return NoWord;
        Outside outside = GoInto(text, from, to, shift);
        int mark = _parts.Count;
        ParseQuotedParts(Quoting.Here, from);
        var body = new Word(At(from), At(to), _parts.Take(mark));
        GoOut(outside, end);
        Leave();
        return body;
    }

    /// <summary>The lines without the tabs that they begin with; <see langword="null"/> where none does.</summary>
    private string? WithoutTabs(int start, int end)
    {
        ReadOnlySpan<char> lines = _text.AsSpan(start, end - start);
        if (!lines.StartsWith("\t", StringComparison.Ordinal) && !lines.Contains("\n\t", StringComparison.Ordinal))
            return null;
        var text = new StringBuilder(lines.Length);
        while (!lines.IsEmpty)
        {
            lines = lines.TrimStart('\t');
            int length = lines.IndexOf('\n');
            int taken = length < 0 ? lines.Length : length + 1;
            text.Append(lines[..taken]);
            lines = lines[taken..];
        }

        return text.ToString();
    }

    /// <summary>A here-document whose body is yet to come.</summary>
    private readonly record struct PendingBody(Redirection Redirection, string Delimiter, bool IsQuoted, bool StripsTabs, int StartedAt);
}
