using System.Text;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell;

/// <summary>Tells a reading in the words of all scanners.</summary>
internal sealed class ShellReport(string text)
{
    private readonly List<Operation> _operations = [];

    /// <summary>Where lines begin.</summary>
    private readonly List<int> _lines = [];

    internal ScanResult Of(ShellReading reading, string language)
    {
        var commands = new List<string?[]>(reading.Commands.Count);
        foreach (var command in reading.Commands)
        {
            commands.Add(Array.ConvertAll(command.Words, static w => w.IsStatic ? w.Text : null));
            AddCommand(command);
        }
        var writes = new List<string>();
        var reads = new List<string>();
        var hosts = new List<string>();
        foreach (var effect in reading.Effects)
        {
            Add(effect);
            var names = effect.Kind == ActionKind.FileRead ? reads : effect.Kind == ActionKind.FileWrite || effect.Kind == ActionKind.FileDelete ? writes :
                effect.Kind == ActionKind.Network ? hosts : null;
            string name = effect.Target.ToString();
            if (names is not null && !names.Contains(name))
                names.Add(name);
        }
        foreach (var gap in reading.Gaps)
            _operations.Add(new Operation(ActionKind.DynamicCode, null, Certainty.Unknown, "", PositionOf(gap.Place.At), null, gap.Place.Via));
        var assignments = reading.Assignments.ConvertAll(static a => $"{a.Name}={a.Value}");
        var facts = new ShellFacts(commands, writes, reads, hosts, assignments);
        bool isOpaque = reading.Gaps.Count > 0 || _operations.Exists(static o => o.Certainty == Certainty.Unknown);
        return new ScanResult(language, reading.IsParsed, isOpaque, imports: [], _operations, facts, reading.Gaps.Count > 0 ? reading.Gaps[0].Reason : null);
    }

    private void AddCommand(ShellCommand command)
    {
        var joined = new StringBuilder();
        foreach (var word in command.Words)
        {
            if (joined.Length > 0)
                joined.Append(' ');
            AppendQuoted(joined, word);
        }
        Add(ActionKind.ShellExec, joined.ToString(), Array.TrueForAll(command.Words, static w => w.IsStatic), command.Words[0].ToString(), command.Place);
    }

    private void Add(ShellEffect effect) =>
        Add(effect.Kind, effect.Target.ToString(), effect.Target.IsStatic, effect.Command is { } command ? command.Words[0].ToString() : "", effect.Place);

    private void Add(ActionKind kind, string target, bool isStatic, string api, ShellPlace place)
    {
        var certainty = isStatic ? Certainty.Exact : target.AsSpan().IndexOfAnyExcept('*', ' ') < 0 ? Certainty.Unknown : Certainty.Partial;
        _operations.Add(new Operation(
            kind,
            isStatic ? target : null,
            certainty,
            api,
            PositionOf(place.At),
            certainty == Certainty.Partial ? target : null,
            place.Via));
    }

    /// <summary>Quotes as Python's <c>shlex.join</c> does.</summary>
    private static void AppendQuoted(StringBuilder joined, in ShellWord word)
    {
        string text = word.ToString();
        if (!word.IsStatic || text.Length > 0 && IsSafe(text))
            joined.Append(text);
        else
            joined.Append('\'').Append(text.Replace("'", "'\"'\"'", StringComparison.Ordinal)).Append('\'');
    }

    private static bool IsSafe(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"@%+=:,./-_".Contains(c, StringComparison.Ordinal))
                return false;
        }
        return true;
    }

    private TextPosition PositionOf(int offset)
    {
        if (_lines.Count == 0)
        {
            _lines.Add(0);
            for (int i = text.IndexOf('\n', StringComparison.Ordinal); i >= 0; i = text.IndexOf('\n', i + 1))
                _lines.Add(i + 1);
        }
        offset = Math.Clamp(offset, 0, text.Length);
        int line = _lines.BinarySearch(offset);
        line = line < 0 ? ~line : line + 1;
        return new TextPosition(line, offset - _lines[line - 1] + 1);
    }
}
