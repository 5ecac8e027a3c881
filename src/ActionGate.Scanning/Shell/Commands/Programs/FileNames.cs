using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>Operands that name files, with a sign in front or an ending behind that the command itself adds.</summary>
internal static class FileNames
{
    private static readonly string[] CompressedEndings = [".gz", ".tgz", ".bz2", ".xz", ".zst", ".lz4", ".lzma", ".Z", ".br", ".lz", ".lzo"];

    /// <summary>gzip and its like: the file is replaced by one with another ending.</summary>
    internal static void ReadCompressed(ShellWord word, bool isKept, ShellWord? suffix, EffectSink sink)
    {
        if (word.Text is "" or "-")
            return;
        sink.Read(word);
        if (!isKept)
            sink.Delete(word);
        string text = word.Text;
        if (suffix is { } own)
        {
            bool isBelow = own.IsStatic && !own.Text.Contains('/', StringComparison.Ordinal);
            sink.Write(isBelow ? new ShellWord(text + own.Text, word.At, word.IsMany, word.HasTilde) : ShellWord.Unknown(word.At));
            if (isBelow && text.EndsWith(own.Text, StringComparison.Ordinal))
                sink.Write(new ShellWord(text[..^own.Text.Length], word.At, word.IsMany, word.HasTilde));
        }
        foreach (string ending in CompressedEndings)
        {
            if (text.EndsWith(ending, StringComparison.Ordinal) && text.Length > ending.Length)
            {
                sink.Write(new ShellWord(text[..^ending.Length], word.At, word.IsMany, word.HasTilde));
                return;
            }
        }
        sink.Write(new ShellWord(text + "." + ShellWord.NameHole, word.At, word.IsMany, word.HasTilde));
    }

    /// <summary>The folder that a clone gets where none is named.</summary>
    internal static void ReadCloneTarget(ShellWord word, EffectSink sink)
    {
        string text = word.Text.TrimEnd('/');
        string name = text[(text.AsSpan().LastIndexOfAny('/', ':') + 1)..];
        if (name.EndsWith(".git", StringComparison.Ordinal))
            name = name[..^4];
        sink.Unpack(new ShellWord("./" + name, word.At), isByOption: false, Unpacking.Links);
    }

    /// <summary>less's <c>+command</c>, or a file.</summary>
    internal static void ReadLess(ShellWord word, EffectSink sink)
    {
        if (!word.Text.StartsWith('+'))
            sink.Read(word);
        else if (HoldsKeys(word.Text) || word.Text is not "+F" && word.Text.AsSpan(1).ContainsAnyExceptInRange('0', '9') && !word.Text.StartsWith("+/", StringComparison.Ordinal))
            sink.Gap("runs a command of its own that may do anything");
    }

    /// <summary>What less searches for: behind a line break stand keys that it takes for typed ones.</summary>
    internal static void ReadLessKeys(ShellWord word, EffectSink sink)
    {
        if (HoldsKeys(word.Text))
            sink.Gap("may take keys from an argument, by which it runs anything");
    }

    private static bool HoldsKeys(string text)
    {
        foreach (char c in text)
        {
            if (c is < ' ' or '\u007f')
                return true;
        }
        return false;
    }

    /// <summary>strace's <c>-o '|command'</c>, or a file.</summary>
    internal static void ReadTraceOutput(ShellWord word, EffectSink sink)
    {
        if (word.Text.StartsWith('|') || word.Text.StartsWith('!'))
            sink.Shell("sh", ValueReaders.Part(word, 1), []);
        else
            sink.Write(word, isByOption: true);
    }

    /// <summary>Linters' operands: subcommands have no dot and no slash.</summary>
    internal static void ReadExisting(ShellWord word, EffectSink sink)
    {
        if (word.Text.AsSpan().ContainsAny('.', '/', ShellWord.Hole) || word.HasTilde)
            sink.Read(word, isRecursive: true);
    }

    /// <summary>A file, or with <paramref name="sign"/> in front something that may do anything.</summary>
    internal static void ReadUnless(char sign, ShellWord word, EffectSink sink)
    {
        if (word.Text.StartsWith(sign))
            sink.Gap("takes code or options from an operand");
        else
            sink.Read(word);
    }

    /// <summary>go's packages: with a version they are fetched.</summary>
    internal static void ReadGoPackage(ShellWord word, bool isRun, EffectSink sink)
    {
        if (word.Text.Contains('@', StringComparison.Ordinal))
            sink.Network(new ShellWord("https://proxy.golang.org/", word.At));
        else if (isRun)
            sink.Script("go", word, []);
    }

    /// <summary>jq's program can read the environment, and modules.</summary>
    internal static void ReadJq(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        if (text.Contains("env", StringComparison.Ordinal) || text.Contains("ENV", StringComparison.Ordinal) || EffectSink.IsUncertain(word))
            sink.Effects.Operations.Add(new InnerOperation(ActionKind.EnvRead, new ShellWord("*", word.At)));
        if (text.Contains("import ", StringComparison.Ordinal) || text.Contains("include ", StringComparison.Ordinal) || text.Contains("load", StringComparison.Ordinal))
            sink.Read(ShellWord.Unknown(word.At), isByOption: true);
    }
}
