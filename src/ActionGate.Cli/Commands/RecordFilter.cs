using System.CommandLine;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary>Which records of a log are asked for.</summary>
internal sealed class RecordFilter
{
    private readonly Option<long> _from = new("--from") { HelpName = "SEQ", Description = "The first record." };
    private readonly Option<long?> _to = new("--to") { HelpName = "SEQ", Description = "The last record." };
    private readonly Option<string?> _type = new("--type") { HelpName = "TYPE", Description = "Records of this type: decision, approval, outcome, policy, ..." };
    private readonly Option<string?> _agent = new("--agent") { HelpName = "ID", Description = "Records of this agent." };
    private readonly Option<string?> _verdict = new("--verdict") { HelpName = "VERDICT", Description = "Decisions that say allow, deny or require_approval." };

    internal RecordFilter() => _verdict.AcceptOnlyFromAmong("allow", "deny", "require_approval");

    internal void AddTo(Command command)
    {
        command.Add(_from);
        command.Add(_to);
        command.Add(_type);
        command.Add(_agent);
        command.Add(_verdict);
    }

    /// <exception cref="CommandException">It is none.</exception>
    internal long FromOf(ParseResult parsed) =>
        parsed.GetValue(_from) is >= 0 and var from ? from : throw new CommandException("--from: expected the sequence of a record, 0 or more");

    /// <summary>The records of the log go up in their sequence: behind this one nothing is asked for.</summary>
    internal long ToOf(ParseResult parsed) => parsed.GetValue(_to) ?? long.MaxValue;

    internal Func<AuditRecord, bool> Of(ParseResult parsed)
    {
        string? type = parsed.GetValue(_type);
        string? agent = parsed.GetValue(_agent);
        Verdict? verdict = parsed.GetValue(_verdict) switch
        {
            "allow" => Verdict.Allow,
            "require_approval" => Verdict.RequireApproval,
            "deny" => Verdict.Deny,
            _ => null,
        };
        return record => (type is null || string.Equals(type, record.Type, StringComparison.Ordinal))
            && (agent is null || string.Equals(agent, record.Agent, StringComparison.Ordinal))
            && (verdict is null || verdict == record.Verdict);
    }
}
