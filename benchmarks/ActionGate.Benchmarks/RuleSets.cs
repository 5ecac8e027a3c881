using System.Globalization;
using System.Text;

namespace ActionGate.Benchmarks;

/// <summary>Policies of a given size, and the targets that are asked of them: the same for ActionGate and for the baseline.</summary>
internal static class RuleSets
{
    private const int TargetCount = 1000;

    /// <summary>Every tenth rule is a deny; the patterns are of the kinds that people write.</summary>
    internal static string[] Patterns(string kind, int count) => [.. Enumerable.Range(0, count).Select(i => Pattern(kind, i))];

    /// <param name="kind">The kind of all rules.</param>
    /// <param name="count">How many rules.</param>
    /// <param name="head">Further keys of the document, whole lines.</param>
    /// <param name="conditions">Further keys of the rules that allow, behind a comma.</param>
    internal static string Yaml(string kind, int count, string head = "", string conditions = "")
    {
        var yaml = new StringBuilder($"version: 1\ndefault: deny\nbase: /srv/project\n{head}rules:\n");
        for (int i = 0; i < count; i++)
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: r{i}, action: {kind}, target: \"{Pattern(kind, i)}\", decision: {(i % 10 == 9 ? "deny" : "allow" + conditions)} }}\n");
        return yaml.ToString();
    }

    /// <summary>Agents, each with folders of its own; everything that the rules speak of lies in one of them.</summary>
    internal static string Agents(int count)
    {
        var yaml = new StringBuilder("agents:\n");
        for (int i = 0; i < count; i++)
            yaml.Append(CultureInfo.InvariantCulture, $"  agent{i}: {{ code_execution: {{ allowed_imports: [numpy], allowed_file_operations: [read], allowed_file_paths: [/none/{i}/, '/**'], max_memory: 1GiB }} }}\n");
        return yaml.ToString();
    }

    /// <summary>Targets spread over all rules, three in ten of them foreign to the policy.</summary>
    internal static string[] Targets(string kind, int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, TargetCount).Select(n => n % 10 < 3 ? Foreign(kind, n) : Hit(kind, random.Next(count), n))];
    }

    private static string Pattern(string kind, int i) => kind switch
    {
        "network" => (i % 4) switch
        {
            0 => $"https://api{i}.example.com/**",
            1 => $"*.service{i}.example.org",
            2 => $"host{i}.internal.example",
            _ => $"https://cdn{i}.example.net/v1/*",
        },
        "shell_exec" => (i % 3) switch
        {
            0 => $"tool{i} *",
            1 => $"tool{i} run --verbose *",
            _ => $"script{i}*",
        },
        _ => (i % 4) switch
        {
            0 => $"/srv/project/module{i}/**",
            1 => $"/var/data/set{i}/*.csv",
            2 => $"**/cache{i}/**",
            _ => $"/home/*/work{i}/notes-?.md",
        },
    };

    private static string Hit(string kind, int i, int n) => kind switch
    {
        "network" => (i % 4) switch
        {
            0 => $"https://api{i}.example.com/users/{n}/profile/settings",
            1 => $"https://west.service{i}.example.org/items/{n}",
            2 => $"https://host{i}.internal.example/status/{n}",
            _ => $"https://cdn{i}.example.net/v1/file-{n}.js",
        },
        "shell_exec" => (i % 3) switch
        {
            0 => $"tool{i} build --target release-{n} --output out",
            1 => $"tool{i} run --verbose job-{n} now",
            _ => $"script{i}-{n}.sh first second",
        },
        _ => (i % 4) switch
        {
            0 => $"/srv/project/module{i}/src/deep/folder/source{n}.cs",
            1 => $"/var/data/set{i}/quarterly-results-of-{n}.csv",
            2 => $"/opt/build/agents/cache{i}/objects/{n}/blob.bin",
            _ => $"/home/developer-{n}/work{i}/notes-7.md",
        },
    };

    private static string Foreign(string kind, int n) => kind switch
    {
        "network" => $"https://unknown-{n}.example.info/some/longer/path/{n}",
        "shell_exec" => $"unknown-{n} with a few plain arguments --and-options",
        _ => $"/mnt/elsewhere/of/nobody/known/folder-{n}/file-{n}.bin",
    };
}
