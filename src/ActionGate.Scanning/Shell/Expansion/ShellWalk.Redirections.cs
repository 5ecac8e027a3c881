using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// Redirections: the files and hosts that the shell itself opens.
internal sealed partial class ShellWalk
{
    /// <summary>Lists what redirections open.</summary>
    /// <returns>What standard input is then; <see langword="null"/> where they leave it.</returns>
    private StandardInput? Redirect(Redirection[] redirections)
    {
        StandardInput? input = null;
        foreach (var redirection in redirections)
        {
            if (!_budget.TakeSteps(StepsOfOperation))
                break;
            if (redirection.Descriptor is ['{', .. var name, '}'])
                Assign(name, _state.Find(name) is { } before ? Variable.Join(before, Variable.Number) : Variable.Number, At(redirection.Start));
            var opened = Open(redirection);
            bool isInput = redirection.Descriptor is ['0', .. var zeros] && zeros.AsSpan().TrimStart('0').IsEmpty ||
                redirection.Descriptor is null && redirection.Kind is RedirectionKind.Read or RedirectionKind.ReadWrite or RedirectionKind.DuplicateInput or RedirectionKind.HereDocument or RedirectionKind.HereString;
            if (isInput)
                input = opened;
        }
        return input;
    }

    /// <summary>What they open may be missing or closed, and then the command is not run.</summary>
    private static bool MayFail(Redirection[] redirections)
    {
        foreach (var redirection in redirections)
        {
            bool isCertain = redirection.Kind is RedirectionKind.HereDocument or RedirectionKind.HereString || IsText(redirection.Target, "/dev/null");
            if (!isCertain)
                return true;
        }
        return false;
    }

    private StandardInput Open(Redirection redirection)
    {
        switch (redirection.Kind)
        {
            case RedirectionKind.HereDocument:
                return new StandardInput(ExpandText(redirection.Target, isQuoted: true), null);
            case RedirectionKind.HereString:
                return new StandardInput(ExpandText(redirection.Target) + "\n", null);
        }
        if (redirection.Kind is RedirectionKind.DuplicateInput or RedirectionKind.DuplicateOutput)
        {
            foreach (string target in ExpandTexts(redirection.Target, Context.Text))
            {
                if (redirection.Kind == RedirectionKind.DuplicateOutput && !IsDescriptor(target))
                    Open(RedirectionKind.WriteBoth, PartlyKnown.ToWord(target, At(redirection.Target.Start)));
            }
            return StandardInput.Unknown;
        }
        var words = ExpandAll([redirection.Target], out var others);
        foreach (var word in words)
            Open(redirection.Kind, word);
        foreach (var other in others ?? [])
        {
            foreach (var word in other)
                Open(redirection.Kind, word);
        }
        if (words is [var only] && others is null && IsText(redirection.Target, "/dev/null"))
            return StandardInput.Empty;
        bool isFile = redirection.Kind is RedirectionKind.Read or RedirectionKind.ReadWrite && others is null && words.Length == 1 && !IsProcess(words[0]);
        return isFile ? new StandardInput(null, words[0]) : StandardInput.Unknown;
    }

    private void Open(RedirectionKind kind, in ShellWord word)
    {
        // Nothing has no name.
        if (IsProcess(word) || word.IsStatic && (word.Text.Length == 0 || IsFreeDevice(word.Text, kind)))
            return;
        // By this name the file behind a descriptor is opened anew: for writing too, where it was there for reading.
        if (kind != RedirectionKind.Read && DeviceOf(word) is "dev/stdin" or ['d', 'e', 'v', '/', 'f', 'd', ..])
        {
            AddEffect(ActionKind.FileWrite, ShellWord.Unknown(word.At), EffectCause.Redirection);
            return;
        }
        // Whatever a pattern or a split turns into, it is one file.
        var target = word.IsMany ? new ShellWord(word.Text, word.At, isMany: false, word.HasTilde) : word;
        if (SocketOf(target) is { } host)
        {
            AddEffect(ActionKind.Network, host, EffectCause.Redirection);
            return;
        }
        bool reads = kind is RedirectionKind.Read or RedirectionKind.ReadWrite;
        if (reads)
            AddEffect(ActionKind.FileRead, target, EffectCause.Redirection);
        if (kind != RedirectionKind.Read)
            AddEffect(ActionKind.FileWrite, target, EffectCause.Redirection);
        // bash opens '/dev/tcp/…' as a connection, and this may be such a name.
        if (target.Text.StartsWith(ShellWord.Hole))
            AddEffect(ActionKind.Network, ShellWord.Unknown(target.At), EffectCause.Redirection);
    }

    private void AddEffect(ActionKind kind, in ShellWord target, EffectCause cause) =>
        _reading.Effects.Add(new ShellEffect(kind, target, cause, PlaceAt(target.At)));

    private static bool IsDescriptor(string text) =>
        PartlyKnown.IsNumeric(text) && text.IndexOf('-', StringComparison.Ordinal) is var dash && (dash < 0 || dash == text.Length - 1);

    private static bool IsFreeDevice(string path, RedirectionKind kind) =>
        path is "/dev/null" or "/dev/stdout" or "/dev/stderr" or "/dev/fd/1" or "/dev/fd/2" ||
        kind == RedirectionKind.Read && (path is "/dev/stdin" || path.StartsWith("/dev/fd/", StringComparison.Ordinal) && IsNumber(path[8..]));

    /// <summary>It is a name of standard input, however it is written.</summary>
    private bool IsInput(in ShellWord path) => DeviceOf(path) is "dev/stdin" or "dev/fd/0" or "proc/self/fd/0";

    /// <summary>What it holds is not on the disk: descriptors, and what the system makes up.</summary>
    private bool IsDevice(in ShellWord path) =>
        DeviceOf(path) is { } device && (device is "dev" or "proc" || device.StartsWith("proc/", StringComparison.Ordinal) || device.StartsWith("dev/", StringComparison.Ordinal) && !device.StartsWith("dev/shm/", StringComparison.Ordinal) && device != "dev/null");

    /// <summary>The names of a path from the root on, without those that lead nowhere; <see langword="null"/> where they are not known.</summary>
    private string? DeviceOf(in ShellWord path)
    {
        string text = path.Text;
        if (!text.StartsWith('/'))
        {
            if (_state.Folders is not [{ IsStatic: true, Text: ['/', ..] } folder])
                return null;
            text = $"{folder.Text}/{text}";
        }
        var names = new List<string>();
        foreach (string name in text.Split('/'))
        {
            if (name == ".." && names.Count > 0)
                names.RemoveAt(names.Count - 1);
            else if (name is not ("" or "." or ".."))
                names.Add(name);
        }
        return string.Join('/', names);
    }

    private static ShellWord? SocketOf(in ShellWord target)
    {
        string text = target.Text;
        if (!text.StartsWith("/dev/tcp/", StringComparison.Ordinal) && !text.StartsWith("/dev/udp/", StringComparison.Ordinal))
            return null;
        int slash = text.IndexOf('/', 9);
        return new ShellWord(slash < 0 ? text[9..] : text[9..slash] + ":" + text[(slash + 1)..], target.At);
    }
}
