namespace ActionGate.Tests.Evaluation;

/// <summary>One plain command is decided without a tree; the verdict is that of the same command with a separator behind it, which takes one.</summary>
public sealed class PlainPathTests
{
    private static readonly string[] Names =
    [
        "git", "npm", "cat", "rm", "ls", "grep", "curl", "wget", "cp", "mv", "mkdir", "touch", "head", "sort", "find", "tar", "python3", "echo", "sed", "awk", "ssh", "make", "docker", "pip", "tee", "unknown",
        "/bin/cat", "./run", "Cat", "diff", "wc", "jq", "chmod", "ln", "node", "ping", "dig",
    ];

    private static readonly string[] Words =
    [
        "commit", "-m", "push", "status", "log", "test", "run", "install", "x", "./a/b", "/etc/passwd", "secrets/key", "../up", "-r", "-rf", "-n", "--force", "--", "-", "https://evil.example/a", "good.example",
        "file:///etc/passwd", "-o", "-f", "--output=out", "--file=x", "a b", "", "*.txt", "~/x", "key", "-C", "sub", "5", "s/a/b/", "user@good.example:x", "-i", ".", "policy.yaml", "-X", "POST", "-d", "@x",
    ];

    private static readonly Policy[] Policies =
    [
        Read("rules: [{ id: a, action: shell_exec, target: \"*\", decision: allow }]"),
        Read("rules: [{ id: a, action: shell_exec, target: [\"git *\", \"cat *\", \"grep *\", \"curl *\", \"ls *\"], decision: allow }, { id: d, action: shell_exec, target: [\"git push *\", \"cat key\"], decision: deny }]"),
        Read("rules: [{ id: a, action: shell_exec, target: \"*\", decision: allow }, { id: r, action: file_read, path: \"./**\", decision: allow }]"),
        Read("rules: [{ id: a, action: shell_exec, target: \"*\", decision: allow }, { id: k, action: file_read, path: \"**/secrets/**\", decision: deny }, { id: n, action: network, host: good.example, decision: allow }]"),
        Read("rules: [{ id: a, action: shell_exec, target: \"*\", decision: allow }, { id: n, action: network, host: \"*.example\", decision: require_approval }]"),
        Read("default: allow\nrules: [{ id: w, action: file_write, path: \"./**\", decision: allow }, { id: s, action: shell_exec, path: \"/etc/**\", decision: deny }]"),
        Read("agents: { coder: { code_execution: { allowed_file_operations: [read], allowed_file_paths: [\"/srv/app/\"] }, rules: [{ id: a, action: shell_exec, target: \"*\", decision: allow }] } }"),
    ];

    [Fact]
    public void Evaluate_GeneratedCommand_IsDecidedAsWithATree()
    {
        var random = new Random(9);
        var context = new ActionContext { Agent = "coder", WorkingDirectory = "/srv/app" };
        var differing = new List<string>();
        int decided = 0;
        foreach (var policy in Policies.Append(Policy.Combine(Policies[1], Policies[3])))
        {
            for (int i = 0; i < 2_500; i++)
            {
                string text = Command(random);
                var found = policy.Evaluate(ActionRequest.Shell(text, context));
                var expected = policy.Evaluate(ActionRequest.Shell(text + " ;", context));
                decided += found.IsAllowed ? 1 : 0;
                if (found.Verdict != expected.Verdict || found.Rule?.Id != expected.Rule?.Id)
                    differing.Add($"{text}: {found.Verdict} {found.Reason}, with a tree {expected.Verdict} {expected.Reason}");
            }
        }
        differing.Should().BeEmpty();
        decided.Should().BeGreaterThan(1_000);
    }

    private static string Command(Random random)
    {
        var text = new System.Text.StringBuilder(Names[random.Next(Names.Length)]);
        for (int count = random.Next(5); count > 0; count--)
        {
            string word = Words[random.Next(Words.Length)];
            string quote = random.Next(4) switch { 0 => "'", 1 => "\"", _ => word.Length == 0 || word.Contains(' ', StringComparison.Ordinal) ? "'" : "" };
            text.Append(' ').Append(quote).Append(word).Append(quote);
        }
        return text.ToString();
    }

    private static Policy Read(string rules) => Policy.Parse($"version: 1\nplatform: linux\n{rules}", new PolicyOptions { BaseDirectory = "/srv/app" });
}
