using ActionGate.Compilation;
using ActionGate.Matching;

namespace ActionGate.Analysis;

/// <summary>
/// Where a document has no rule of a kind, what commands and code do of that kind is their own affair; its first rule, whatever it says, puts all
/// of that under decision. So documents that decide all requests of the kind alike may still differ in commands and code.
/// </summary>
internal sealed class EffectDifferences(PolicyModel old, PolicyModel @new)
{
    private const int MostNames = 40;

    /// <summary>For each kind; beyond that a difference is named and not shown.</summary>
    private const int MostAsked = 1_000;

    private static readonly string[] Kinds =
    [
        ActionKind.FileRead.Name, ActionKind.FileWrite.Name, ActionKind.FileDelete.Name, ActionKind.Network.Name, ActionKind.EnvRead.Name, ActionKind.EnvWrite.Name,
        ActionKind.ScriptExec.Name, ActionKind.ModuleImport.Name, ActionKind.CodeExecution.Name,
    ];

    /// <summary>Commands that do something of those kinds; a name and one of the arguments, where a rule lets the name run.</summary>
    private static readonly string[] Probes =
    [
        "cat /etc/passwd", "test -e /etc/passwd", "cp /etc/passwd out", "rm out", "rm -r out", "curl https://example.com/", "bash run.sh", "./run.sh", "printenv TOKEN",
        "python3 -c \"import json\"", "python3 -c \"import os; os.getenv('HOME')\"", "python3 run.py",
    ];

    private static readonly string[] Arguments = ["/etc/passwd", "out", "/etc/passwd out", "https://example.com/", "run.sh", "-c \"import json\""];

    /// <summary>The kinds of which an agent's commands and code may be decided otherwise though rules decide their requests alike.</summary>
    /// <param name="agents">The agents.</param>
    /// <param name="show">Gets each command that shows it, for a kind and an agent.</param>
    internal IEnumerable<string> Find(IReadOnlyCollection<string?> agents, Action<string, World> show)
    {
        foreach (string kind in Kinds)
        {
            bool isFound = false;
            int asked = 0;
            var shown = new HashSet<(CompiledAgent?, CompiledAgent?)>();
            foreach (string? agent in agents)
            {
                if (old.ChainOf(agent, kind) is not { } before || @new.ChainOf(agent, kind) is not { } after || before.IsEmpty == after.IsEmpty)
                    continue;
                // Agents that nobody tells apart need one example.
                var bound = (old.Policy.Find(agent), @new.Policy.Find(agent));
                if (shown.Contains(bound))
                    continue;
                var world = new World(agent, null, null, World.AnyTime);
                foreach (string command in Probes.Concat(NamesOf(agent).SelectMany(_ => Arguments, (name, argument) => $"{name} {argument}")))
                {
                    if (++asked > MostAsked)
                        break;
                    if (old.Ask(ActionKind.ShellExec.Name, command, world).Verdict == @new.Ask(ActionKind.ShellExec.Name, command, world).Verdict)
                        continue;
                    show(command, world);
                    shown.Add(bound);
                    break;
                }
                isFound |= shown.Contains(bound) || MayRun(old, agent) || MayRun(@new, agent);
            }
            if (isFound)
                yield return kind;
        }
    }

    /// <summary>Some command or code may go ahead.</summary>
    private static bool MayRun(PolicyModel policy, string? agent) =>
        policy.Policy.Find(agent)?.Code is not null || policy.LetsSomethingPass(agent, ActionKind.ShellExec.Name) || policy.LetsSomethingPass(agent, ActionKind.CodeExecution.Name);

    /// <summary>The commands that rules let run, by name.</summary>
    private HashSet<string> NamesOf(string? agent)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var policy in new[] { old, @new })
        {
            var chain = policy.ChainOf(agent, ActionKind.ShellExec.Name);
            foreach (var rules in chain is null ? default : chain.AnyLinks)
            {
                for (int i = 0; i < rules.Count && names.Count < MostNames; i++)
                {
                    if (rules.VerdictAt(i) != Verdict.Deny && policy.PatternOf(rules, i) is CommandPattern command && command.Words is [{ IsPath: false, Text.Literal: { } name }, ..])
                        names.Add(name);
                }
            }
        }
        return names;
    }
}
