using ActionGate.Matching;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Evaluation;

/// <summary>
/// The links that a request itself makes: when it is decided they are not there yet, so what another part of it says of a path that could
/// lead through one can't be resolved.
/// </summary>
internal sealed class LinksMade
{
    /// <summary>With more of them any path may lead through one.</summary>
    private const int MostMakers = 256;

    private readonly Dictionary<(string Name, OneReading OnlyIn), object> _makers = [];

    /// <summary>No link is made.</summary>
    internal bool AreNone => _makers.Count == 0;

    /// <summary>What <c>mktemp</c> makes may be folders, into which links may have come.</summary>
    private bool _hasFreshFolders;

    /// <summary>Notes the operands of a command that makes links; the link bears the name of one of them.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isNoLink">Whether a path is no link and holds none.</param>
    internal void Note(ShellCommand command, Func<string, bool> isNoLink)
    {
        _hasFreshFolders |= NameOf(command.Words[0].Text) is "mktemp" && Array.Exists(command.Words, static w => w.Text.StartsWith('-') && w.Text.Contains('d', StringComparison.Ordinal));
        if (!MakesLinks(command.Words, isNoLink))
            return;
        for (int i = 1; i < command.Words.Length; i++)
        {
            var name = NameOf(command.Words[i].Text);
            if (!name.IsEmpty && name is not ("." or "..") && name[0] != '-')
                _makers.TryAdd((name.ToString(), command.OnlyIn), command);
        }
    }

    /// <summary>Notes the links that code makes, and those that it moves.</summary>
    /// <param name="operations">What the code does.</param>
    /// <param name="isNoLink">Whether a path is no link and holds none.</param>
    internal void Note(List<Operation> operations, Func<string, bool> isNoLink)
    {
        if (CallsIn(operations) is not { } calls)
            return;
        foreach (var written in operations)
        {
            if (written.Kind != ActionKind.FileWrite || !calls.TryGetValue(MakerOf(written), out var call) || !call.Makes(written, isNoLink))
                continue;
            // Of a path that is not known whole any name may be one.
            string path = written.Target ?? written.Pattern?.Replace('*', TargetShape.Hole) ?? $"{TargetShape.Hole}";
            string name = NameOf(path).ToString();
            if (name is not ("" or "." or ".."))
                _makers.TryAdd((name, OneReading.None), MakerOf(written));
        }
    }

    /// <summary>Calls that make a link or take something away; <see langword="null"/> where there are none.</summary>
    private static Dictionary<object, LinkCall>? CallsIn(List<Operation> operations)
    {
        Dictionary<object, LinkCall>? calls = null;
        foreach (var operation in operations)
        {
            bool isLink = operation.Kind == ActionKind.FileRead && LinkCall.IsOne(operation.Api);
            if (!isLink && operation.Kind != ActionKind.FileDelete)
                continue;
            calls ??= [];
            object maker = MakerOf(operation);
            if (!calls.TryGetValue(maker, out var call))
                calls.Add(maker, call = new LinkCall(isLink));
            call.Add(operation.Target);
        }
        return calls;
    }

    /// <summary>The call that does it: its operations are told apart from others by their place and name.</summary>
    internal static object MakerOf(Operation operation) => (operation.At, operation.Api);

    /// <summary>The link that an operation may lead through; <see langword="null"/> where there is none.</summary>
    /// <param name="text">A path, or a word that may hold one.</param>
    /// <param name="user">The command or call that names it: what makes a link does not go through it.</param>
    internal string? NamedIn(string? text, object? user)
    {
        if (_makers.Count == 0 || text is null)
            return null;
        if (_makers.Count > MostMakers)
            return "one of many links";
        foreach (var ((name, _), maker) in _makers)
        {
            if (HasSegment(PartThatIsFollowed(text, name, maker, user), name))
                return TargetShape.Shown(name);
        }
        return null;
    }

    /// <summary>What makes a link names it and does not go through it. A call may be made again for another name, which leads through the first.</summary>
    private static ReadOnlySpan<char> PartThatIsFollowed(string text, string name, object maker, object? user)
    {
        if (maker is ShellCommand made && user is ShellCommand command)
            return made == command || made.Outer == command || command.Outer == made || AreOfTwoReadings(made, command) || made.Line is { } line && line == command.Line ? [] : text;
        return maker.Equals(user) && NameOf(text).SequenceEqual(name) ? text.AsSpan(0, text.LastIndexOf('/') + 1) : text;
    }

    private static bool AreOfTwoReadings(ShellCommand a, ShellCommand b) => a.OnlyIn != OneReading.None && b.OnlyIn != OneReading.None && a.OnlyIn != b.OnlyIn;

    private static bool HasSegment(ReadOnlySpan<char> text, string name)
    {
        foreach (var range in text.SplitAny('/', '=', ':'))
        {
            if (!text[range].IsEmpty && (MayBe(name, text[range]) || TargetShape.Meets(name, text[range])))
                return true;
        }
        return false;
    }

    /// <summary>A name that is not known may be any; one that is made up for the text bears only what the text says of it.</summary>
    private static bool MayBe(string name, ReadOnlySpan<char> segment) =>
        TargetShape.IsOne(name) && (TargetShape.IsOne(segment) || !name.Contains(TargetShape.FreshHole, StringComparison.Ordinal) || TargetShape.IsOne(name.Replace($"{TargetShape.FreshHole}", "", StringComparison.Ordinal)));

    /// <summary>Copying makes links only with an option that says so, such as <c>cp -a</c>; moving where there was one before.</summary>
    private bool MakesLinks(ShellWord[] words, Func<string, bool> isNoLink)
    {
        switch (NameOf(words[0].Text))
        {
            case "ln" or "link":
                return true;
            case "cp" or "rsync":
                return Array.Exists(words, w => MayBeOption(in w) || w.Text is ['-', _, ..]);
            case "mv":
                // With an option such as -t the last word is one of those that are moved.
                return Array.Exists(words, w => MayBeOption(in w) || w.Text is ['-', _, ..] && w.Text.Contains('t', StringComparison.Ordinal))
                    || words.Length > 2 && Array.Exists(words[1..^1], w => w.Text is not ([] or ['-', ..]) && !(w.HasNoHoles ? !w.HasTilde && isNoLink(w.Text) : IsFreshFile(w.Text)));
            default:
                return false;
        }
    }

    /// <summary>It is not known how the word, or one that comes of it, begins.</summary>
    private static bool MayBeOption(in ShellWord word) => word.IsMany && !word.IsPattern || word.Text is [var first, ..] && TargetShape.IsHole(first);

    /// <summary>What <c>mktemp</c> made, and nothing that was put there later.</summary>
    private bool IsFreshFile(string path) => !_hasFreshFolders && NameOf(path).Contains(ShellWord.FreshHole);

    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> word)
    {
        word = word.TrimEnd('/');
        return word[(word.LastIndexOf('/') + 1)..];
    }
}
