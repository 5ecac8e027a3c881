using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>Operands of which their form says what they are: a package, a host, a file or an address.</summary>
internal static class NamedThings
{
    /// <summary>A package by its name, a path, or an address.</summary>
    internal static void ReadPackage(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        int url = text.IndexOf("://", StringComparison.Ordinal);
        if (url > 0)
        {
            int start = url;
            while (start > 0 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '+' or '-'))
                start--;
            int plus = text.IndexOf('+', start, url - start);
            sink.Url(ValueReaders.Part(word, plus < 0 ? start : plus + 1), isByOption: false);
        }
        else if (text.StartsWith("file:", StringComparison.Ordinal))
        {
            sink.Read(ValueReaders.Part(word, 5), isRecursive: true);
        }
        else if (text.StartsWith('.') || text.StartsWith('/') || word.HasTilde)
        {
            sink.Read(word, isRecursive: true);
        }
    }

    /// <summary>npm's <c>owner/name</c> is a repository at GitHub; <c>@scope/name</c> is a package.</summary>
    internal static void ReadNodePackage(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        if (text.Length > 0 && text[0] is not ('@' or '.' or '/') && text.Contains('/', StringComparison.Ordinal) && !text.Contains(':', StringComparison.Ordinal))
            sink.Network(new ShellWord("https://github.com/" + text, word.At));
        else if (text.StartsWith("github:", StringComparison.Ordinal))
            sink.Network(new ShellWord("https://github.com/" + text[7..], word.At));
        else if (text.StartsWith("git@", StringComparison.Ordinal))
            sink.Repository(word, mayBeName: false);
        else
            ReadPackage(word, sink);
    }

    /// <summary>docker's images: a first part with a dot or a port is a registry.</summary>
    internal static void ReadImageName(ShellWord word, EffectSink sink)
    {
        int slash = word.Text.IndexOf('/', StringComparison.Ordinal);
        bool hasRegistry = slash < 0 ? word.Text.StartsWith(ShellWord.Hole) : word.Text.AsSpan(0, slash).ContainsAny('.', ':', ShellWord.Hole);
        sink.Network(!hasRegistry ? new ShellWord("https://registry-1.docker.io/", word.At) : slash < 0 ? ShellWord.Unknown(word.At) : ValueReaders.Part(word, 0, slash));
    }

    /// <summary>gh's <c>owner/name</c>.</summary>
    internal static void ReadHubRepository(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        if (text.Contains(':', StringComparison.Ordinal) || text.StartsWith(ShellWord.Hole))
            sink.Repository(word, mayBeName: false);
        else
            sink.Network(new ShellWord("https://github.com/" + text, word.At));
    }

    internal static void ReadFileOrUrl(ShellWord word, EffectSink sink)
    {
        if (word.Text.Contains("://", StringComparison.Ordinal))
            sink.Url(word, isByOption: false);
        else
            sink.Read(word);
    }

    /// <summary>What a client of object storage copies: which way is for its subcommand to say.</summary>
    internal static void ReadCloud(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        int file = text.StartsWith("file://", StringComparison.Ordinal) ? 7 : text.StartsWith("fileb://", StringComparison.Ordinal) ? 8 : 0;
        if (file > 0)
        {
            sink.Read(ValueReaders.Part(word, file), isByOption: true);
        }
        else if (text.Contains("://", StringComparison.Ordinal))
        {
            sink.Network(word);
        }
        else if (EffectSink.IsRemotePath(text, out int colon))
        {
            sink.Network(ValueReaders.Part(word, 0, colon));
        }
        else if (text.StartsWith('.') || text.Contains('/', StringComparison.Ordinal) || word.HasTilde || text.StartsWith(ShellWord.Hole))
        {
            sink.Read(word, isRecursive: true);
            sink.Write(word, isRecursive: true);
        }
    }

    /// <summary>A name that is looked up; types, classes and settings of queries are in capitals or begin with a plus.</summary>
    internal static void ReadDns(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        if (text.StartsWith('@'))
            sink.Host(ValueReaders.Part(word, 1), null, isByOption: false);
        else if (text.StartsWith(ShellWord.Hole) || !text.StartsWith('+') && text.AsSpan().ContainsAnyExceptInRange('A', 'Z'))
            sink.Host(word, null, isByOption: false);
    }

    /// <summary>HTTPie's operands: a method, a URL, and what is sent.</summary>
    internal static void ReadHttp(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        int file = text.IndexOf("=@", StringComparison.Ordinal);
        int at = text.IndexOf('@', StringComparison.Ordinal);
        if (file >= 0)
            sink.Read(ValueReaders.Part(word, file + 2), isByOption: true);
        else if (text.Contains("://", StringComparison.Ordinal) || text.StartsWith(':') || text.StartsWith(ShellWord.Hole))
            sink.Url(text.StartsWith(':') ? new ShellWord("localhost" + text, word.At) : word, isByOption: false);
        else if (at >= 0 && !text.Contains('=', StringComparison.Ordinal))
            sink.Read(ValueReaders.Part(word, at + 1), isByOption: true);
        else if (!text.AsSpan().ContainsAny('=', ':') && text.AsSpan().ContainsAnyExceptInRange('A', 'Z'))
            sink.Url(word, isByOption: false);
        else if (!text.Contains('=', StringComparison.Ordinal) && text.Contains(':', StringComparison.Ordinal) && text.AsSpan().ContainsAny('.', '/'))
            sink.Url(word, isByOption: false);
    }

    /// <summary>ImageMagick's files: a prefix names a format, and some formats run programs or read other files.</summary>
    internal static void ReadImage(ShellWord word, bool isWritten, EffectSink sink)
    {
        string text = word.Text;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (text.StartsWith('|'))
            sink.Shell("sh", ValueReaders.Part(word, 1), []);
        else if (text.StartsWith('@'))
            sink.Read(ValueReaders.Part(word, 1), isByOption: true);
        else if (text.Contains("://", StringComparison.Ordinal))
            sink.Url(word, isByOption: true);
        else if (colon > 0 && text[..colon] is "png" or "jpg" or "jpeg" or "gif" or "webp" or "bmp" or "tiff" or "rgb" or "rgba" or "gray")
            Touch(ValueReaders.Part(word, colon + 1));
        else if (colon > 0 && text[..colon] is not ("xc" or "canvas" or "gradient" or "null" or "info") && !text.AsSpan(0, colon).ContainsAny('/', '.'))
            sink.Gap($"reads or writes '{text.Replace(ShellWord.Hole, '*')}' in a format that may run something");
        else if (colon <= 0 || text.AsSpan(0, colon).ContainsAny('/', '.'))
            Touch(word);

        void Touch(ShellWord path)
        {
            if (isWritten)
                sink.Write(path);
            else
                sink.Read(path);
        }
    }

    /// <summary>systemctl's words: a unit by its path is loaded, and <c>edit</c> runs an editor.</summary>
    internal static void ReadService(ShellWord word, EffectSink sink)
    {
        if (word.Text is "edit" or "set-environment" or "import-environment" or "link" || word.Text.Contains('/', StringComparison.Ordinal))
            sink.Gap("may run what its arguments don't show");
    }
}
