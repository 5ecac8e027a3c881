using System.Buffers;
using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Scanning.Shell;

namespace ActionGate.Evaluation;

/// <summary>Decides shell text: one simple command of plain words by its rules, everything else not at all.</summary>
internal static class CommandEvaluator
{
    private const int StackWords = 64;
    private const int StackCharacters = 256;

    internal static Finding EvaluateText(CompiledPolicy policy, KindRules<CommandTarget> rules, string text, string? workingDirectory)
    {
        int bound = PlainCommand.CountBound(text);
        Range[]? pooled = bound > StackWords ? ArrayPool<Range>.Shared.Rent(bound) : null;
        Span<Range> words = pooled is null ? stackalloc Range[StackWords] : pooled;
        var finding = PlainCommand.Read(text, words, out int count) is { } problem
            ? Finding.Refused(Refusals.Undecidable(problem))
            : EvaluateWords(policy, rules, text, words[..count], workingDirectory);
        if (pooled is not null)
            ArrayPool<Range>.Shared.Return(pooled);
        return finding;
    }

    /// <summary>Decides one simple command.</summary>
    /// <param name="policy">The document.</param>
    /// <param name="rules">Its rules for commands.</param>
    /// <param name="text">The text that the words lie in.</param>
    /// <param name="words">The argument vector.</param>
    /// <param name="workingDirectory">Where it would run; <see langword="null"/> where that is not known.</param>
    internal static Finding EvaluateWords(
        CompiledPolicy policy, KindRules<CommandTarget> rules, ReadOnlySpan<char> text, ReadOnlySpan<Range> words, string? workingDirectory)
    {
        var paths = new CharBuffer(stackalloc char[StackCharacters]);
        Range[]? ranges = rules.NeedsPaths ? ArrayPool<Range>.Shared.Rent(words.Length) : null;
        CommandUrl[]? urls = rules.NeedsUrls ? ArrayPool<CommandUrl>.Shared.Rent(words.Length) : null;
        if (ranges is not null)
            NormalisePaths(policy, text, words, workingDirectory, ref paths, ranges);
        if (urls is not null)
            NormaliseUrls(text, words, ref paths, urls.AsSpan(0, words.Length));

        var name = text[words[0]];
        var target = new CommandTarget
        {
            Text = text,
            Words = words,
            BaseName = name[(name.LastIndexOf('/') + 1)..],
            Naming = TrustedDirectories.NamingOf(name),
            Paths = paths.Written,
            PathRanges = ranges is null ? [] : ranges.AsSpan(0, words.Length),
            Urls = urls is null ? [] : urls.AsSpan(0, words.Length),
            BaseDirectory = policy.ComparedBase,
        };
        var rule = RuleWalk.FirstMatch(rules, in target);
        var finding = rule is not null ? Finding.By(rule)
            : FreeBuiltins.Contains(text, words) ? new Finding(Verdict.Allow, null)
            : RuleWalk.Default(policy);
        paths.Dispose();
        if (ranges is not null)
            ArrayPool<Range>.Shared.Return(ranges);
        if (urls is not null)
            ArrayPool<CommandUrl>.Shared.Return(urls);
        return finding;
    }

    private static void NormalisePaths(
        CompiledPolicy policy, ReadOnlySpan<char> text, ReadOnlySpan<Range> words, string? workingDirectory, ref CharBuffer paths, Span<Range> ranges)
    {
        var buffer = new CharBuffer(stackalloc char[StackCharacters]);
        for (int i = 0; i < words.Length; i++)
        {
            ranges[i] = default;
            var word = text[words[i]];
            // A bare command name is looked up, not opened; an option is no path; to a command 'file:' is a folder's name or a URL.
            if (i == 0 && !word.Contains('/') || word[0] == '-' || FileUrl.IsOne(word))
                continue;
            if (RequestEvaluator.NormalisePath(policy, word, workingDirectory, ref buffer, out _) != NormalOutcome.Normal)
                continue;
            policy.PathRules.Fold(ref buffer);
            int start = paths.Length;
            paths.Append(buffer.Written);
            ranges[i] = new Range(start, paths.Length);
        }
        buffer.Dispose();
    }

    private static void NormaliseUrls(ReadOnlySpan<char> text, ReadOnlySpan<Range> words, ref CharBuffer paths, Span<CommandUrl> urls)
    {
        urls.Clear();
        var buffer = new CharBuffer(stackalloc char[StackCharacters]);
        for (int i = 1; i < words.Length; i++)
        {
            var word = text[words[i]];
            if (word[0] == '-' || NetworkNormaliser.Normalise(word, null, ref buffer, out urls[i].Parts, out _) != NormalOutcome.Normal)
                continue;
            int start = paths.Length;
            paths.Append(buffer.Written);
            urls[i].Text = new Range(start, paths.Length);
            urls[i].DefaultPort = NetworkNormaliser.DefaultPort(buffer.Written[..urls[i].Parts.SchemeLength]);
        }
        buffer.Dispose();
    }
}
