using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Tests.Matching;

public sealed class CommandSequenceTests
{
    private static readonly PathPatternCompiler.Anchors Anchors = new("/b", null, PathRules.Linux);

    [Fact]
    public void Of_FewWords_NeedsNone()
    {
        CommandSequence.Of(Words(string.Join(' ', Enumerable.Repeat("a", CommandSequence.FewestWords - 1)))).Should().BeNull();
        CommandSequence.Of(Words(string.Join(' ', Enumerable.Repeat("a", CommandSequence.FewestWords)))).Should().NotBeNull();
        CommandSequence.Of(Words(string.Join(' ', Enumerable.Repeat("*", 100)))).Should().BeNull();
    }

    /// <summary>Few letters, so that beginnings come again and again; some of the patterns are longer than a word of bits, some than what lies on the stack.</summary>
    [Fact]
    public void IsExactly_WordsOfAllNumbers_SaysWhatATableSays()
    {
        var random = new Random(701);
        int taken = 0;
        int pairs = 0;
        for (int i = 0; i < 1_200; i++)
        {
            int count = i % 60 == 0 ? 2_600 : CommandSequence.FewestWords + random.Next(i % 3 == 0 ? 200 : 30);
            string[] texts = [.. Enumerable.Range(0, count).Select(_ => random.Next(8) == 0 ? "*" : Pick(random, ["a", "a", "a", "b", "a*", "?", "[ab]", "./x", "/b/*", "x[/]y", "x/y"]))];
            // The last star would take the rest.
            var words = Words(string.Join(' ', [.. texts, "a"]));
            if (CommandSequence.Of(words) is not { } sequence)
                continue;
            string[] argv = ["a", .. texts.SelectMany(t => t == "*" ? Enumerable.Repeat("a", random.Next(3)) : [Taken(random, t)]), "a"];
            argv = argv[(random.Next(4) == 0 ? 0 : 1)..];
            if (random.Next(3) == 0)
                argv[random.Next(argv.Length)] = "b";
            var target = PatternSetTests.Command(string.Join(' ', argv), hasShapes: false);

            bool expected = Expected(words, in target);
            sequence.IsExactly(in target).Should().Be(expected, "{0} against {1}", string.Join(' ', texts), string.Join(' ', argv));
            pairs++;
            taken += expected ? 1 : 0;
        }
        taken.Should().BeInRange(pairs / 4, 3 * pairs / 4);
    }

    private static string Taken(Random random, string word) => word switch
    {
        "a*" => Pick(random, ["a", "ab"]),
        "?" or "[ab]" => Pick(random, ["a", "b"]),
        "./x" => Pick(random, ["./x", "/b/x"]),
        "/b/*" => Pick(random, ["/b/q", "x"]),
        "x[/]y" or "x/y" => "x/y",
        _ => word,
    };

    private static bool Expected(CommandWord[] words, scoped in CommandTarget target)
    {
        bool[] reached = new bool[words.Length + 1];
        reached[0] = true;
        for (int j = 0; j < words.Length; j++)
            reached[j + 1] = reached[j] && words[j].IsAnyRun;
        for (int at = 0; at < target.Words.Length; at++)
        {
            bool[] next = new bool[words.Length + 1];
            for (int j = 0; j < words.Length; j++)
                next[j + 1] = words[j].IsAnyRun ? next[j] || reached[j + 1] : reached[j] && words[j].IsExactly(in target, at);
            reached = next;
        }
        return reached[^1];
    }

    private static CommandWord[] Words(string text)
    {
        var words = new List<CommandWord>();
        foreach (string word in text.Split(' '))
        {
            if (word == "*")
            {
                words.Add(CommandWord.AnyRun);
                continue;
            }
            PatternReader.Read(word, out var alternatives).Should().BeNull();
            CommandPatternCompiler.Compile(alternatives[0], Anchors, isRefusal: false, out var pattern, out _).Should().BeNull();
            words.Add(pattern!.Words[0]);
        }
        return [.. words];
    }

    private static string Pick(Random random, string[] pieces) => pieces[random.Next(pieces.Length)];
}
