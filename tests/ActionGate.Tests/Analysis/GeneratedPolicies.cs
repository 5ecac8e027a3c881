using System.Globalization;

namespace ActionGate.Tests.Analysis;

/// <summary>Policies over small alphabets, so that their rules meet, and the requests that these tell apart: the same for a seed.</summary>
internal sealed class GeneratedPolicies(int seed)
{
    internal static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private static readonly string[] Kinds = ["file_read", "file_write", "network", "shell_exec", "module_import", "env_read", "db_query"];
    private static readonly string?[] Agents = [null, "ann", "bob", "somebody"];
    private static readonly string[] Decisions = ["allow", "allow", "deny", "deny", "require_approval"];

    private readonly Random _random = new(seed);

    private static readonly Dictionary<string, string[]> Patterns = new()
    {
        ["file"] = ["/a/**", "/a/*", "**/b", "./b/**", ".env", "/b/a", "/a/[ab]*", "**/a/**", "*", "/{a,c}/b", "./*", "/b"],
        ["network"] =
        [
            "a.example", "*.example", "*", "b.a.example", "*.a.example", "10.0.0.0/30", "10.0.0.1", "a.example:8080", "https://a.example/**", "https://*.example/x/*",
            "http://a.example/x", "a.*", "@private", "https://a.example:8443/**",
        ],
        ["shell_exec"] =
        [
            "git *", "git push*", "git push", "git", "git push --force*", "rm *", "rm -r*", "ls*", "* push", "cat /b/*", "curl https://a.example/**", "/a/run *", "g* -f", "git * main", "*",
        ],
        ["module_import"] = ["os", "os.*", "*", "o*", "o?", "json", "os.path"],
        ["env_read"] = ["HOME", "*_TOKEN", "*", "H*", "A_TOKEN"],
        ["db_query"] = ["a*", "*b", "a?b", "*", "ab", "[ab]*", "*/../*"],
    };

    private static readonly Dictionary<string, string[]> Targets = new()
    {
        ["file"] = ["/", "/a", "/b", "/c", "/a/a", "/a/b", "/a/c", "/b/a", "/b/b", "/b/a/b", "/b/b/a", "/a/b/c", "/a/.env", "/b/.env", "/c/b", "/c/a/x", "b/x", "a/../b", ".env"],
        ["network"] =
        [
            "a.example", "b.a.example", "c.b.a.example", "b.example", "example", "10.0.0.1", "10.0.0.2", "10.0.0.9", "a.example:8080", "b.example:8080", "https://a.example/", "https://a.example/x",
            "https://a.example/x/y", "http://a.example/x", "https://b.example/x/y", "https://a.example:8443/x", "a.org", "[::1]", "https://a.example/x/y?q",
        ],
        ["shell_exec"] =
        [
            "git", "git push", "git push origin", "git push --force", "git -C x push", "git push origin --force", "git pull main", "rm x", "rm -r x", "rm -rf x", "/bin/rm x", "ls", "ls x", "lsof", "tool push",
            "cat /b/x", "cat /c/x", "curl https://a.example/x", "curl https://b.example/x", "/a/run x", "gcc -f", "git status; rm x", "echo $(git push)", "git push ''", "sudo git push", "git $x",
        ],
        ["module_import"] = ["os", "os.path", "json", "oz", "ox.y", "a"],
        ["env_read"] = ["HOME", "A_TOKEN", "B_TOKEN", "PATH", "H"],
        ["db_query"] = ["a", "b", "ab", "axb", "aab", "c", "a/../b", "ba"],
    };

    internal static PolicyOptions Options { get; } = new() { BaseDirectory = "/b", Clock = new ActionGate.Simulation.FixedClock(Now) };

    /// <summary>A document of some rules, no two with one id, each with one target.</summary>
    /// <param name="head">Further keys.</param>
    internal string Document(string head = "")
    {
        string[] kinds = [Pick(Kinds), Pick(Kinds)];
        string start = $"version: 1\nkinds: [db_query]\n{head}";
        if (_random.Next(4) == 0)
            start += "precedence: deny_overrides\n";
        if (_random.Next(3) == 0)
            start += $"default: {Pick("abstain", "require_approval", "deny")}\n";
        if (_random.Next(8) == 0)
            start += "agent: 'a*'\n";
        if (_random.Next(5) == 0)
            start += $"agents:\n  ann: {{ rules: [{Rule("own", Pick(kinds))}] }}\n  bob: {{{(_random.Next(2) == 0 ? " code_execution: { allowed_file_operations: [read], allowed_file_paths: [/a/] } " : "")}}}\n";
        return start + Rules(2 + _random.Next(5), kinds);
    }

    /// <summary>The same with a small change: a rule more, or less, or two in another order, or another verdict.</summary>
    internal string Changed(string document)
    {
        var lines = document.TrimEnd('\n').Split('\n').ToList();
        int first = lines.IndexOf("rules:") + 1;
        int at = first + _random.Next(lines.Count - first);
        switch (_random.Next(5))
        {
            case 0:
                lines.Insert(at, $"  - {Rule("more", Pick(Kinds))}");
                break;
            case 1 when lines.Count > first + 1:
                lines.RemoveAt(at);
                break;
            case 2 when at + 1 < lines.Count:
                (lines[at], lines[at + 1]) = (lines[at + 1], lines[at]);
                break;
            case 3:
                // What repeats a rule changes nothing.
                lines.Add(lines[at].Replace("id: r", "id: again", StringComparison.Ordinal));
                break;
            default:
                lines[at] = lines[at].Replace("effect: allow", "effect: deny", StringComparison.Ordinal);
                break;
        }
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>What an assertion describes: an action, a target, perhaps an agent.</summary>
    internal (string Kind, string Target, string? Agent) Description()
    {
        string kind = Pick(Kinds);
        return (kind, Pick(Patterns[FamilyOf(kind)]), _random.Next(3) == 0 ? Pick("ann", "bob") : null);
    }

    /// <summary>The requests that are asked.</summary>
    internal static IEnumerable<ActionRequest> Requests()
    {
        foreach (string kind in Kinds)
        {
            foreach (string target in Targets[FamilyOf(kind)])
            {
                foreach (string? agent in Agents)
                {
                    var context = agent is null ? ActionContext.Empty : new ActionContext { Agent = agent };
                    yield return new ActionRequest(kind, target, context);
                    if (kind == "network")
                        yield return new ActionRequest(kind, target, context) { Method = "GET" };
                }
            }
        }
    }

    private string Rules(int count, string[] kinds) =>
        "rules:\n" + string.Concat(Enumerable.Range(0, count).Select(n => $"  - {Rule(string.Create(CultureInfo.InvariantCulture, $"r{n}"), Pick(kinds))}\n"));

    private string Rule(string id, string kind)
    {
        string decision = Pick(Decisions);
        string conditions = _random.Next(9) switch
        {
            0 => ", agents: [ann]",
            1 => ", agents: [bob, ann]",
            2 when kind == "network" => ", methods: [GET]",
            3 when kind == "network" => ", ports: [8000-8100]",
            4 when decision == "allow" => ", expires: '1970-02-01T00:00:00Z'",
            5 when decision == "require_approval" => ", approval: { timeout: 5min }",
            _ => "",
        };
        return $"{{ id: {id}, action: {kind}, target: \"{Pick(Patterns[FamilyOf(kind)])}\", effect: {decision}{conditions} }}";
    }

    private static string FamilyOf(string kind) => kind.StartsWith("file", StringComparison.Ordinal) ? "file" : kind;

    private string Pick(params string[] words) => words[_random.Next(words.Length)];
}
