using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell;

/// <summary>Tells a reading in the words of all scanners.</summary>
internal static class ShellReport
{
    internal static ScanResult Of(ShellReading reading, string code, string language)
    {
        var text = new ShellText(code);
        var operations = new List<Operation>(reading.Commands.Count + reading.Effects.Count);
        var commands = new List<string?[]>(reading.Commands.Count);
        foreach (var command in reading.Commands)
        {
            commands.Add(Array.ConvertAll(command.Words, static w => w.IsStatic ? w.Text : null));
            operations.Add(ShellOperations.Of(command, text));
        }
        var writes = new List<string>();
        var reads = new List<string>();
        var hosts = new List<string>();
        foreach (var effect in reading.Effects)
        {
            operations.Add(ShellOperations.Of(effect, text));
            if (effect.Kind == ActionKind.FileRead)
                AddOnce(reads, effect.Target.ToString());
            else if (effect.Kind == ActionKind.FileWrite || effect.Kind == ActionKind.FileDelete)
                AddOnce(writes, effect.Target.ToString());
            else if (effect.Kind == ActionKind.Network)
                AddOnce(hosts, HostIn(effect.Target.ToString()));
        }
        foreach (var gap in reading.Gaps)
            operations.Add(new Operation(ActionKind.DynamicCode, null, Certainty.Unknown, "", text.PositionOf(gap.Place.At), null, gap.Place.Via));
        var facts = new ShellFacts(commands, writes, reads, hosts, reading.Assignments.ConvertAll(static a => $"{a.Name}={a.Value}"));
        bool isOpaque = reading.Gaps.Count > 0 || operations.Exists(static o => o.Certainty == Certainty.Unknown);
        return new ScanResult(language, reading.IsParsed, isOpaque, imports: [], unknownImports: [], operations, facts, reading.Gaps.Count > 0 ? reading.Gaps[0].Reason : null);
    }

    private static void AddOnce(List<string> names, string name)
    {
        if (!names.Contains(name))
            names.Add(name);
    }

    /// <summary>Of a URL or <c>host:port</c> the host, as it is written (RFC 3986, 3.2).</summary>
    private static string HostIn(string target)
    {
        var host = target.AsSpan();
        int authority = host.IndexOf("://", StringComparison.Ordinal);
        host = host[(authority < 0 ? 0 : authority + 3)..];
        int end = host.IndexOfAny("/?#");
        host = host[..(end < 0 ? host.Length : end)];
        host = host[(host.LastIndexOf('@') + 1)..];
        int port = host.LastIndexOf(':');
        bool isBareAddress = host.IndexOf(':') != port && !host.Contains(']');
        if (port > host.LastIndexOf(']') && !isBareAddress)
            host = host[..port];
        return host.ToString();
    }
}
