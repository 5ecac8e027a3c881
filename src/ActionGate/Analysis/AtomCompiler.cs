using ActionGate.Matching;

namespace ActionGate.Analysis;

/// <summary>Adds compiled patterns to an automaton, each as an atom that takes what its matcher takes, and as strongly.</summary>
internal sealed class AtomCompiler(Automaton automaton)
{
    /// <summary>What stays inside a segment; separators of fields stand in none.</summary>
    private static readonly CharacterSet InName = CharacterSet.AllBut("/\u0001\u0002");

    private static readonly CharacterSet DotOrSlash = CharacterSet.Only("./");

    private readonly ClassSets _sets = new();
    private readonly NetworkAtoms _network = new(automaton);

    internal Automaton Automaton => automaton;

    /// <summary>Adds a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="isRefusal">Its rule refuses.</param>
    /// <param name="baseDirectory">The base in the form that is compared; <see langword="null"/> where there is none.</param>
    /// <param name="ports">The ports of a network rule; <see langword="null"/>: any.</param>
    internal int Add(object pattern, bool isRefusal, string? baseDirectory, CharacterSet? ports)
    {
        int atom = automaton.BeginAtom();
        switch (pattern)
        {
            case PathPattern path:
                AddPath(path, baseDirectory ?? "");
                break;
            case NetworkPattern network:
                _network.Add(network, isRefusal, ports);
                break;
            case CommandPattern command:
                AddCommand(command, isRefusal);
                break;
            case ModulePattern module:
                AddModule(module);
                break;
            case TextPattern text:
                automaton.BeginProgram();
                automaton.Wild(text.Wildcard.Text, text.Wildcard.Classes, null, _sets);
                automaton.Accept(MatchTraits.Definite);
                automaton.End();
                if (text.IgnoresCase)
                    AddAnything(MatchTraits.Broad | MatchTraits.Possible);
                break;
            default:
                AddAnything(MatchTraits.Definite | MatchTraits.Possible);
                break;
        }
        return atom;
    }

    private void AddAnything(MatchTraits traits)
    {
        automaton.BeginProgram();
        automaton.Run();
        automaton.Accept(traits);
        automaton.End();
    }

    private void AddPath(PathPattern path, string baseDirectory)
    {
        if (path.MatchesEverything)
        {
            AddAnything(MatchTraits.Definite);
            return;
        }
        bool isFloating = (path.Traits & PathTraits.IsFloating) != 0;
        bool hasVolumes = (path.Traits & PathTraits.HasVolumes) != 0;
        if (!isFloating)
        {
            AddWhole(path, "", MatchTraits.Definite);
            return;
        }
        var outside = baseDirectory.Length > 1 ? MatchTraits.Outside : MatchTraits.Definite;
        if (baseDirectory.Length > 1)
            AddWhole(path, baseDirectory, MatchTraits.Inside);
        if (!hasVolumes)
        {
            AddWhole(path, "", outside);
            return;
        }
        // Behind a drive, or behind a server and its share.
        automaton.BeginProgram();
        automaton.Character('/');
        automaton.Set(InName);
        automaton.Run(InName);
        AddSegments(path, outside);
        automaton.BeginProgram();
        automaton.Text("//");
        automaton.Set(InName);
        automaton.Run(InName);
        automaton.Character('/');
        automaton.Set(InName);
        automaton.Run(InName);
        AddSegments(path, outside);
    }

    private void AddWhole(PathPattern path, string before, MatchTraits where)
    {
        automaton.BeginProgram();
        automaton.Text(before);
        automaton.Text(path.Head);
        AddSegments(path, where);
    }

    private void AddSegments(PathPattern path, MatchTraits where)
    {
        AddSegmentTexts(path.Segments);
        automaton.Accept(where);
        if ((path.Traits & PathTraits.CoversBeneath) != 0 && !path.EndsInRun)
        {
            automaton.AnySegments();
            automaton.Accept(where | MatchTraits.Broad);
        }
        automaton.End();
    }

    private void AddSegmentTexts(SegmentSequence? segments)
    {
        if (segments is not null)
            automaton.Segments(segments.Text, segments.Classes, InName, null, _sets);
    }

    private void AddModule(ModulePattern module)
    {
        automaton.BeginProgram();
        automaton.Wild(module.Name.Text, module.Name.Classes, null, _sets);
        automaton.Accept(MatchTraits.Definite);
        automaton.End();
        if (module.DottedName is not { } dotted)
            return;
        automaton.BeginProgram();
        int used = 0;
        foreach (char c in dotted.Text)
        {
            if (c == PatternText.AnyRun)
                automaton.Run();
            else if (c == PatternText.AnyCharacter)
                automaton.Any();
            else if (c == '.')
                automaton.Set(DotOrSlash);
            else if (c != PatternText.Class)
                automaton.Character(c);
            else
                AddDottedClass(dotted.Classes[used++]);
        }
        automaton.Accept(MatchTraits.Broad);
        automaton.Set(DotOrSlash);
        automaton.Run();
        automaton.Accept(MatchTraits.Broad);
        automaton.End();
    }

    private void AddDottedClass(CharacterClass @class) =>
        automaton.Set(CharacterSet.Where(c => @class.Contains(c == '/' ? '.' : c)));

    /// <summary>
    /// What a command pattern takes exactly. A word that is a path is known as a normal path only; what else it takes, and what a refusing
    /// pattern takes broadly, only the matcher knows.
    /// </summary>
    private void AddCommand(CommandPattern command, bool isRefusal)
    {
        if (command.MatchesEverything)
        {
            AddAnything(MatchTraits.Definite);
            return;
        }
        bool isKnown = !command.NeedsPaths && !command.NeedsUrls;
        if (isKnown || !command.NeedsUrls && !command.Words[0].IsPath)
            AddWords(command.Words, isPathText: true, MatchTraits.Definite);
        if (!isKnown)
            AddWords(command.Words, isPathText: false, MatchTraits.Possible);
        if (isRefusal)
            AddBroadCommand(command);
    }

    /// <summary>The command that the first word names, and those that do the same, whatever else they are given.</summary>
    private void AddBroadCommand(CommandPattern command)
    {
        if (command.Words[0].IsAnyRun || command.Words[0].IsPath || command.Words[0].IsUrl)
        {
            AddAnything(MatchTraits.Broad | MatchTraits.Possible);
            return;
        }
        automaton.BeginProgram();
        automaton.Character(Universe.Separator);
        automaton.Wild(command.Words[0].Text.Text, command.Words[0].Text.Classes, InWord, _sets);
        int split = automaton.BeginOptional();
        automaton.Set(Separators);
        automaton.Run();
        automaton.EndOptional(split);
        automaton.Accept(MatchTraits.Broad | MatchTraits.Possible);
        automaton.End();
        foreach (string name in command.SynonymPrefixes)
        {
            automaton.BeginProgram();
            automaton.Character(Universe.Separator);
            automaton.Text(name);
            automaton.Run();
            automaton.Accept(MatchTraits.Broad | MatchTraits.Possible);
            automaton.End();
        }
    }

    private void AddWords(ReadOnlySpan<CommandWord> words, bool isPathText, MatchTraits traits)
    {
        automaton.BeginProgram();
        for (int i = 0; i < words.Length; i++)
        {
            var word = words[i];
            if (word.IsAnyRun)
            {
                int split = automaton.BeginOptional();
                automaton.Set(Separators);
                automaton.Run();
                automaton.EndOptional(split);
            }
            else if (word.IsPath || word.IsUrl)
            {
                automaton.Set(Separators);
                // A floating pattern asks where the base is, which a word does not tell.
                if (!isPathText || word.Path is not { } path || (path.Traits & PathTraits.IsFloating) != 0)
                {
                    automaton.Run(InWord);
                }
                else
                {
                    automaton.Text(path.Head);
                    if (path.Segments is { } segments)
                        automaton.Segments(segments.Text, segments.Classes, InName, InWord, _sets);
                }
            }
            else
            {
                automaton.Character(word.IsOption && i > 0 ? Universe.OptionSeparator : Universe.Separator);
                automaton.Wild(word.Text.Text, word.Text.Classes, InWord, _sets);
            }
        }
        automaton.Accept(traits);
        automaton.End();
    }

    private static readonly CharacterSet Separators = CharacterSet.Only("\u0001\u0002");

    private static readonly CharacterSet InWord = CharacterSet.AllBut("\u0001\u0002");
}
