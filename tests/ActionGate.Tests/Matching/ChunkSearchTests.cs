using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Tests.Matching;

/// <summary>The sure ways of long texts say what the short ones say.</summary>
public sealed class ChunkSearchTests
{
    [Fact]
    public void IndexOf_ChunksOfAllLengths_FindsTheFirstPlace()
    {
        var random = new Random(601);
        int found = 0;
        int late = 0;
        for (int i = 0; i < 4_000; i++)
        {
            int length = 1 + random.Next(i % 2 == 0 ? 20 : 160);
            char[] text = [.. Enumerable.Range(0, 300 + random.Next(1_500)).Select(_ => random.Next(12) == 0 ? 'b' : random.Next(200) == 0 ? 'š' : random.Next(300) == 0 ? '\u0161' : 'a')];
            var classes = new List<CharacterClass>();
            char[] chunk = new char[length];
            int from = random.Next(text.Length - length);
            for (int p = 0; p < length; p++)
            {
                chunk[p] = random.Next(4) switch { 0 => PatternText.AnyCharacter, 1 => PatternText.Class, _ => text[from + p] };
                if (chunk[p] == PatternText.Class)
                    classes.Add(new CharacterClass($"{text[from + p]}x", isNegated: false));
            }
            if (random.Next(3) == 0)
                chunk[random.Next(length)] = 'q';

            int expected = Enumerable.Range(0, text.Length - length + 1).Cast<int?>().FirstOrDefault(at => PatternText.IsAt(chunk, classes.ToArray(), text.AsSpan(at!.Value), isShape: false)) ?? -1;
            ChunkSearch.IndexOf(text, chunk, classes.ToArray(), isShape: false).Should().Be(expected);
            found += expected >= 0 ? 1 : 0;
            late += expected > 300 ? 1 : 0;
        }
        found.Should().BeInRange(2_000, 3_500);
        late.Should().BeGreaterThan(500);
    }

    /// <summary>More characters than are remembered, and those among them that a compiled pattern has for its signs.</summary>
    [Fact]
    public void IndexOf_TextsOfManyCharacters_FindsTheFirstPlace()
    {
        var random = new Random(604);
        int found = 0;
        for (int i = 0; i < 500; i++)
        {
            char[] text = [.. Enumerable.Range(0, 1_200).Select(_ => random.Next(50) == 0 ? (char)('\uFDD0' + random.Next(5)) : (char)random.Next(0x4E00, 0x5E00))];
            int length = 2 + random.Next(127);
            int from = 300 + random.Next(text.Length - length - 300);
            var classes = new List<CharacterClass>();
            char[] chunk = text[from..(from + length)];
            for (int p = 0; p < length; p++)
            {
                if (chunk[p] is >= '\uFDD0' and <= '\uFDD4' || random.Next(3) == 0)
                    chunk[p] = random.Next(2) == 0 ? PatternText.AnyCharacter : PatternText.Class;
                if (chunk[p] == PatternText.Class)
                    classes.Add(random.Next(3) switch { 0 => new CharacterClass($"{text[from + p]}x", isNegated: false), 1 => new CharacterClass("ab", isNegated: true), _ => new CharacterClass('\u4E00', '\uFFFF', isNegated: false) });
            }
            if (random.Next(3) == 0)
                (chunk[0], chunk[^1]) = (PatternText.AnyCharacter, 'q');

            int expected = Enumerable.Range(0, text.Length - length + 1).Cast<int?>().FirstOrDefault(at => PatternText.IsAt(chunk, classes.ToArray(), text.AsSpan(at!.Value), isShape: false)) ?? -1;
            ChunkSearch.IndexOf(text, chunk, classes.ToArray(), isShape: false).Should().Be(expected);
            found += expected >= 0 ? 1 : 0;
        }
        found.Should().BeInRange(200, 450);
    }

    [Fact]
    public void IndexOf_HolesOfAShape_AreTakenByNoOpenPlace()
    {
        string text = new string('a', 600) + "\0b" + new string('a', 600) + "cb";

        ChunkSearch.IndexOf(text, [PatternText.AnyCharacter, 'b'], [], isShape: true).Should().Be(1202);
        ChunkSearch.IndexOf(text, [PatternText.AnyCharacter, 'b'], [], isShape: false).Should().Be(600);
        ChunkSearch.IndexOf(text, [PatternText.Class, 'b'], [new CharacterClass("ab", isNegated: true)], isShape: true).Should().Be(1202);
    }

    [Fact]
    public void IndexOfLiteral_LongLiterals_FindsTheFirstPlace()
    {
        var random = new Random(602);
        for (int i = 0; i < 500; i++)
        {
            string period = new([.. Enumerable.Range(0, 1 + random.Next(200)).Select(_ => (char)('a' + random.Next(2)))]);
            char[] text = string.Concat(Enumerable.Repeat(period, 6_000 / period.Length)).ToCharArray();
            for (int n = random.Next(20); n > 0; n--)
                text[random.Next(text.Length)] = 'c';
            int from = random.Next(text.Length - 1_000);
            string literal = new(text.AsSpan(from, 129 + random.Next(800)));
            if (i % 4 == 0)
                literal = literal[..^1] + "d";

            ChunkSearch.IndexOfLiteral(text, literal).Should().Be(new string(text).IndexOf(literal, StringComparison.Ordinal));
        }
    }

    /// <summary>The same segments, once as a path that is short and once behind so many that it is long.</summary>
    [Fact]
    public void Match_LongPaths_SaysWhatTheOracleSays()
    {
        var random = new Random(603);
        var anchors = new PathPatternCompiler.Anchors(null, null, PathRules.Linux);
        var seen = new Dictionary<MatchStrength, int>();
        for (int i = 0; i < 250; i++)
        {
            string text = "/" + string.Join('/', Enumerable.Range(0, 1 + random.Next(6)).Select(_ => Pick(random, ["a", "b", "*", "a*", "[ab]", "?", "**", "**"])));
            bool isRead = random.Next(2) == 0;
            bool isRefusal = random.Next(2) == 0;
            PatternReader.Read(text, out var alternatives).Should().BeNull();
            PathPatternCompiler.Compile(alternatives[0], anchors, isRead, isRefusal, out var pattern, out _).Should().BeNull();
            for (int n = 0; n < 8; n++)
            {
                string name = n % 2 == 0 ? "a" : "c";
                string path = string.Concat(Enumerable.Repeat("/" + name, n < 4 ? 270 : 3)) + string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => "/" + Pick(random, ["a", "b", "ab", "c"])));
                var expected = Expected(text, path, isRead, isRefusal);
                pattern!.Match(new PathTarget(path, "")).Should().Be(expected, "{0} against {1}", text, path);
                seen[expected] = seen.GetValueOrDefault(expected) + 1;
            }
        }
        seen.Should().HaveCount(3);
        seen.Values.Should().OnlyContain(n => n > 100);
    }

    /// <summary>What the oracle would say, in a table of what is left of pattern and path: its own recursion is too deep for such paths.</summary>
    private static MatchStrength Expected(string pattern, string path, bool isRead, bool isRefusal)
    {
        string[] patterns = pattern[1..].Split('/');
        if (pattern is "/**" && isRead)
            return MatchStrength.Definite;
        if (!isRead && patterns[^1] == "**")
            patterns = [.. patterns, "*"];
        string[] segments = path[1..].Split('/');
        bool[][] takes = [.. Enumerable.Range(0, patterns.Length + 1).Select(_ => new bool[segments.Length + 1])];
        takes[0][0] = true;
        for (int p = 0; p < patterns.Length; p++)
        {
            for (int s = 0; s <= segments.Length; s++)
            {
                takes[p + 1][s] = patterns[p] == "**"
                    ? takes[p][s] || s > 0 && takes[p + 1][s - 1]
                    : s > 0 && takes[p][s - 1] && Oracle.Text(patterns[p], segments[s - 1]);
            }
        }
        return takes[^1][^1] ? MatchStrength.Definite : isRefusal && takes[^1].Contains(true) ? MatchStrength.Broad : MatchStrength.None;
    }

    private static string Pick(Random random, string[] pieces) => pieces[random.Next(pieces.Length)];
}
