using ActionGate.Matching;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Evaluation;

/// <summary>
/// The links that a request itself makes: when it is decided they are not there yet, so what another part of it says of a path that could
/// lead through one can't be resolved.
/// </summary>
internal sealed class LinksMade
{
    private readonly Dictionary<(string Name, OneReading OnlyIn), ShellCommand> _makers = [];

    /// <summary>Notes the operands of a command that makes links; the link bears the name of one of them.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isNoLink">Whether a path is no link and holds none.</param>
    internal void Note(ShellCommand command, Func<string, bool> isNoLink)
    {
        if (!MakesLinks(command.Words, isNoLink))
            return;
        for (int i = 1; i < command.Words.Length; i++)
        {
            var name = NameOf(command.Words[i].Text);
            if (!name.IsEmpty && name is not ("." or "..") && name[0] != '-')
                _makers.TryAdd((name.ToString(), command.OnlyIn), command);
        }
    }

    /// <summary>The link that an operation may lead through; <see langword="null"/> where there is none.</summary>
    /// <param name="text">A path, or a word that may hold one.</param>
    /// <param name="command">The command that names it: what makes a link does not go through it.</param>
    internal string? NamedIn(string? text, ShellCommand? command)
    {
        if (_makers.Count == 0 || text is null)
            return null;
        foreach (var ((name, _), maker) in _makers)
        {
            bool isItself = command is not null && (ReferenceEquals(maker, command) || ReferenceEquals(maker.Outer, command) || ReferenceEquals(command.Outer, maker) || AreOfTwoReadings(maker, command));
            if (!isItself && HasSegment(text, name))
                return name;
        }
        return null;
    }

    private static bool AreOfTwoReadings(ShellCommand a, ShellCommand b) => a.OnlyIn != OneReading.None && b.OnlyIn != OneReading.None && a.OnlyIn != b.OnlyIn;

    private static bool HasSegment(ReadOnlySpan<char> text, string name)
    {
        foreach (var range in text.SplitAny('/', '=', ':'))
        {
            if (TargetShape.Meets(name, text[range]))
                return true;
        }
        return false;
    }

    /// <summary>Copying makes links only with an option that says so, such as <c>cp -a</c>; moving where there was one before.</summary>
    private static bool MakesLinks(ShellWord[] words, Func<string, bool> isNoLink)
    {
        switch (NameOf(words[0].Text))
        {
            case "ln" or "link":
                return true;
            case "cp" or "rsync":
                return Array.Exists(words, w => !w.IsStatic || w.Text is ['-', _, ..]);
            case "mv":
                // With an option such as -t the last word is one of those that are moved.
                return Array.Exists(words, w => !w.IsStatic || w.Text is ['-', _, ..] && w.Text.Contains('t', StringComparison.Ordinal))
                    || words.Length > 2 && Array.Exists(words[1..^1], w => w.Text is not ['-', ..] && !isNoLink(w.Text));
            default:
                return false;
        }
    }

    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> word)
    {
        word = word.TrimEnd('/');
        return word[(word.LastIndexOf('/') + 1)..];
    }
}
