using System.Globalization;
using ActionGate.Cli.Input;
using ActionGate.Simulation.Replays;

namespace ActionGate.Cli.Commands;

/// <summary>Where the requests of a replay come from, and what could not be taken of it.</summary>
/// <param name="agent">The agent of requests that name none.</param>
/// <param name="workingDirectory">Where requests that do not say take place; <see langword="null"/>: in the policy's base.</param>
internal sealed class ReplaySource(string? agent, string? workingDirectory)
{
    /// <summary>How many records do not hold the whole of what was asked, or what was decided by more than the policy in force.</summary>
    internal int NotReplayable { get; set; }

    /// <summary>How many lines are no requests, or no records.</summary>
    internal int Malformed { get; set; }

    /// <summary>
    /// A line as a request; <see langword="null"/> where it is none, and <paramref name="problem"/> says why, or where it brings a policy of
    /// its own: then not this policy alone decided, and the line is counted.
    /// </summary>
    internal ReplayItem? ItemOf(InputLine line, int number, out string? problem)
    {
        Verdict? was = null;
        problem = Judge.ProblemOf(line);
        if (problem is null && line[Field.Decision] is { } written && (was = VerdictOf(written)) is null)
            problem = $"expected ALLOW, DENY or REQUIRE_APPROVAL in 'decision', found {Rendering.PrintableText.Quote(written)}";
        HostShell? shell = null;
        if (problem is null && line[Field.Shell] is { } name && (shell = PolicyFiles.ShellOf(name)) is null)
            problem = $"expected bash, sh, zsh or interactive-bash in 'shell', found {Rendering.PrintableText.Quote(name)}";
        if (problem is not null)
            return null;
        if (line[Field.Policy] is not null)
        {
            NotReplayable++;
            return null;
        }
        line[Field.AgentId] ??= agent;
        var action = Judge.RequestOf(line, workingDirectory, out var code);
        return new ReplayItem(string.Create(CultureInfo.InvariantCulture, $"line {number}"), action) { Code = code, Shell = shell, Was = was, WasRule = line[Field.Rule], IsWanted = line.IsWanted };
    }

    /// <summary>A record with what the command line adds to it.</summary>
    internal ReplayItem Completed(ReplayItem item)
    {
        if (item.Action is not { } action || action.Context is { Agent: not null, WorkingDirectory: not null } || agent is null && workingDirectory is null)
            return item;
        var context = action.Context with { Agent = action.Context.Agent ?? agent, WorkingDirectory = action.Context.WorkingDirectory ?? workingDirectory };
        return item with { Action = new ActionRequest(action.Kind, action.Target, context) { Method = action.Method, Port = action.Port, IsRecursive = action.IsRecursive } };
    }

    private static Verdict? VerdictOf(string written) => written.ToUpperInvariant() switch
    {
        "ALLOW" => Verdict.Allow,
        "DENY" => Verdict.Deny,
        "REQUIRE_APPROVAL" => Verdict.RequireApproval,
        _ => null,
    };
}
