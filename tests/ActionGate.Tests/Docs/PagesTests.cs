using System.Text.RegularExpressions;

namespace ActionGate.Tests.Docs;

/// <summary>What the pages refer to is there.</summary>
public sealed partial class PagesTests
{
    private static readonly string Root = Repository.Root;

    public static TheoryData<string> Pages =>
    [
        .. Directory.EnumerateFiles(Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md"))
            .Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_OfAPage_LeadSomewhere(string page)
    {
        string path = Path.Combine(Root, page);
        foreach (Match link in Link().Matches(File.ReadAllText(path)))
        {
            string target = link.Groups["file"].Value;
            string file = target.Length == 0 ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, target));
            bool isThere = File.Exists(file) || Directory.Exists(file);
            isThere.Should().BeTrue($"{page} refers to '{target}'");
            if (link.Groups["anchor"].Length > 0)
                AnchorsOf(file).Should().Contain(link.Groups["anchor"].Value, $"{page} refers to it in '{target}'");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Headings_OfAPage_HaveAnchorsOfTheirOwn(string page) =>
        AnchorsOf(Path.Combine(Root, page)).Should().OnlyHaveUniqueItems();

    /// <summary>A claim names the test that holds it.</summary>
    [Fact]
    public void ThreatModel_TestsThatItNames_Exist()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal);
        var named = Test().Matches(File.ReadAllText(Path.Combine(Root, "docs", "threat-model.md")));

        named.Should().HaveCountGreaterThan(30);
        named.Where(t => !sources[t.Groups[1].Value].Any(file => File.ReadAllText(file).Contains($" {t.Groups[2].Value}(", StringComparison.Ordinal)))
            .Select(t => t.Value).Should().BeEmpty();
    }

    [Fact]
    public void Architecture_FilesThatItNames_Exist()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories).Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal);
        string[] named = [.. SourceFile().Matches(File.ReadAllText(Path.Combine(Root, "ARCHITECTURE.md"))).Select(m => Path.GetFileName(m.Groups[1].Value))];

        named.Should().HaveCountGreaterThan(50).And.BeSubsetOf(sources);
    }

    /// <summary>As the usual renderers make them of headings.</summary>
    private static string[] AnchorsOf(string page) =>
        [.. Heading().Matches(CodeBlock().Replace(File.ReadAllText(page), "")).Select(h => NotInAnchor().Replace(h.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"\]\((?!https?:)(?<file>[^)#\s]*)(?:#(?<anchor>[^)\s]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([A-Z]\w*Tests)\.([A-Z]\w*_\w+)`")]
    private static partial Regex Test();

    [GeneratedRegex(@"`([\w./]+\.cs)`")]
    private static partial Regex SourceFile();

    [GeneratedRegex("^#{1,4} (.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"[^\w -]")]
    private static partial Regex NotInAnchor();
}
