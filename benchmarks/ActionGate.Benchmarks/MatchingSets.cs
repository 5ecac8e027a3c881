using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ActionGate.Benchmarks;

/// <summary>
/// The rules for paths that all contestants get, and the targets: 56 characters or so, three in ten of them foreign. Where a target has a hit, it
/// is that of one rule.
/// </summary>
internal static class MatchingSets
{
    private static readonly string[] Folders = ["src", "lib", "docs", "assets", "tests", "tools", "data", "config"];
    private static readonly string[] Extensions = ["cs", "md", "json", "csv", "png", "txt", "xml", "bin"];

    /// <summary>Absolute patterns, so that those who know no base mean the same by them.</summary>
    internal static string Pattern(int i) => (i % 6) switch
    {
        0 => $"/srv/project/module{i}/**",
        1 => $"/var/data/set{i}/*.csv",
        2 => $"**/cache{i}/**",
        3 => $"/home/*/work{i}/notes-?.md",
        4 => $"**/*.type{i}",
        _ => $"/opt/team{i}/**/report-*.txt",
    };

    /// <summary>A target that the rule of this number takes, and none before it.</summary>
    internal static string Hit(int i, int n) => (i % 6) switch
    {
        0 => $"/srv/project/module{i}/{Folders[n % 8]}/deep/folder/source{n}.{Extensions[n % 8]}",
        1 => $"/var/data/set{i}/quarterly-results-of-the-year-{n}.csv",
        2 => $"/build/agents/{Folders[n % 8]}/cache{i}/objects/{n}/blob.bin",
        3 => $"/home/developer-with-a-name-{n}/work{i}/notes-{n % 10}.md",
        4 => $"/mnt/share/{Folders[n % 8]}/of/somebody/drawing-number-{n}.type{i}",
        _ => $"/opt/team{i}/{Folders[n % 8]}/of/the/month/report-{n}-final.txt",
    };

    internal static string Foreign(int n) => (n % 3) switch
    {
        0 => $"/mnt/elsewhere/of/nobody/{Folders[n % 8]}/folder-{n}/file-{n}.{Extensions[n % 7]}",
        1 => $"/srv/project/modulo{n}/{Folders[n % 8]}/deep/folder/source{n}.{Extensions[n % 8]}",
        _ => $"/home/developer-{n}/play{n}/{Folders[n % 8]}/notes-{n}.md",
    };

    internal static string Yaml(int rules)
    {
        var yaml = new StringBuilder("version: 1\ndefault: deny\nrules:\n");
        for (int i = 0; i < rules; i++)
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: r{i}, action: file_read, target: \"{Pattern(i)}\", decision: allow }}\n");
        return yaml.ToString();
    }

    internal static string[] Targets(string name, int rules, int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(n => name switch
        {
            "first" => Hit(0, n),
            "last" => Hit(rules - 1, n),
            "none" => Foreign(n),
            _ => n % 10 < 3 ? Foreign(n) : Hit(random.Next(rules), n),
        })];
    }

    /// <summary>The same pattern for .NET's expressions: '**' crosses segments, '*' and '?' stay inside one.</summary>
    internal static string Expression(string pattern)
    {
        var text = new StringBuilder("^");
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern.AsSpan(i).StartsWith("**/", StringComparison.Ordinal))
                (_, i) = (text.Append("(?:.*/)?"), i + 2);
            else if (pattern.AsSpan(i).StartsWith("**", StringComparison.Ordinal))
                (_, i) = (text.Append(".*"), i + 1);
            else
                text.Append(pattern[i] switch { '*' => "[^/]*", '?' => "[^/]", var c => Regex.Escape(c.ToString()) });
        }
        return text.Append('$').ToString();
    }

    /// <summary>What a host writes by hand: the star that came last is tried again further on.</summary>
    internal static bool IsWildcardMatch(string pattern, string text)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        bool crosses = false;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                crosses = p + 1 < pattern.Length && pattern[p + 1] == '*';
                p += crosses ? 2 : 1;
                (star, mark) = (p, t);
            }
            else if (p < pattern.Length && (pattern[p] == text[t] || pattern[p] == '?' && text[t] != '/'))
            {
                p++;
                t++;
            }
            else if (star >= 0 && (crosses || text[mark] != '/'))
            {
                (p, t) = (star, ++mark);
            }
            else
            {
                return false;
            }
        }
        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }
}
