using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>GNU parallel: a command, into which inputs are put, is handed to a shell. Source: its manual.</summary>
internal static class ParallelCommand
{
    private const string WithValue = "-j --jobs -P --max-procs -n --max-args -N --max-replace-args -L --max-lines -d --delimiter -C --colsep --timeout --retries --delay --halt --memfree --load --nice -s --max-chars --tagstring --bar-size";
    private const string Flags = "-k --keep-order --bar --eta --progress --no-notice --will-cite --verbose -v -q --quote -0 --null --dry-run --dryrun --group -u --ungroup --line-buffer --lb --tag -m -X --xargs -r --no-run-if-empty -t --trim --silent";

    internal static void Read(ReadOnlySpan<ShellWord> words, EffectSink sink)
    {
        int at = 0;
        while (at < words.Length && words[at].Text.StartsWith('-'))
        {
            string text = words[at].Text;
            string name = text.Split('=')[0];
            if (text is "-a" or "--arg-file" && at + 1 < words.Length)
                sink.Read(words[at + 1]);
            if (text is "-a" or "--arg-file" || Lists(WithValue, text))
                at += 2;
            else if (Lists(Flags, text) || Lists(WithValue, name) || text.Length > 2 && text[1] is 'j' or 'P' or 'n' or 'N' or 'L' && char.IsAsciiDigit(text[2]))
                at++;
            else
                break;
        }
        at = Math.Min(at, words.Length);
        int end = at;
        while (end < words.Length && !words[end].Text.StartsWith(":::", StringComparison.Ordinal))
            end++;
        for (int i = end; i + 1 < words.Length; i++)
        {
            if (words[i].Text.StartsWith("::::", StringComparison.Ordinal))
                sink.Read(words[i + 1]);
        }
        if (at == end || words[at].Text.StartsWith('-') || !TryReadWords(words[at..end], sink, out var inner))
            sink.Gap("hands inputs to a shell that may read them as commands");
        else
            sink.Run(inner);
    }

    /// <summary>A command of plain words, whose inputs parallel quotes.</summary>
    private static bool TryReadWords(ReadOnlySpan<ShellWord> words, EffectSink sink, out ShellWord[] inner)
    {
        var read = new List<ShellWord>();
        bool hasPlace = false;
        foreach (var word in words)
        {
            foreach (string part in word.Text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            {
                bool isPlace = part.Contains('{', StringComparison.Ordinal);
                hasPlace |= isPlace;
                if (word.IsMany || part.AsSpan().IndexOfAny("'\"\\$`|&;<>()\n*?[~#!\0") >= 0 || isPlace && read.Count == 0)
                {
                    sink.Gap("hands a text to a shell that is not known");
                    inner = [];
                    return false;
                }
                read.Add(isPlace ? new ShellWord(part[..part.IndexOf('{', StringComparison.Ordinal)] + ShellWord.Hole, word.At) : new ShellWord(part, word.At));
            }
        }
        if (!hasPlace && words.Length > 0)
            read.Add(ShellWord.AnyNumber(words[0].At));
        inner = [.. read];
        return read.Count > 0;
    }

    private static bool Lists(string list, string name)
    {
        foreach (var range in list.AsSpan().Split(' '))
        {
            if (list.AsSpan()[range].SequenceEqual(name))
                return true;
        }
        return false;
    }
}
