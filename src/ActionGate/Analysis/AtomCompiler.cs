using ActionGate.Matching;

namespace ActionGate.Analysis;

/// <summary>Adds compiled patterns to an automaton, each as an atom that takes what its matcher takes, and as strongly.</summary>
internal sealed class AtomCompiler
{
    /// <summary>What stays inside a segment; separators of fields stand in none.</summary>
    private static readonly CharacterSet InName = CharacterSet.AllBut("/\u0001\u0002");

    private static readonly CharacterSet DotOrSlash = CharacterSet.Only("./");

    private readonly ClassSets _sets;
    private readonly NetworkAtoms _network;

    internal AtomCompiler(Automaton automaton)
    {
        Automaton = automaton;
        _sets = new ClassSets();
        _network = new NetworkAtoms(automaton, _sets);
    }

    internal Automaton Automaton { get; }

    /// <summary>What adding has cost since this was last asked.</summary>
    internal long TakeSteps() => _sets.TakeSteps();

    /// <summary>Adds a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="isRefusal">Its rule refuses.</param>
    /// <param name="baseDirectory">The base in the form that is compared; <see langword="null"/> where there is none.</param>
    /// <param name="ports">The ports of a network rule; <see langword="null"/>: any.</param>
    internal int Add(object pattern, bool isRefusal, string? baseDirectory, CharacterSet? ports)
    {
        int atom = Automaton.BeginAtom();
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
                Automaton.BeginProgram();
                Automaton.Wild(text.Text.Text, text.Text.Classes, null, _sets);
                Automaton.Accept(MatchTraits.Definite);
                Automaton.End();
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
        Automaton.BeginProgram();
        Automaton.Run();
        Automaton.Accept(traits);
        Automaton.End();
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
        Automaton.BeginProgram();
        Automaton.Character('/');
        Automaton.Set(InName);
        Automaton.Run(InName);
        AddSegments(path, outside);
        Automaton.BeginProgram();
        Automaton.Text("//");
        Automaton.Set(InName);
        Automaton.Run(InName);
        Automaton.Character('/');
        Automaton.Set(InName);
        Automaton.Run(InName);
        AddSegments(path, outside);
    }

    private void AddWhole(PathPattern path, string before, MatchTraits where)
    {
        Automaton.BeginProgram();
        Automaton.Text(before);
        Automaton.Text(path.Head);
        AddSegments(path, where);
    }

    private void AddSegments(PathPattern path, MatchTraits where)
    {
        AddSegmentTexts(path.Segments);
        Automaton.Accept(where);
        if ((path.Traits & PathTraits.CoversBeneath) != 0 && !path.EndsInRun)
        {
            Automaton.AnySegments();
            Automaton.Accept(where | MatchTraits.Broad);
        }
        Automaton.End();
    }

    private void AddSegmentTexts(SegmentSequence? segments)
    {
        if (segments is not null)
            Automaton.Segments(segments.Text, segments.Classes, InName, null, _sets);
    }

    private void AddModule(ModulePattern module)
    {
        Automaton.BeginProgram();
        Automaton.Wild(module.Name.Text, module.Name.Classes, null, _sets);
        Automaton.Accept(MatchTraits.Definite);
        Automaton.End();
        if (module.DottedName is not { } dotted)
            return;
        Automaton.BeginProgram();
        int used = 0;
        foreach (char c in dotted.Text)
        {
            if (c == PatternText.AnyRun)
                Automaton.Run();
            else if (c == PatternText.AnyCharacter)
                Automaton.Any();
            else if (c == '.')
                Automaton.Set(DotOrSlash);
            else if (c != PatternText.Class)
                Automaton.Character(c);
            else
                AddDottedClass(dotted.Classes[used++]);
        }
        Automaton.Accept(MatchTraits.Broad);
        Automaton.Set(DotOrSlash);
        Automaton.Run();
        Automaton.Accept(MatchTraits.Broad);
        Automaton.End();
    }

    private void AddDottedClass(CharacterClass @class) =>
        Automaton.Set(_sets.Where(c => @class.Contains(c == '/' ? '.' : c)));

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
        var name = command.Words[0].Text;
        // What begins with a wildcard may also take the folder of a trusted program, which the bare name stands for.
        AddName(name.Literal is null && name.LiteralPrefix.Length == 0 ? null : name, "", MatchTraits.Broad | MatchTraits.Possible);
        // A path is held against the name as a whole too: what 'a*' takes of it the matcher knows, and 'rm *' leaves nothing open of './rm'.
        bool takesAll = name.Literal is not null && command.Words is [_, { IsAnyRun: true }];
        AddName(name.Literal is null ? null : name, CommandUniverse.ByPath, takesAll ? MatchTraits.Broad : MatchTraits.Broad | MatchTraits.Possible);
        foreach (string synonym in command.SynonymPrefixes)
        {
            Automaton.BeginProgram();
            Automaton.Character(Universe.Separator);
            Automaton.Text(synonym);
            Automaton.Run();
            Automaton.Accept(MatchTraits.Broad | MatchTraits.Possible);
            Automaton.End();
        }
    }

    /// <summary>The command of a name, or of any, whatever it is given.</summary>
    private void AddName(Wildcard? name, string mark, MatchTraits traits)
    {
        Automaton.BeginProgram();
        Automaton.Character(Universe.Separator);
        if (name is null)
            Automaton.Run(InName);
        else
            Automaton.Wild(name.Text, name.Classes, InName, _sets);
        Automaton.Text(mark);
        int split = Automaton.BeginOptional();
        Automaton.Set(Separators);
        Automaton.Run();
        Automaton.EndOptional(split);
        Automaton.Accept(traits);
        Automaton.End();
    }

    private void AddWords(ReadOnlySpan<CommandWord> words, bool isPathText, MatchTraits traits)
    {
        Automaton.BeginProgram();
        for (int i = 0; i < words.Length; i++)
        {
            var word = words[i];
            if (word.IsAnyRun)
            {
                int split = Automaton.BeginOptional();
                Automaton.Set(Separators);
                Automaton.Run();
                Automaton.EndOptional(split);
            }
            else if (word.IsPath || word.IsUrl)
            {
                Automaton.Set(Separators);
                // A floating pattern asks where the base is, which a word does not tell.
                if (!isPathText || word.Path is not { } path || (path.Traits & PathTraits.IsFloating) != 0)
                {
                    Automaton.Run(InWord);
                }
                else
                {
                    Automaton.Text(path.Head);
                    if (path.Segments is { } segments)
                        Automaton.Segments(segments.Text, segments.Classes, InName, InWord, _sets);
                }
            }
            else
            {
                Automaton.Character(word.IsOption && i > 0 ? Universe.OptionSeparator : Universe.Separator);
                // What a path names, a rule that names no path never takes exactly.
                Automaton.Wild(word.Text.Text, word.Text.Classes, i == 0 ? InName : InWord, _sets);
            }
        }
        Automaton.Accept(traits);
        Automaton.End();
    }

    private static readonly CharacterSet Separators = CharacterSet.Only("\u0001\u0002");

    private static readonly CharacterSet InWord = CharacterSet.AllBut("\u0001\u0002");
}
