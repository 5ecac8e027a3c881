using System.Buffers;

namespace ActionGate.Scanning.Catalogs;

/// <summary>
/// Whether a function that no line lists may act on the world, as far as its name tells: <c>open_memmap</c>, <c>loadmat</c>,
/// <c>ExcelReader</c>. Names are split where words meet (<c>_</c>, capitals, digits).
/// </summary>
internal static class ActingNames
{
    private const int MaxWord = 40;

    /// <summary>Until the runtime has optimised it, <c>ContainsAnyInRange</c> allocates at every call.</summary>
    private static readonly SearchValues<char> SmallLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz");

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = new HashSet<string>(StringComparer.Ordinal)
    {
        "archive", "avro", "bind", "browse", "browser", "checkout", "checkpoint", "chmod", "chown", "cli", "client", "clone", "cmd", "command",
        "commands", "connect", "connection", "connector", "console", "copy", "copytree", "crawl", "crawler", "csv", "delete", "deploy",
        "deserialize", "dir", "directory", "disk", "dll", "dlopen", "dotenv", "driver", "email", "environ", "eval", "excel", "exec", "execfile",
        "execute", "executemany", "export", "exporter", "exports", "extractall", "feather", "file", "files", "folder", "ftp", "getenv", "git",
        "goto", "hdf", "hdf5", "http", "https", "hub", "import", "importer", "install", "interpreter", "javascript", "kill", "launch", "listen", "listener",
        "login", "mail", "makedirs", "marshal", "memmap", "mkdir", "mmap", "move", "navigate", "parquet", "patch", "pickle", "plugin",
        "popen", "post", "pretrained", "process", "publish", "pull", "push", "rename", "remove", "replace_file", "request", "requests",
        "retrieve", "rmdir", "rmtree", "rpc", "run", "runner", "s3", "saver", "scp", "scrape", "script", "send", "sendall", "sendmail", "sendto",
        "serve", "server", "setenv", "sftp", "shell", "smtp", "sniff", "socket", "spawn", "sql", "ssh", "subprocess", "symlink", "sync", "system",
        "terminal", "tunnel", "uninstall", "unlink", "unpickle", "unzip", "upgrade", "url", "urlretrieve", "urls", "zip",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>With these at its beginning or end, a word says the same: <c>loadmat</c>, <c>imread</c>, <c>downloader</c>.</summary>
    private static readonly string[] Stems = ["load", "save", "read", "write", "open", "dump", "fetch", "download", "upload", "fromfile", "tofile"];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Others = new HashSet<string>(StringComparer.Ordinal)
    {
        "already", "bread", "dread", "loading", "loadings", "openblas", "opencv", "opened", "opening", "openmp", "openness", "overload",
        "overloaded", "overwrite", "payload", "preload", "readable", "readily", "readiness", "readonly", "ready", "rewrite", "spread", "thread",
        "threads", "tread", "widespread", "workload", "writable", "writeable",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>One of the words in a name says that a call may read, write, run or reach something.</summary>
    internal static bool MayAct(ReadOnlySpan<char> name)
    {
        // Whatever it is, x.copy() is one more of it; and what is raised does nothing.
        if (name is "copy" || name.EndsWith("Error", StringComparison.Ordinal) || name.EndsWith("Warning", StringComparison.Ordinal)
            || name.EndsWith("Exception", StringComparison.Ordinal))
        {
            return false;
        }
        // Capitals alone are a constant's.
        if (!name.ContainsAny(SmallLetters))
            return false;
        if (name.StartsWith("is_", StringComparison.Ordinal) || name.StartsWith("has_", StringComparison.Ordinal))
            return false;
        if (name.Contains("from_path", StringComparison.Ordinal) || name.Contains("to_path", StringComparison.Ordinal))
            return true;
        Span<char> word = stackalloc char[MaxWord];
        int length = 0;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            bool isCapital = char.IsAsciiLetterUpper(c);
            bool isBorder = c == '_' || (isCapital && i > 0
                && (!char.IsAsciiLetterUpper(name[i - 1]) || (i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1]))));
            if (isBorder)
            {
                if (IsActing(word[..length]))
                    return true;
                length = 0;
            }
            if (c == '_')
                continue;
            // A word as long as this is no word.
            if (length == MaxWord)
                return true;
            word[length++] = char.ToLowerInvariant(c);
        }
        return IsActing(word[..length]);
    }

    private static bool IsActing(ReadOnlySpan<char> word)
    {
        if (word.Length < 2)
            return false;
        if (Words.Contains(word))
            return true;
        foreach (string stem in Stems)
        {
            if (word.StartsWith(stem, StringComparison.Ordinal) || word.EndsWith(stem, StringComparison.Ordinal)
                || (word.EndsWith("er", StringComparison.Ordinal) && word[..^2].EndsWith(stem.AsSpan().TrimEnd('e'), StringComparison.Ordinal)))
                return !Others.Contains(word);
        }
        return false;
    }
}
