using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>The files in which downloads end up. Sources: curl(1), wget(1).</summary>
internal static class DownloadNames
{
    /// <summary>The file in which a downloaded URL ends up, named after its last part.</summary>
    internal static void ReadOutputName(ShellWord word, EffectSink sink) => sink.Write(new ShellWord("./" + NameOf(word.Text, isDecoded: true), word.At));

    /// <summary>What curl writes: <c>-o FILE</c>, or with <c>-O</c> a URL's last part, both from the folder of <c>--output-dir</c>.</summary>
    internal static void ReadCurl(ShellWord word, bool isUrl, Arguments arguments, EffectSink sink)
    {
        bool mayGlob = !arguments.Has("--globoff");
        var file = word;
        if (isUrl)
        {
            sink.Url(word, isByOption: false);
            file = new ShellWord("./" + (mayGlob && MayGlob(word.Text) ? $"{ShellWord.NameHole}" : NameOf(word.Text, isDecoded: false)), word.At);
        }
        else if (mayGlob && HoldsPlace(word.Text))
        {
            // What a URL says there may lead anywhere.
            file = ShellWord.Unknown(word.At);
        }
        if (file.Text is "-" || EffectSink.IsStream(file.Text))
            return;
        if (arguments.ValueOf("--output-dir") is { Text.Length: > 0 } folder && !file.Text.StartsWith(ShellWord.Hole))
            file = new ShellWord($"{folder.Text.TrimEnd('/')}/{(file.Text.StartsWith("./", StringComparison.Ordinal) ? file.Text[2..] : file.Text)}", word.At, file.IsMany || folder.IsMany, folder.HasTilde);
        sink.Write(file, isByOption: !isUrl);
    }

    /// <summary><c>#1</c> stands for what the first pattern of a URL made.</summary>
    private static bool HoldsPlace(string text)
    {
        for (int at = text.IndexOf('#', StringComparison.Ordinal); at >= 0; at = text.IndexOf('#', at + 1))
        {
            if (at + 1 < text.Length && (char.IsAsciiDigit(text[at + 1]) || ShellWord.Holes.Contains(text[at + 1], StringComparison.Ordinal)))
                return true;
        }
        return false;
    }

    /// <summary>A URL with braces or brackets is several, but for the brackets around an address.</summary>
    private static bool MayGlob(string url)
    {
        int host = url.IndexOf("://", StringComparison.Ordinal);
        int path = url.IndexOf('/', host < 0 ? 0 : host + 3);
        return url.Contains('{', StringComparison.Ordinal) || path >= 0 && url.IndexOf('[', path) >= 0;
    }

    /// <param name="text">The URL.</param>
    /// <param name="isDecoded">Signs in it stand for characters of the name, and what follows a question mark is a part of it.</param>
    private static string NameOf(string text, bool isDecoded)
    {
        int end = text.AsSpan().IndexOfAny('?', '#');
        bool hasQuery = end >= 0 && text[end] == '?';
        text = end < 0 ? text : text[..end];
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        int slash = text.LastIndexOf('/');
        bool isFolder = slash < 0 || scheme >= 0 && slash < scheme + 3 || slash == text.Length - 1;
        if (slash < 0 && text.Contains(ShellWord.Hole, StringComparison.Ordinal))
            return $"{ShellWord.Hole}";
        string name = isFolder ? "index.html" : text[(slash + 1)..];
        if (!isDecoded)
            return name;
        return name.Contains('%', StringComparison.Ordinal) ? $"{ShellWord.NameHole}" : hasQuery ? name + ShellWord.NameHole : name;
    }
}
