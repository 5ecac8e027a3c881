using System.Diagnostics;
using System.Text;

namespace ActionGate.Tests.Gates.Faults;

/// <summary>Text as long as it may be, of which each part costs something: it is decided, or refused, in a short time.</summary>
public sealed class LongTextTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Longest = 1 << 20;

    /// <summary>Far above what it takes, since other suites may run beside this one.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<string, Func<string>> Texts = new(StringComparer.Ordinal)
    {
        ["wrappers"] = () => Many("env ", 250_000) + "ls",
        ["substitutions"] = () => "echo " + Many("$(ls)", 200_000),
        ["traps"] = () => Many("trap 'ls' EXIT;", 60_000),
        ["here-document"] = () => "cat <<A\n" + Many("$(ls) ", 170_000) + "\nA",
        ["deletions"] = () => Many("rm -rf a; ", 100_000),
        ["aliases"] = () => Many("alias a=b;", 100_000),
        ["variables"] = () => string.Join(';', Enumerable.Range(0, 50_000).Select(i => $"x=$x{i % 7}; ls $x")),
        ["operands"] = () => "cat " + Many("a ", 500_000),
        ["removed operands"] = () => "rm -rf " + Many("a ", 500_000),
        ["copies"] = () => "cp " + Many("a ", 500_000) + "b",
        ["redirections"] = () => "ls " + Many(">a ", 300_000),
        ["pipes"] = () => Many("ls|", 300_000) + "ls",
        ["find"] = () => "find . " + Many("-exec ls ; ", 90_000).Replace(";", "\\;", StringComparison.Ordinal),
        ["settings"] = () => "git " + Many("-c a.b=c ", 110_000) + "log",
        ["links"] = () => Many("ln -s a b;", 50_000) + Many("cat b/c;", 60_000),
        ["unknown"] = () => Many("unheard-of a b c\n", 60_000),
    };

    public static TheoryData<string> Names => [.. Texts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluate_LongText_EndsSoon(string name)
    {
        var policy = Policy.Parse(ManyRules());
        policy.Evaluate(new ActionRequest("shell_exec", "ls; ls", OpenGate.Coder));
        string whole = Texts[name]();
        // Longer ones may be refused before anything is decided.
        foreach (int share in (int[])[1, 3, 10, 30])
        {
            string text = whole[..(Math.Min(whole.Length, Longest) / share)];
            var watch = Stopwatch.StartNew();

            var decision = policy.Evaluate(new ActionRequest("shell_exec", text, OpenGate.Coder));
            long decided = watch.ElapsedMilliseconds;
            int operations = decision.Operations.Count;

            output.WriteLine($"{name}: {text.Length} characters, {decision.Verdict} in {decided} ms, {operations} operations in {watch.ElapsedMilliseconds} ms: {decision.Reason[..Math.Min(100, decision.Reason.Length)]}");
            watch.Elapsed.Should().BeLessThan(Deadline);
        }
    }

    private static string Many(string part, int count) => new StringBuilder(part.Length * count).Insert(0, part, count).ToString();

    private static string ManyRules()
    {
        var yaml = new StringBuilder("version: 1\nbase: /srv/app\nrules:\n");
        yaml.Append("  - { action: shell_exec, command: ['rm *', 'git push*', '* --force*'], effect: deny }\n");
        yaml.Append("  - { action: [file_read, file_write], path: ['**/.env', '/etc/**'], effect: deny }\n");
        yaml.Append("  - { action: [file_read, file_write], path: './**', effect: allow }\n");
        foreach (string command in "env echo ls cat cp git find ln".Split(' ').Concat(Enumerable.Range(0, 390).Select(i => $"tool{i}")))
            yaml.Append("  - { action: shell_exec, command: '").Append(command).Append(" *', effect: allow }\n");
        return yaml.ToString();
    }
}
