using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>Values in which the name of a file stands beside other things. Sources: the tools' manuals.</summary>
internal static class HiddenNames
{
    internal static bool Has(string? name) => name is
        "below" or "clock" or "cov-report" or "crontab" or "git-outside" or "git-pathspec" or "git-restored" or "git-searched" or "globbed" or "go-flags" or "key-files" or "libtest"
            or "media-filter" or "media-input" or "openssl-pass" or "sed-suffix" or "tool-module";

    internal static void Read(string name, ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        switch (name)
        {
            case "below" or "sed-suffix":
                // A part of a file's name, which leads elsewhere with a separator, or with dots for a folder.
                if (!IsWhole(word) || text.Contains('/', StringComparison.Ordinal) || text is "..")
                    sink.Write(ShellWord.Unknown(word.At), isByOption: true);
                break;
            case "clock":
                // What is no format is the time that is set.
                if (!text.StartsWith('+'))
                    sink.Gap("may set the clock");
                break;
            case "cov-report":
                if (text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
                    sink.Write(ValueReaders.Part(word, colon + 1), isByOption: true, isRecursive: true);
                else if (!IsWhole(word))
                    sink.Write(ShellWord.Unknown(word.At), isByOption: true);
                break;
            case "crontab":
                // A file is run from then on, and nobody reads it.
                if (text is "-")
                    sink.Effects.RunsInput = "crontab";
                else
                    sink.Gap("runs what stands in a file, at times to come");
                break;
            case "git-outside":
                // Of two paths of which one lies outside, git shows the difference, whatever they are.
                if (LeadsAway(word))
                    sink.Read(word);
                break;
            case "git-pathspec":
                ReadPathspec(word, isWritten: true, sink);
                break;
            case "git-restored":
                // Anything else may be a revision.
                if (text is "." or "./" or [':', ..] || text.StartsWith("./", StringComparison.Ordinal) || LeadsAway(word) || word.IsPattern)
                    ReadPathspec(word, isWritten: true, sink);
                break;
            case "git-searched":
                ReadPathspec(word, isWritten: false, sink);
                break;
            case "globbed":
                // curl puts in what stands in braces and brackets.
                if (text.AsSpan().IndexOfAny('{', '[') >= 0)
                    sink.Read(ShellWord.Unknown(word.At), isByOption: true);
                else
                    sink.Read(word, isByOption: true);
                break;
            case "go-flags":
                ReadGoFlags(word, sink);
                break;
            case "key-files":
                foreach (string part in text.Split(','))
                {
                    string value = part[(part.LastIndexOf('=') + 1)..];
                    if (value.AsSpan().IndexOfAny("/.\0\u0001\u0002\uFDD3") >= 0)
                        sink.Read(new ShellWord(value, word.At), isByOption: true);
                }
                break;
            case "libtest":
                if (text.StartsWith("--logf", StringComparison.Ordinal) || text.StartsWith(ShellWord.Hole))
                    sink.Write(ShellWord.Unknown(word.At), isByOption: true);
                break;
            case "media-filter":
                if (text.Contains("movie", StringComparison.Ordinal) || text.Contains("file", StringComparison.Ordinal) || text.Contains("subtitles", StringComparison.Ordinal)
                    || text.Contains("ass=", StringComparison.Ordinal) || EffectSink.IsUncertain(word))
                    sink.Read(ShellWord.Unknown(word.At), isByOption: true);
                break;
            case "media-input":
                ReadMediaInput(word, sink);
                break;
            case "openssl-pass":
                if (text.StartsWith("file:", StringComparison.Ordinal))
                    sink.Read(ValueReaders.Part(word, 5), isByOption: true);
                else if (text.StartsWith(ShellWord.Hole))
                    sink.Read(ShellWord.Unknown(word.At), isByOption: true);
                break;
            case "tool-module":
                // What is no name of something installed is a file of code.
                if (word.HasTilde || !word.HasNoHoles || text is ['.' or '/', ..] || text.EndsWith(".lua", StringComparison.Ordinal) || text.EndsWith(".js", StringComparison.Ordinal))
                    sink.Gap("runs code that an option names");
                break;
        }
    }

    private static bool IsWhole(ShellWord word) => !word.IsMany && !word.HasTilde && word.HasNoHoles;

    /// <summary>A path that does not lead down from where the command runs; no name of a revision looks like one.</summary>
    internal static bool LeadsAway(ReadOnlySpan<char> text) =>
        text is ".." or ['/', ..] || text.StartsWith("../", StringComparison.Ordinal) || text.Contains("/../", StringComparison.Ordinal) || text.EndsWith("/..", StringComparison.Ordinal);

    private static bool LeadsAway(ShellWord word) => word.HasTilde || LeadsAway(word.Text);

    /// <summary>A path as git takes it: with what lies below, and with its own patterns, in which a star is any number of folders.</summary>
    private static void ReadPathspec(ShellWord word, bool isWritten, EffectSink sink)
    {
        string text = word.Text;
        var path = word;
        // What git searches are the files that it tracks.
        bool isRecursive = isWritten && (text is "." or ".." || text.EndsWith('/') || word.IsPattern);
        if (text is [':', ..])
        {
            path = new ShellWord(".", word.At);
            isRecursive = isWritten;
        }
        else if (text.AsSpan().IndexOfAny('*', '?', '[') is >= 0 and var first)
        {
            path = new ShellWord(text[..first] + ShellWord.NameHole + text[(text.AsSpan().LastIndexOfAny('*', '?', ']') + 1)..], word.At, word.IsMany, word.HasTilde);
            isRecursive = isWritten;
        }
        if (isWritten)
            sink.Write(path, isRecursive: isRecursive);
        else
            sink.Read(path, isRecursive: isRecursive);
    }

    private static void ReadMediaInput(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        if (text.Contains("movie", StringComparison.Ordinal) && text.Contains('=', StringComparison.Ordinal))
            sink.Read(ShellWord.Unknown(word.At), isByOption: true);
        else if (text.Contains("://", StringComparison.Ordinal) && text.IndexOf(':', StringComparison.Ordinal) is var first && text.AsSpan(first).StartsWith("://"))
            sink.Url(word, isByOption: false);
        else if (text.Contains(':', StringComparison.Ordinal) && !text.AsSpan(0, text.IndexOf(':', StringComparison.Ordinal)).ContainsAny('/', '.'))
            sink.Read(ShellWord.Unknown(word.At), isByOption: true);
        else
            sink.Read(word);
    }

    /// <summary>What go hands to its compiler or assembler: some of their options write files.</summary>
    private static void ReadGoFlags(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        int packages = text.IndexOf('=', StringComparison.Ordinal);
        if (packages > 0 && text[0] != '-')
            text = text[(packages + 1)..];
        foreach (string flag in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (flag is not ("-N" or "-l" or "-l=4" or "-m" or "-m=2" or "-B" or "-S" or "-e" or "-w" or "-s" or "-race" or "-shared" or "-dwarf=false" or "-dynlink")
                && !(flag.StartsWith("-d=", StringComparison.Ordinal) && flag.AsSpan(3).IndexOfAny('/', ShellWord.Hole) < 0))
            {
                sink.Gap("hands options to a compiler that may write files by them");
                return;
            }
        }
    }
}
