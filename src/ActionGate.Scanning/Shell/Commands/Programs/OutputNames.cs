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
