using System.Globalization;
using System.Text.RegularExpressions;

namespace ActionGate.Tests.Docs;

/// <summary>One example of docs/policy-reference.md: the layers, and requests with what decides them. The page explains the form.</summary>
internal sealed partial class ReferenceExample
{
    private readonly ExampleClock _clock = new();
    private readonly string[] _layers;
    private readonly string[] _lines;
    private readonly int _firstLine;
    private ActionContext _context = ActionContext.Empty;
    private string? _method;
    private int? _port;
    private bool _isRecursive;
    private Gate? _gate;

    private ReferenceExample(Match match, string page)
    {
        _layers = [.. match.Groups["layer"].Captures.Select(c => c.Value)];
        _lines = match.Groups["requests"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _firstLine = page.AsSpan(0, match.Groups["requests"].Index).Count('\n') + 1;
    }

    internal int RequestCount => _lines.Count(l => l[0] != '#');

    internal static IReadOnlyDictionary<int, ReferenceExample> Read(string page) =>
        Form().Matches(page).Select(m => new ReferenceExample(m, page)).ToDictionary(e => e._firstLine);

    /// <summary>What is not as written.</summary>
    internal IReadOnlyList<string> Failures()
    {
        var options = new PolicyOptions { BaseDirectory = "/srv/project", Clock = _clock };
        var policy = Policy.Combine([.. _layers.Select(layer => Policy.Parse(layer, options))]);
        var failures = new List<string>();
        using var audit = AuditLog.InMemory();
        for (int i = 0; i < _lines.Length; i++)
        {
            if (_lines[i][0] == '#')
            {
                Direct(_lines[i][1..].Trim(), policy, audit);
                continue;
            }
            var request = Request().Match(_lines[i]);
            string found = request.Success ? Decide(policy, request.Groups["kind"].Value, request.Groups["target"].Value) : "no request";
            string expected = $"{request.Groups["verdict"].Value} {request.Groups["rule"].Value}";
            if (found != expected)
                failures.Add($"line {_firstLine + i}: '{_lines[i]}': expected {expected}, found {found}");
        }
        _gate?.Dispose();
        return failures;
    }

    private string Decide(Policy policy, string kind, string target)
    {
        Decision decision;
        if (kind.StartsWith("block:", StringComparison.Ordinal))
            decision = policy.Evaluate(new CodeRequest([new CodeBlock(target.Replace(@"\n", "\n", StringComparison.Ordinal), kind[6..])], _context)).Overall;
        else
            decision = Decide(policy, new ActionRequest(kind, target, _context) { Method = _method, Port = _port, IsRecursive = _isRecursive });
        string verdict = decision.Verdict switch { Verdict.Allow => "allow", Verdict.RequireApproval => "require_approval", _ => "deny" };
        return $"{verdict} {decision.Rule?.Id ?? "-"}";
    }

    private Decision Decide(Policy policy, ActionRequest request) => _gate is null ? policy.Evaluate(request) : _gate.Decide(request);

    private void Direct(string directive, Policy policy, AuditLog audit)
    {
        string[] parts = directive.Split(": ", 2);
        string? value = parts.Length < 2 || parts[1] == "-" ? null : parts[1];
        switch (parts[0])
        {
            case "agent":
                _context = _context with { Agent = value };
                break;
            case "cwd":
                _context = _context with { WorkingDirectory = value };
                break;
            case "method":
                _method = value;
                break;
            case "port":
                _port = value is null ? null : int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "now":
                _clock.Now = DateTimeOffset.Parse(value!, CultureInfo.InvariantCulture);
                break;
            case "recursive":
                _isRecursive = value == "true";
                break;
            case "gate":
                // The disk of whoever runs the tests has no say.
                _gate = new Gate(new GateOptions { Policy = policy, Audit = audit, ResolveSymlinks = false, Clock = _clock });
                break;
            default:
                throw new FormatException($"expected a directive, found '{directive}'");
        }
    }

    private sealed class ExampleClock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    [GeneratedRegex(@"(?:```yaml\n(?<layer>(?:(?!```).)*)```\n\n)+```requests\n(?<requests>(?:(?!```).)*)```", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex(@"^(?<kind>\S+)\s+(?<target>.+?)\s{2,}(?<verdict>allow|deny|require_approval)\s+(?<rule>\S+)$")]
    private static partial Regex Request();
}
