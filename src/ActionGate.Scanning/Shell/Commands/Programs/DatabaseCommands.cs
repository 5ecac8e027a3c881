using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>Commands of database clients: meta-commands that run shells, and statements that read and write files of this machine.</summary>
internal static class DatabaseCommands
{
    internal static void ReadSqlite(ShellWord word, EffectSink sink)
    {
        if (EffectSink.IsUncertain(word))
        {
            sink.Gap("runs statements that are not known");
            return;
        }
        foreach (var range in word.Text.AsSpan().Split('\n'))
        {
            string line = word.Text[range].Trim();
            if (line.StartsWith('.'))
                ReadSqliteDot(line, word.At, sink);
        }
        if (Has(word.Text, "load_extension") || Has(word.Text, "writefile") || Has(word.Text, "readfile") || Has(word.Text, "edit(") || Has(word.Text, "fts3_tokenizer")
            || Has(word.Text, "attach") || Has(word.Text, "vacuum") && Has(word.Text, "into") || HasTableOfFiles(word.Text))
            sink.Gap("runs statements that reach beyond its file");
    }

    private static void ReadSqliteDot(string line, int at, EffectSink sink)
    {
        int blank = line.IndexOf(' ', StringComparison.Ordinal);
        string name = blank < 0 ? line : line[..blank];
        string rest = blank < 0 ? "" : line[blank..].Trim();
        switch (name)
        {
            case ".shell" or ".system":
                sink.Shell("sh", new ShellWord(rest, at), []);
                break;
            case ".tables" or ".schema" or ".headers" or ".header" or ".mode" or ".quit" or ".exit" or ".indexes" or ".databases" or ".dump" or ".width" or ".timer"
                or ".nullvalue" or ".separator" or ".stats" or ".show" or ".help" or ".bail" or ".echo" or ".fullschema" or ".timeout" or ".changes" or ".print":
                break;
            case ".output" or ".once" or ".backup" or ".save" or ".log" when rest.Length > 0 && rest.AsSpan().IndexOfAny('|', ' ', '"') < 0 && rest[0] != '-':
                if (rest is not ("stdout" or "stderr" or "off"))
                    sink.Write(new ShellWord(rest, at), isByOption: true);
                break;
            default:
                sink.Gap($"runs '{name}', which may do anything");
                break;
        }
    }

    internal static void ReadPsql(ShellWord word, EffectSink sink)
    {
        string text = word.Text.Trim();
        if (EffectSink.IsUncertain(word))
            sink.Gap("runs statements that are not known");
        else if (text.StartsWith("\\!", StringComparison.Ordinal))
            sink.Shell("sh", new ShellWord(text[2..].Trim(), word.At), []);
        else if (text.StartsWith('\\') && !(text.StartsWith("\\d", StringComparison.Ordinal) || text.StartsWith("\\l", StringComparison.Ordinal) || text is "\\q" or "\\x" or "\\timing" or "\\conninfo")
            || text.AsSpan().ContainsAny("`\\|") && !text.StartsWith('\\') || text.StartsWith('\\') && text.AsSpan().ContainsAny("|`!"))
            sink.Gap("runs a command of its own that may do anything");
        else if (Has(text, "copy") || Has(text, "pg_read_file") || Has(text, "lo_import") || Has(text, "lo_export") || Has(text, "language"))
            sink.Gap("runs statements that reach beyond the database");
    }

    internal static void ReadMysql(ShellWord word, EffectSink sink)
    {
        string text = word.Text.Trim();
        if (EffectSink.IsUncertain(word))
            sink.Gap("runs statements that are not known");
        else if (text.StartsWith("\\!", StringComparison.Ordinal) || text.StartsWith("system ", StringComparison.OrdinalIgnoreCase))
            sink.Shell("sh", new ShellWord(text[(text[0] == '\\' ? 2 : 7)..].Trim(), word.At), []);
        else if (text.Contains('\\', StringComparison.Ordinal) || Has(text, "outfile") || Has(text, "dumpfile") || Has(text, "load_file") || Has(text, "infile") || Has(text, "system")
            || Has(text, "source") || Has(text, "pager") || Has(text, "tee") || Has(text, "edit"))
            sink.Gap("runs statements that reach beyond the database");
    }

    /// <summary>A virtual table that reads files or folders, whatever stands between its name and what it gets. Sources: SQLite's fileio.c, zipfile.c, csv.c, unionvtab.c.</summary>
    private static bool HasTableOfFiles(string text) =>
        Has(text, "fsdir") || Has(text, "lsdir") || Has(text, "lsmode") || Has(text, "zipfile") || Has(text, "sqlar") || Has(text, "csv") || Has(text, "unionvtab") || Has(text, "swarmvtab")
        || Has(text, "virtual") || Has(text, "vfsstat") || Has(text, "sqlite_dbpage") || Has(text, "sqlite_dbdata");

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>A database of PostgreSQL: a name, a URI, or <c>host=H port=P</c>. Source: PostgreSQL's manual, 34.1.1.</summary>
    internal static void ReadConnection(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        if (text.Contains("://", StringComparison.Ordinal))
        {
            sink.Url(word, isByOption: true);
        }
        else if (text.Contains('=', StringComparison.Ordinal))
        {
            int start = text.IndexOf("host", StringComparison.Ordinal);
            bool isOnly = start >= 0 && text.IndexOf("host", start + 4, StringComparison.Ordinal) < 0;
            int equals = start < 0 ? -1 : text.IndexOf('=', start);
            int end = equals < 0 ? -1 : text.IndexOf(' ', equals);
            if (start >= 0 || text.Contains("service", StringComparison.Ordinal))
                sink.Host(isOnly && equals >= 0 && text.AsSpan(start, equals - start).SequenceEqual("host") ? ValueReaders.Part(word, equals + 1, end < 0 ? null : end) : ShellWord.Unknown(word.At), null, isByOption: true);
        }
        else if (text.StartsWith(ShellWord.Hole))
        {
            sink.Host(ShellWord.Unknown(word.At), null, isByOption: true);
        }
    }
}
