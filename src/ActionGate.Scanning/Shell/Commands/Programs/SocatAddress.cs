using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>socat's addresses: <c>TYPE:parameters,options</c>. Source: socat's manual.</summary>
internal static class SocatAddress
{
    internal static void Read(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        if (EffectSink.IsUncertain(word) || text.Contains("!!", StringComparison.Ordinal))
        {
            sink.Gap("gets an address that is not known");
            return;
        }
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string type = (colon < 0 ? text : text[..colon]).ToUpperInvariant();
        string rest = colon < 0 ? "" : text[(colon + 1)..];
        if (type is "" or "-" or "STDIO" or "STDIN" or "STDOUT" or "STDERR")
            return;
        int comma = rest.IndexOf(',', StringComparison.Ordinal);
        string first = comma < 0 ? rest : rest[..comma];
        var target = new ShellWord(first, word.At);
        if (type is "EXEC")
            sink.Words(target, null, []);
        else if (type is "SYSTEM" or "SHELL")
            sink.Shell("sh", target, []);
        else if (type is "OPEN" or "CREATE" or "FILE" or "GOPEN" or "PIPE" or "FIFO")
            sink.Path(ActionKind.FileWrite, target, isByOption: true, isRecursive: false);
        else if (type.Contains("LISTEN", StringComparison.Ordinal) || type.Contains("-L", StringComparison.Ordinal))
            sink.Network(new ShellWord("0.0.0.0:" + first, word.At));
        else if (type.StartsWith("TCP", StringComparison.Ordinal) || type.StartsWith("UDP", StringComparison.Ordinal) || type.StartsWith("OPENSSL", StringComparison.Ordinal)
            || type is "SSL" || type.StartsWith("SOCKS", StringComparison.Ordinal) || type.StartsWith("PROXY", StringComparison.Ordinal))
            sink.Network(target);
        else
            sink.Gap($"gets an address of the kind '{type}'");
        if (comma >= 0 && rest.Contains("chroot", StringComparison.OrdinalIgnoreCase))
            sink.Gap("gets an option that may do anything");
    }
}
