using System.Text.RegularExpressions;

namespace ActionGate.Architecture.Tests.Rules;

/// <summary>What was promised is shown by a test, or the page says why not.</summary>
internal static partial class PromiseRule
{
    internal const int Promises = 36;

    /// <summary>Promises without a line, lines without a word, and lines that name a test which is not there.</summary>
    /// <param name="page">The page, a line of its table for each promise.</param>
    /// <param name="tests">The sources of the tests.</param>
    internal static IEnumerable<string> Violations(string page, IEnumerable<string> tests)
    {
        var written = new HashSet<string>(tests.SelectMany(t => TestName().Matches(t).Select(m => m.Groups[1].Value)), StringComparer.Ordinal);
        var lines = page.Split('\n').Select(l => Line().Match(l)).Where(m => m.Success).ToLookup(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);
        for (int i = 1; i <= Promises; i++)
        {
            string id = $"P{i:00}";
            var cells = lines[id].ToArray();
            if (cells.Length != 1)
                yield return $"{id} has {cells.Length} lines";
            foreach (string cell in cells)
            {
                string[] named = [.. Named().Matches(cell).Select(m => m.Groups[1].Value)];
                if (string.IsNullOrWhiteSpace(cell))
                    yield return $"{id} has neither a test nor a reason";
                foreach (string test in named.Where(t => !written.Contains(t) || !t.StartsWith($"Promise_{id}_", StringComparison.Ordinal)))
                    yield return $"{id} names {test}, which is no test of it";
                if (named.Length == 0 && written.Any(t => t.StartsWith($"Promise_{id}_", StringComparison.Ordinal)))
                    yield return $"{id} has a test that its line does not name";
            }
        }
    }

    [GeneratedRegex(@"(?:void|Task) (Promise_P\d\d_\w+)\(")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^\| (P\d\d) \|[^|]*\|([^|]*)\|")]
    private static partial Regex Line();

    [GeneratedRegex(@"`\w+\.(Promise_\w+)`")]
    private static partial Regex Named();
}
