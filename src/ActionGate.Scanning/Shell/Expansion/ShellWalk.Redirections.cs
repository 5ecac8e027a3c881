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
            bool isInput = redirection.Descriptor is "0" ||
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
        bool isFile = redirection.Kind is RedirectionKind.Read or RedirectionKind.ReadWrite && others is null && words.Length == 1 && !IsProcess(words[0]);
        return isFile ? new StandardInput(null, words[0]) : StandardInput.Unknown;
    }

    private void Open(RedirectionKind kind, in ShellWord word)
    {
        // Nothing has no name.
        if (IsProcess(word) || word.IsStatic && (word.Text.Length == 0 || IsFreeDevice(word.Text)))
            return;
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

    private static bool IsFreeDevice(string path) =>
        path is "/dev/null" or "/dev/stdin" or "/dev/stdout" or "/dev/stderr" ||
        path.StartsWith("/dev/fd/", StringComparison.Ordinal) && IsNumber(path[8..]);

    private static ShellWord? SocketOf(in ShellWord target)
    {
        string text = target.Text;
        if (!text.StartsWith("/dev/tcp/", StringComparison.Ordinal) && !text.StartsWith("/dev/udp/", StringComparison.Ordinal))
            return null;
        int slash = text.IndexOf('/', 9);
        return new ShellWord(slash < 0 ? text[9..] : text[9..slash] + ":" + text[(slash + 1)..], target.At);
    }
}
