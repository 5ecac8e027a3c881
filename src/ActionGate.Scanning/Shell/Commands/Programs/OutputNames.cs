using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>Files that are written, whose names stand behind something else in one argument.</summary>
internal static class OutputNames
{
    /// <summary>The assembler's <c>-al=FILE</c>.</summary>
    internal static void ReadListing(ShellWord word, EffectSink sink)
    {
        int equals = word.Text.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0)
            sink.Write(ValueReaders.Part(word, equals + 1), isByOption: true);
        else if (EffectSink.IsUncertain(word))
            sink.Write(ShellWord.Unknown(word.At), isByOption: true);
    }

    /// <summary>What split and csplit write: letters or digits behind a prefix, and what they are told to put there.</summary>
    internal static void ReadPrefix(ShellWord word, Arguments arguments, bool isByOption, EffectSink sink)
    {
        string ending = $"{ShellWord.LettersHole}";
        var added = arguments.ValueOf("--additional-suffix") ?? arguments.ValueOf("--suffix-format");
        if (added is { } suffix)
        {
            bool isFormat = arguments.ValueOf("--suffix-format") is not null;
            if (EffectSink.IsUncertain(suffix) || !suffix.HasNoHoles || suffix.Text.Contains('/', StringComparison.Ordinal))
            {
                sink.Write(ShellWord.Unknown(word.At), isByOption: true);
                return;
            }
            ending = isFormat ? Formatted(suffix.Text) : ending + suffix.Text;
        }
        sink.Write(new ShellWord(word.Text + ending, word.At, word.IsMany, word.HasTilde), isByOption);
    }

    /// <summary>csplit's format, with letters for the number in it.</summary>
    private static string Formatted(string format)
    {
        int start = format.IndexOf('%', StringComparison.Ordinal);
        int end = start < 0 ? -1 : format.AsSpan(start).IndexOfAny("diouxX");
        return end < 0 || format.AsSpan(start + 1).Contains('%') ? $"{ShellWord.NameHole}" : $"{format[..start]}{ShellWord.LettersHole}{format[(start + end + 1)..]}";
    }

    /// <summary>vim's <c>-V9FILE</c>.</summary>
    internal static void ReadVerboseFile(ShellWord word, EffectSink sink)
    {
        int name = word.Text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (name >= 0)
            sink.Write(ValueReaders.Part(word, name), isByOption: true);
    }

    /// <summary>java's <c>-Xlog:WHAT:OUTPUT:DECORATORS:OPTIONS</c>, of which the output may be a file.</summary>
    internal static void ReadJavaLog(ShellWord word, EffectSink sink)
    {
        int start = word.Text.IndexOf(':', StringComparison.Ordinal) + 1;
        if (start == 0)
        {
            if (EffectSink.IsUncertain(word))
                sink.Write(ShellWord.Unknown(word.At), isByOption: true);
            return;
        }
        if (word.Text.AsSpan(start).StartsWith("file=", StringComparison.Ordinal))
            start += 5;
        int end = word.Text.IndexOf(':', start);
        var output = ValueReaders.Part(word, start, end < 0 ? null : end);
        if (output.Text is not ("" or "stdout" or "stderr"))
            sink.Write(output, isByOption: true);
    }

    /// <summary>curl's <c>%output{FILE}</c> and <c>%output{&gt;&gt;FILE}</c>, any number of them in one text.</summary>
    internal static void ReadCurlFormat(ShellWord word, EffectSink sink)
    {
        const string Opening = "%output{";
        if (word.Text.Contains(ShellWord.Hole, StringComparison.Ordinal))
            sink.Write(ShellWord.Unknown(word.At), isByOption: true);
        for (int at = word.Text.IndexOf(Opening, StringComparison.Ordinal); at >= 0; at = word.Text.IndexOf(Opening, at, StringComparison.Ordinal))
        {
            at += Opening.Length;
            int end = word.Text.IndexOf('}', at);
            int start = word.Text.AsSpan(at).StartsWith(">>") ? at + 2 : at;
            sink.Write(ValueReaders.Part(word, Math.Min(start, end < 0 ? word.Text.Length : end), end < 0 ? null : end), isByOption: true);
        }
    }
}
