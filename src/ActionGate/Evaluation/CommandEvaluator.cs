using System.Buffers;
using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Scanning.Shell;
using ActionGate.Scanning.Shell.Commands;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Evaluation;

/// <summary>Decides one simple command by its words; what it does beside is decided elsewhere.</summary>
internal static class CommandEvaluator
{
    private const int StackWords = 64;
    private const int StackCharacters = 256;

    /// <summary>
    /// The text is one command of plain words that does nothing beside of which a document speaks: no memory is needed to decide it.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="layers">The documents.</param>
    /// <param name="agent">Who asks.</param>
    /// <param name="guardsReads">There is something that nobody may read, whatever the documents say.</param>
    internal static bool IsPlain(string text, ReadOnlySpan<CompiledPolicy> layers, string? agent, bool guardsReads)
    {
        int bound = PlainCommand.CountBound(text);
        if (bound > StackWords)
            return false;
        Span<Range> words = stackalloc Range[StackWords];
        if (PlainCommand.ReadWords(text, words, out int count) is not null)
            return false;
        if (PlainCommand.IsIdle(text, words[..count], IdleEffects.None))
            return true;
        if (guardsReads)
            return false;
        var idle = IdleEffects.Reads | IdleEffects.Network;
        foreach (var layer in layers)
        {
            if (layer.IsFor(agent))
                idle &= layer.Find(agent) is { } listed ? IdleIn(listed) : IdleEffects.None;
        }
        return idle != IdleEffects.None && PlainCommand.IsIdle(text, words[..count], idle);
    }

    /// <summary>What a document leaves to the commands' own rules.</summary>
    private static IdleEffects IdleIn(CompiledAgent agent)
    {
        bool mayRead = agent.Rules.Find(ActionKind.FileRead.Name)!.IsEmpty && agent.Code is not { ConstrainsFiles: true };
        return (mayRead ? IdleEffects.Reads : IdleEffects.None) | (agent.Rules.Find(ActionKind.Network.Name)!.IsEmpty ? IdleEffects.Network : IdleEffects.None);
    }

    /// <summary>Decides a plain command.</summary>
    internal static Finding EvaluateText(in DocumentScope scope, RuleChain<CommandTarget> chain, string text)
    {
        int bound = PlainCommand.CountBound(text);
        Range[]? pooled = bound > StackWords ? ArrayPool<Range>.Shared.Rent(bound) : null;
        Span<Range> words = pooled is null ? stackalloc Range[StackWords] : pooled;
        var finding = PlainCommand.Read(text, words, IdleIn(scope.Agent), out int count) is { } problem
            ? Undecidable(in scope, chain, text, problem)
            : EvaluateWords(in scope, chain, text, words[..count]);
        // Where files are found in any case, RM is rm too.
        if (count > 0 && !finding.Refuses && !scope.Policy.PathRules.IsCaseSensitive && InLowerCase(text, words[0]) is { } folded)
            finding = scope.Both(finding, EvaluateText(in scope, chain, folded));
        if (pooled is not null)
            ArrayPool<Range>.Shared.Return(pooled);
        return finding;
    }

    /// <summary>Decides a command of shell text, of which parts may not be known.</summary>
    internal static Finding EvaluateCommand(in DocumentScope scope, ShellCommand command)
    {
        var chain = (RuleChain<CommandTarget>)scope.Agent.Rules.Find(ActionKind.ShellExec.Name)!;
        var finding = EvaluateCommand(in scope, chain, command, foldsName: false);
        // Where files are found in any case, RM is rm too.
        if (!finding.Refuses && !scope.Policy.PathRules.IsCaseSensitive && command.Words[0].Text.AsSpan().ContainsAnyInRange('A', 'Z'))
            finding = scope.Both(finding, EvaluateCommand(in scope, chain, command, foldsName: true));
        if (finding.Refuses || command.Doubt is not { } doubt)
            return finding;
        return Finding.OfBoth(finding, scope.Unresolved(chain, Refusals.Undecidable(doubt)));
    }

    private static Finding EvaluateCommand(in DocumentScope scope, RuleChain<CommandTarget> chain, ShellCommand command, bool foldsName)
    {
        int count = command.Words.Length;
        Range[]? pooledWords = count > StackWords ? ArrayPool<Range>.Shared.Rent(count) : null;
        Span<Range> words = pooledWords is null ? stackalloc Range[StackWords] : pooledWords;
        WordShape[]? pooledShapes = count > StackWords ? ArrayPool<WordShape>.Shared.Rent(count) : null;
        Span<WordShape> shapes = pooledShapes is null ? stackalloc WordShape[StackWords] : pooledShapes;
        var text = new CharBuffer(stackalloc char[StackCharacters]);
        bool isStatic = true;
        for (int i = 0; i < count; i++)
        {
            var word = command.Words[i];
            int start = text.Length;
            if (word.HasTilde)
                text.Append(scope.Policy.Home ?? "\0");
            text.Append(i == 0 && foldsName ? word.Text.ToLowerInvariant() : word.HasTilde ? word.Text.AsSpan(1) : word.Text);
            words[i] = new Range(start, text.Length);
            shapes[i] = (TargetShape.IsOne(text.Written[start..]) ? WordShape.HasHoles : WordShape.None) | (word.IsMany ? WordShape.IsMany : WordShape.None) | (word.IsComputed ? WordShape.IsComputed : WordShape.None);
            isStatic &= shapes[i] == WordShape.None;
        }
        var finding = EvaluateWords(in scope, chain, text.Written, words[..count], isStatic ? [] : shapes[..count], command.NeedsNoRule);
        text.Dispose();
        if (pooledWords is not null)
            ArrayPool<Range>.Shared.Return(pooledWords);
        if (pooledShapes is not null)
            ArrayPool<WordShape>.Shared.Return(pooledShapes);
        return finding;
    }

    /// <summary>A rule allows some command of this name.</summary>
    internal static bool IsNamedByAllow(in DocumentScope scope, ReadOnlySpan<char> name)
    {
        var chain = (RuleChain<CommandTarget>)scope.Agent.Rules.Find(ActionKind.ShellExec.Name)!;
        foreach (var link in chain.Links)
        {
            var patterns = (PatternSet<CommandTarget>)link.Patterns;
            for (int i = 0; i < link.Count; i++)
            {
                if (link.VerdictAt(i) == Verdict.Allow && patterns[i] is CommandPattern pattern && pattern.Names(name))
                    return true;
            }
        }
        return false;
    }

    /// <summary>Decides one simple command.</summary>
    /// <param name="scope">Who decides for whom.</param>
    /// <param name="chain">The rules for commands.</param>
    /// <param name="text">The text that the words lie in.</param>
    /// <param name="words">The argument vector.</param>
    /// <param name="shapes">What is not known of each word; none at all where all is.</param>
    /// <param name="needsNoRule">Where no rule matches it may go ahead.</param>
    internal static Finding EvaluateWords(
        in DocumentScope scope,
        RuleChain<CommandTarget> chain,
        scoped ReadOnlySpan<char> text,
        scoped ReadOnlySpan<Range> words,
        scoped ReadOnlySpan<WordShape> shapes = default,
        bool needsNoRule = false)
    {
        if (SelfProtection.OfCommand(in scope, text, words, shapes) is { } self)
            return Finding.Refused(self);
        var paths = new CharBuffer(stackalloc char[StackCharacters]);
        CommandPath[]? ranges = chain.NeedsPaths ? ArrayPool<CommandPath>.Shared.Rent(words.Length) : null;
        CommandUrl[]? urls = chain.NeedsUrls ? ArrayPool<CommandUrl>.Shared.Rent(words.Length) : null;
        if (ranges is not null)
            NormalisePaths(in scope, text, words, shapes, ref paths, ranges.AsSpan(0, words.Length));
        if (urls is not null)
            NormaliseUrls(text, words, shapes, ref paths, urls.AsSpan(0, words.Length));

        var name = text[words[0]];
        var target = new CommandTarget
        {
            Text = text,
            Words = words,
            Shapes = shapes,
            BaseName = name[(name.LastIndexOf('/') + 1)..],
            Naming = TrustedDirectories.NamingOf(name, scope.Policy.TrustedDirectories),
            Paths = paths.Written,
            PathRanges = ranges is null ? [] : ranges.AsSpan(0, words.Length),
            Urls = urls is null ? [] : urls.AsSpan(0, words.Length),
            BaseDirectory = scope.Policy.ComparedBase,
            RealBaseDirectory = scope.Policy.RealBaseDirectory,
        };
        var rule = scope.FirstMatch(chain, in target, in scope.Facts);
        var finding = rule is not null ? scope.By(rule)
            : needsNoRule ? new Finding(Verdict.Allow, null, scope.Agent.Terms)
            : scope.Default();
        if (finding is { Refuses: true, Cause: null } && RealOf(in target) is { } real)
        {
            // It is for the link that the rule which allows the words does not allow them.
            foreach (ref var path in ranges.AsSpan(0, words.Length))
                path.Real = default;
            if (scope.FirstMatch(chain, in target, in scope.Facts) is { Verdict: Verdict.Allow })
                finding = finding with { Cause = new RealPathCause(null, real) };
        }
        paths.Dispose();
        if (ranges is not null)
            ArrayPool<CommandPath>.Shared.Return(ranges);
        if (urls is not null)
            ArrayPool<CommandUrl>.Shared.Return(urls);
        return finding;
    }

    /// <summary>Where the first word that is a link really leads; <see langword="null"/> where none is.</summary>
    private static string? RealOf(scoped in CommandTarget target)
    {
        foreach (var path in target.PathRanges)
        {
            if (!target.Paths[path.Real].IsEmpty)
                return target.Paths[path.Real].ToString();
        }
        return null;
    }

    /// <summary>The text with the command's name in lower case; <see langword="null"/> where it is.</summary>
    private static string? InLowerCase(string text, Range command)
    {
        int end = command.End.Value;
        int start = command.Start.Value + text.AsSpan(command).LastIndexOf('/') + 1;
        return text.AsSpan(start..end).ContainsAnyInRange('A', 'Z') ? string.Concat(text.AsSpan(0, start), text[start..end].ToLowerInvariant(), text.AsSpan(end)) : null;
    }

    /// <summary>Text that is not one plain command might hold any: where <c>unresolved</c> lets it pass, no rule may refuse anything.</summary>
    internal static Finding Undecidable(in DocumentScope scope, RuleChain<CommandTarget> chain, string text, string problem)
    {
        if (SelfProtection.OfUnknownCommand(text) is { } self)
            return Finding.Refused(self);
        var finding = scope.Unresolved(chain, Refusals.Undecidable(problem));
        if (finding.Verdict == Verdict.Deny)
            return finding;
        var rule = RuleWalk.RefusalOfAnything(chain, in scope.Facts);
        scope.Circumstances.Witness?.TriedOnAnything(in scope, chain, in scope.Facts, rule, onlyRefusals: true);
        return rule is null ? finding : Finding.OfBoth(scope.By(rule), finding);
    }

    private static void NormalisePaths(
        in DocumentScope scope,
        scoped ReadOnlySpan<char> text,
        scoped ReadOnlySpan<Range> words,
        scoped ReadOnlySpan<WordShape> shapes,
        ref CharBuffer paths,
        scoped Span<CommandPath> ranges)
    {
        var resolver = scope.Policy.IgnoresSymlinks ? null : scope.Circumstances.Paths;
        var buffer = new CharBuffer(stackalloc char[StackCharacters]);
        var real = new CharBuffer(stackalloc char[StackCharacters]);
        for (int i = 0; i < words.Length; i++)
        {
            ranges[i] = default;
            var word = text[words[i]];
            // A bare command name is looked up, not opened; an option is no path; to a command 'file:' is a folder's name or a URL.
            if (i == 0 && !word.Contains('/') || word.StartsWith('-') || word.IsEmpty || FileUrl.IsOne(word))
                continue;
            // What may hold '/' or '..' is no path that is known.
            if (!shapes.IsEmpty && word.Contains(TargetShape.Hole))
                continue;
            if (RequestEvaluator.NormalisePath(scope.Policy, word, scope.WorkingDirectory, ref buffer, out _) != NormalOutcome.Normal)
                continue;
            var outcome = resolver is null ? RealPath.Same : resolver.Resolve(buffer.Written, ref real, out _);
            if (outcome is RealPath.Unknown or RealPath.Nowhere || resolver is not null && LeadsElsewhere(in scope, resolver, word, outcome == RealPath.Other ? real.Written : buffer.Written))
                continue;
            ranges[i].IsUnsure = resolver is not null && !shapes.IsEmpty && shapes[i] != WordShape.None;
            scope.Policy.PathRules.Fold(ref buffer);
            ranges[i].Written = Append(buffer.Written, ref paths);
            if (outcome != RealPath.Other)
                continue;
            scope.Policy.PathRules.Fold(ref real);
            ranges[i].Real = Append(real.Written, ref paths);
        }
        buffer.Dispose();
        real.Dispose();
    }

    /// <summary>The system, which takes '..' away behind links, goes to another place than the text does: to which is for nobody to guess.</summary>
    private static bool LeadsElsewhere(in DocumentScope scope, IPathResolver resolver, scoped ReadOnlySpan<char> word, scoped ReadOnlySpan<char> place)
    {
        if (UnfoldedPath.Of(scope.Policy, word, scope.WorkingDirectory) is not { } unfolded)
            return false;
        var there = new CharBuffer(stackalloc char[StackCharacters]);
        var outcome = resolver.Resolve(unfolded, ref there, out _);
        bool isElsewhere = outcome == RealPath.Unknown || outcome == RealPath.Other && !there.Written.SequenceEqual(place);
        there.Dispose();
        return isElsewhere;
    }

    private static Range Append(scoped ReadOnlySpan<char> path, ref CharBuffer paths)
    {
        int start = paths.Length;
        paths.Append(path);
        return new Range(start, paths.Length);
    }

    private static void NormaliseUrls(
        scoped ReadOnlySpan<char> text, scoped ReadOnlySpan<Range> words, scoped ReadOnlySpan<WordShape> shapes, ref CharBuffer paths, scoped Span<CommandUrl> urls)
    {
        urls.Clear();
        var buffer = new CharBuffer(stackalloc char[StackCharacters]);
        for (int i = 1; i < words.Length; i++)
        {
            var word = text[words[i]];
            if (!shapes.IsEmpty && shapes[i] != WordShape.None)
                continue;
            if (word.StartsWith('-') || word.IsEmpty || NetworkNormaliser.Normalise(word, null, ref buffer, out urls[i].Parts, out _) != NormalOutcome.Normal)
                continue;
            int start = paths.Length;
            paths.Append(buffer.Written);
            urls[i].Text = new Range(start, paths.Length);
            urls[i].DefaultPort = NetworkNormaliser.DefaultPort(buffer.Written[..urls[i].Parts.SchemeLength]);
        }
        buffer.Dispose();
    }
}
