using BenchmarkDotNet.Attributes;
using DotNet.Globbing;

namespace ActionGate.Benchmarks;

/// <summary>
/// What does it cost to take shell text apart? A whole evaluation by the policy of a developer's agent; beside it the globs of the same
/// rules tried on the whole text, as a host would write it by hand, which lets a second command pass.
/// </summary>
[MemoryDiagnoser]
public class ShellBenchmark
{
    private static readonly (string Pattern, bool IsAllow)[] Rules =
    [
        ("git push --force*", false), ("git config*", false), ("rm *", false), ("sudo *", false), ("git *", true), ("head *", true), ("tail *", true), ("wc *", true),
        ("grep *", true), ("rg *", true), ("ls *", true), ("echo *", true), ("npm test*", true), ("npm run *", true), ("node *", true), ("python3 *", true),
        ("dotnet build*", true), ("dotnet test*", true), ("make *", true), ("cat *", true), ("sort *", true), ("uniq *", true), ("find *", true), ("mkdir *", true),
    ];

    private Policy _policy = null!;
    private ActionRequest _request = null!;
    private Glob[] _globs = null!;

    [Params(
        "npm test --silent",
        "git status",
        "git commit -m \"a message of a few words\"",
        "git status && git log --oneline | head -20",
        "for f in a b c; do echo \"$f\"; grep -n TODO \"src/$f.js\" | wc -l; done")]
    public string Text { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        string rules = string.Concat(Rules.Select((r, i) => $"  - {{ id: r{i}, action: shell_exec, command: \"{r.Pattern}\", effect: {(r.IsAllow ? "allow" : "deny")} }}\n"));
        _policy = Policy.Parse($"version: 1\nbase: /srv/project\nrules:\n{rules}");
        _request = ActionRequest.Shell(Text);
        _globs = [.. Rules.Select(r => Glob.Parse(r.Pattern))];
        if (!_policy.Evaluate(_request).IsAllowed)
            throw new InvalidOperationException(_policy.Evaluate(_request).ToString());
    }

    [Benchmark(Baseline = true, Description = "globs on the whole text")]
    public int GlobLoop()
    {
        for (int i = 0; i < _globs.Length; i++)
        {
            if (_globs[i].IsMatch(Text))
                return i;
        }
        return -1;
    }

    [Benchmark(Description = "Policy.Evaluate")]
    public Verdict Evaluate() => _policy.Evaluate(_request).Verdict;
}
