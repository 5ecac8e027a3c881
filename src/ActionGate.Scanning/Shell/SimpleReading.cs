using ActionGate.Scanning.Shell.Commands;
using ActionGate.Scanning.Shell.Expansion;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell;

/// <summary>Reads one plain command whose effects the catalogue knows, without a tree: what the walk would find, for less.</summary>
internal static class SimpleReading
{
    private const int MostWords = 64;

    private static readonly string[] NoVia = [];

    /// <returns><see langword="null"/> where it takes a tree.</returns>
    internal static ShellReading? Of(string text)
    {
        if (PlainCommand.CountBound(text) > MostWords)
            return null;
        Span<Range> places = stackalloc Range[MostWords];
        if (PlainCommand.ReadWords(text, places, out int count) is not null || ShellWalk.IsBuiltin(text.AsSpan(places[0])))
            return null;
        var words = new ShellWord[count];
        for (int i = 0; i < count; i++)
            words[i] = new ShellWord(text[places[i]], StartOf(text, places[i].Start.Value));
        var effects = new CommandEffects();
        CommandCatalog.Read(words, effects);
        bool isSimple = effects is { Commands.Count: 0, ShellTexts.Count: 0, Code.Count: 0, Variables.Count: 0, RunsInput: null };
        // The options of a shell may change how it reads a script.
        bool hasOptions = count > 1 && words[1].Text is ['-' or '+', ..] && effects.Scripts.Exists(static s => CodeLanguage.IsShell(s.Language));
        return isSimple && !hasOptions && effects.Scripts.TrueForAll(static s => s.Text.IsStatic && s.Text.Text is not ("-" or ['/', 'd' or 'p', ..])) ? Of(words, effects) : null;
    }

    private static ShellReading Of(ShellWord[] words, CommandEffects effects)
    {
        var reading = new ShellReading();
        var place = new ShellPlace(words[0].At, ShellState.Start, NoVia);
        if (effects.Gap is { } gap)
            reading.Gaps.Add(new ShellGap(gap, place));
        var command = new ShellCommand(words, place) { NeedsNoRule = effects.NeedsNoRule };
        reading.Commands.Add(command);
        foreach (var operation in effects.Operations)
        {
            reading.Effects.Add(new ShellEffect(operation.Kind, operation.Target, operation.IsByOption ? EffectCause.Option : EffectCause.Command, place)
            {
                Command = command,
                IsRecursive = operation.IsRecursive,
                IsTarget = operation.IsTarget,
                Unpacks = operation.Unpacks,
            });
        }
        foreach (var script in effects.Scripts)
            reading.Effects.Add(new ShellEffect(ActionKind.ScriptExec, script.Text, EffectCause.Script, place) { Command = command, Language = script.Language });
        return reading;
    }

    private static int StartOf(string text, int word) => word > 0 && text[word - 1] is '\'' or '"' ? word - 1 : word;
}
