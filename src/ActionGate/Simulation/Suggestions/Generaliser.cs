using ActionGate.Compilation;

namespace ActionGate.Simulation.Suggestions;

/// <summary>Groups needs, and makes patterns of a group: one stated step beyond what was asked, and no further.</summary>
internal sealed class Generaliser(PathStyle paths)
{
    private const int FewestForAStep = 2;

    /// <summary>Puts together what one rule may cover.</summary>
    internal static List<Draft> Group(IEnumerable<Need> needs)
    {
        var drafts = new Dictionary<(string, string?, string?, string?, string), Draft>();
        foreach (var need in needs)
        {
            string key = KeyOf(need);
            if (!drafts.TryGetValue((need.Kind, need.Agent, need.Before, need.Method, key), out var draft))
                drafts[(need.Kind, need.Agent, need.Before, need.Method, key)] = draft = new Draft(need, key);
            draft.Add(need);
        }
        foreach (var draft in drafts.Values)
            draft.Stretch(FurthestFor(draft));
        return [.. drafts.Values];
    }

    /// <summary>The patterns of a group, as far as it goes; none where it is given up.</summary>
    internal List<PatternDraft> PatternsOf(Draft draft) => draft.Reach == Reach.None ? [] : TargetFamilies.Of(draft.Kind) switch
    {
        TargetFamily.Path => PathsOf(draft),
        TargetFamily.Command => CommandsOf(draft),
        TargetFamily.Network => HostsOf(draft),
        _ => ExactOf(draft, PatternLiteral.Of),
    };

    private static string KeyOf(Need need) => TargetFamilies.Of(need.Kind) switch
    {
        TargetFamily.Path => FolderOf(need.Target),
        TargetFamily.Command => EverydayCommands.HasStep(need.Words) ? $"{need.Words[0]} {need.Words[1]}" : need.Words[0],
        TargetFamily.Network => need.Scheme.Length > 0 ? $"{need.Scheme}://{need.Host}" : need.Host,
        _ => "",
    };

    internal static Reach FurthestFor(Draft draft)
    {
        int distinct = draft.Needs.Select(n => n.Target).Distinct(StringComparer.Ordinal).Count();
        if (distinct < FewestForAStep)
            return Reach.Exact;
        return TargetFamilies.Of(draft.Kind) switch
        {
            TargetFamily.Path => draft.Needs.Select(n => EndingOf(n.Target)).Distinct(StringComparer.Ordinal).Count() > 1 ? Reach.Folder : Reach.Step,
            TargetFamily.Command => draft.Needs.All(n => EverydayCommands.HasStep(n.Words)) ? Reach.Step : Reach.Exact,
            TargetFamily.Network => Reach.Step,
            _ => Reach.Exact,
        };
    }

    private List<PatternDraft> PathsOf(Draft draft)
    {
        string folder = draft.Key;
        // A pattern for the files of the root, or for scripts that may be replaced, would be more than a step.
        if (draft.Reach == Reach.Exact || folder == "/" || draft.Kind == ActionKind.ScriptExec.Name)
            return ExactOf(draft, paths.Literal);
        if (draft.Reach == Reach.Folder)
        {
            return [new PatternDraft(paths.Literal(folder) + "/*", "files in one folder", PlacesOf(draft.Needs))
            {
                Others = [$"{folder}/other", $"{folder}/other.txt"],
                KeptOut = [.. Hazards.NamesToKeepOut.Select(n => $"{folder}/{n}")],
            }];
        }
        var patterns = new List<PatternDraft>();
        foreach (var byEnding in draft.Needs.GroupBy(n => EndingOf(n.Target), StringComparer.Ordinal))
        {
            string ending = byEnding.Key;
            if (ending.Length == 0 || byEnding.Select(n => n.Target).Distinct(StringComparer.Ordinal).Count() < FewestForAStep)
            {
                patterns.AddRange(Exact(byEnding, paths.Literal));
                continue;
            }
            patterns.Add(new PatternDraft($"{paths.Literal(folder)}/*{PatternLiteral.Of(ending)}", "files with one ending in one folder", PlacesOf(byEnding))
            {
                Others = [$"{folder}/other{ending}"],
                KeptOut = Hazards.PlainEndings.Contains(ending) ? [] : [.. Hazards.StemsToKeepOut.Select(stem => $"{folder}/{stem}{ending}")],
            });
        }
        return patterns;
    }

    private static List<PatternDraft> CommandsOf(Draft draft)
    {
        if (draft.Reach != Reach.Exact)
            return [new PatternDraft($"{PatternLiteral.Of(draft.Key)} *", "one command with one subcommand", PlacesOf(draft.Needs))
            {
                Others = [$"{draft.Key} other"],
                KeptOut = EverydayCommands.ToKeepOut(draft.Key),
            }];
        var patterns = new List<PatternDraft>();
        foreach (var same in draft.Needs.GroupBy(n => string.Join('\0', n.Words), StringComparer.Ordinal))
        {
            string[] words = same.First().Words;
            bool isPlain = Array.TrueForAll(words, w => w.Length > 0 && !w.AsSpan().ContainsAny(" \t\n"));
            patterns.Add(new PatternDraft(PatternLiteral.Of(same.First().Target), null, PlacesOf(same)) { Argv = isPlain ? null : Array.ConvertAll(words, PatternLiteral.Of) });
        }
        return patterns;
    }

    private static List<PatternDraft> HostsOf(Draft draft)
    {
        bool hasQuery = draft.Needs.Any(n => n.Target.Contains('?', StringComparison.Ordinal));
        if (draft.Reach == Reach.Exact && !(hasQuery && draft.Before is null))
            return ExactOf(draft, PatternLiteral.Of);
        bool hasScheme = draft.Key.Contains("://", StringComparison.Ordinal);
        return [new PatternDraft(hasScheme ? draft.Key + "/**" : draft.Key, hasQuery && draft.Reach == Reach.Exact ? "one host, since no pattern is exactly one query" : "one host", PlacesOf(draft.Needs))
        {
            Others = hasScheme ? [$"{draft.Key}/other"] : [$"https://{draft.Key}/other"],
        }];
    }

    private static List<PatternDraft> ExactOf(Draft draft, Func<string, string> literal) => Exact(draft.Needs, literal);

    private static List<PatternDraft> Exact(IEnumerable<Need> needs, Func<string, string> literal) =>
        [.. needs.GroupBy(n => n.Target, StringComparer.Ordinal).Select(same => new PatternDraft(literal(same.Key), null, PlacesOf(same)))];

    private static string[] PlacesOf(IEnumerable<Need> needs) => [.. needs.Select(n => n.Place).Distinct(StringComparer.Ordinal)];

    private static string FolderOf(string path) => path.LastIndexOf('/') is > 0 and var at ? path[..at] : "/";

    /// <summary>With its dot; empty where there is none, or nothing before it.</summary>
    private static string EndingOf(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        return name.LastIndexOf('.') is > 0 and var at ? name[at..] : "";
    }
}
