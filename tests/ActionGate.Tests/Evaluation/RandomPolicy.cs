using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Evaluation;

/// <summary>Rules over an alphabet so small that many of them match, and the keys around them.</summary>
/// <param name="Keys">Top-level keys, a line each.</param>
/// <param name="Rules">The rules, as flow maps without braces.</param>
internal sealed record RandomPolicy(IReadOnlyList<string> Keys, IReadOnlyList<string> Rules)
{
    internal static readonly string[] Kinds = ["file_read", "file_write", "file_delete", "shell_exec", "network", "module_import"];

    private static readonly string[] PathPatterns =
    [
        "/a", "/b", "/a/b", "/a/**", "/a/*", "/*/b", "/**/b", "**/b", "b", "*", ".c", "/a/.c/**", "/?/a", "/[ab]/**", "./a/**", "./**", "/{a,b}/a", "/a/b/a", "**",
    ];

    private static readonly string[] CommandPatterns = ["x", "x *", "x a*", "x a", "y*", "*", "x --f*", "x -f *", "y ./a/**", "x * a", "/bin/x *"];

    private static readonly string[] HostPatterns = ["*", "a.example", "*.example", "https://a.example/b/**", "https://*.example/**", "@loopback", "a.example:8443", "10.0.0.0/8"];

    private static readonly string[] ModulePatterns = ["*", "a", "a.b", "a*", "b"];

    private static readonly string[] Paths =
    [
        "/a", "/b", "/a/b", "/a/b/a", "/b/a", "/a/.c/b", "/c", "/", "a", "a/b", "b/../a", "/a/../b", "./a/b/a", "/x/y", "~", "~bob/a", "file:///a/b", "",
    ];

    private static readonly string[] Commands = ["x", "x a", "x ab", "x --f a", "x a -f", "y", "y ./a/b", "y ./a/../b", "z", "/bin/x a", "/tmp/x a", "x a; y", "x $A", "cd a"];

    private static readonly string[] Hosts =
        ["a.example", "https://a.example/b/c", "http://b.a.example/", "127.0.0.1", "https://a.example:8443/b/", "10.1.2.3", "http://a.example/b\\c", "localhost", "[::1]:80"];

    private static readonly string[] Modules = ["a", "a.b", "a.b.c", "b", "ab", "c"];

    private static readonly Gen<string> Conditions = Gen.Elements(
        "", "", "", "", ", agents: [coder]", ", agents: [other]", ", methods: [GET]", ", ports: [443]", ", languages: [python]", ", expires: 2020-01-01T00:00:00Z",
        ", not_before: 2020-01-01T00:00:00Z", ", rate: 1/min");

    internal static Gen<string> Rule { get; } = RuleOf("allow", "allow", "deny", "require_approval");

    internal static Gen<string> Refusal { get; } = RuleOf("deny");

    private static readonly Gen<string> Key = Gen.Elements(
        "default: deny", "default: require_approval", "precedence: deny_overrides", "unresolved: allow", "unresolved: require_approval", "recursive: allow",
        "symlinks: ignore", "case: insensitive", "limits: { time: 9s }");

    /// <summary>A policy that never abstains.</summary>
    internal static Gen<RandomPolicy> Any { get; } =
        from keys in Gen.ListOf(Key).Resize(3)
        from rules in Gen.ListOf(Rule).Resize(6)
        select new RandomPolicy([.. keys.DistinctBy(k => k[..k.IndexOf(':', StringComparison.Ordinal)])], [.. rules]);

    internal static Gen<ActionRequest> Request { get; } =
        from kind in Gen.Elements(Kinds)
        from target in Gen.Elements(TargetsOf(kind))
        from agent in Gen.Elements("coder", "other", null)
        from method in Gen.Elements("GET", "post", null)
        from recursive in Gen.Elements(false, false, true)
        from folder in Gen.Elements(null, "/", "/a", "b", "~")
        select new ActionRequest(kind, target, new ActionContext { Agent = agent, WorkingDirectory = folder }) { Method = method, IsRecursive = recursive };

    internal Policy Parse() => Policy.Parse(Yaml(), new PolicyOptions { BaseDirectory = "/a" });

    internal string Yaml()
    {
        var yaml = new StringBuilder("version: 1\nkinds: ['mcp.*']\n");
        foreach (string key in Keys)
            yaml.Append(key).Append('\n');
        yaml.Append(Rules.Count == 0 ? "rules: []\n" : "rules:\n");
        for (int i = 0; i < Rules.Count; i++)
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: r{i}, {Rules[i]} }}\n");
        return yaml.ToString();
    }

    internal RandomPolicy With(int place, string rule)
    {
        var rules = Rules.ToList();
        rules.Insert(place % (rules.Count + 1), rule);
        return this with { Rules = rules };
    }

    internal RandomPolicy With(string key) => this with { Keys = [.. Keys.Where(k => !k.StartsWith(key[..key.IndexOf(':', StringComparison.Ordinal)], StringComparison.Ordinal)), key] };

    public override string ToString() => Yaml();

    private static string[] TargetsOf(string kind) => kind switch { "shell_exec" => Commands, "network" => Hosts, "module_import" => Modules, _ => Paths };

    private static Gen<string> RuleOf(params string[] verdicts) =>
        from kind in Gen.Elements(Kinds)
        from pattern in Gen.Elements(kind switch { "shell_exec" => CommandPatterns, "network" => HostPatterns, "module_import" => ModulePatterns, _ => PathPatterns })
        from verdict in Gen.Elements(verdicts)
        from condition in Conditions
        where condition.Length < 10 || !(condition.Contains("methods", StringComparison.Ordinal) || condition.Contains("ports", StringComparison.Ordinal)) || kind == "network"
        select $"action: {kind}, target: '{pattern}', decision: {verdict}{condition}";
}
