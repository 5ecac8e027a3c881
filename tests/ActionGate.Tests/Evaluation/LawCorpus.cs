using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ActionGate.Tests.Evaluation;

/// <summary>One block of Corpus/Law; README.md there explains the form.</summary>
internal sealed partial class LawBlock(string place, string title)
{
    private readonly List<string> _rules = [];
    private readonly List<string> _keys = [];
    private readonly Dictionary<string, string> _host = new(StringComparer.Ordinal);
    private readonly List<Case> _cases = [];
    private readonly List<(string Id, string Words)> _errors = [];
    private string? _base = "/srv/project";
    private ActionContext _context = ActionContext.Empty;
    private int? _port;
    private string? _method;
    private bool _isRecursive;
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private sealed record Case(string Place, ActionRequest Request, DateTimeOffset Now, string Expected, string? Language = null);

    internal string Title => $"{place} {title}";

    internal int Count => _cases.Count + _errors.Count;

    internal static IReadOnlyList<LawBlock> Read(string file)
    {
        var blocks = new List<LawBlock>();
        string[] lines = File.ReadAllLines(Repository.PathOf("tests", "ActionGate.Tests", "Corpus", "Law", file));
        for (int i = 0; i < lines.Length; i++)
        {
            string place = $"{file}:{i + 1}";
            if (lines[i].StartsWith("== ", StringComparison.Ordinal))
                blocks.Add(new LawBlock(place, lines[i][3..]));
            else if (lines[i].Length > 0 && lines[i][0] != '#')
                blocks[^1].Add(place, lines[i]);
        }
        return blocks;
    }

    /// <summary>What does not hold, each with its place.</summary>
    internal IReadOnlyList<string> Failures()
    {
        var clock = new LawClock();
        var options = new PolicyOptions { BaseDirectory = _base, Variables = _host, Clock = clock };
        bool loads = Policy.TryParse(Yaml(), options, out var policy, out var diagnostics);
        if (_errors.Count > 0)
            return ErrorFailures(loads, diagnostics);
        if (!loads)
            return [$"{place}: does not load: {string.Join("; ", diagnostics)}"];
        var failures = new List<string>();
        foreach (var one in _cases)
        {
            clock.Now = one.Now;
            var decision = one.Language is { } language
                ? policy!.Evaluate(new CodeRequest([new CodeBlock(one.Request.Target!, language)], one.Request.Context)).Overall
                : policy!.Evaluate(one.Request);
            string found = $"{VerdictOf(decision.Verdict)} {decision.Rule?.Id ?? "default"}";
            if (found != one.Expected)
                failures.Add($"{one.Place}: {one.Request.Kind} '{one.Request.Target}': expected {one.Expected}, found {found} ({decision.Reason})");
        }
        return failures;
    }

    /// <summary>Gives out each case of a policy that loads, at the time that the case is about.</summary>
    internal void EachCase(Action<Policy, ActionRequest, CodeRequest?, string> take)
    {
        var clock = new LawClock();
        if (!Policy.TryParse(Yaml(), new PolicyOptions { BaseDirectory = _base, Variables = _host, Clock = clock }, out var policy, out _))
            return;
        foreach (var one in _cases)
        {
            clock.Now = one.Now;
            take(policy, one.Request, one.Language is { } language ? new CodeRequest([new CodeBlock(one.Request.Target!, language)], one.Request.Context) : null, one.Place);
        }
    }

    private List<string> ErrorFailures(bool loads, IReadOnlyList<Diagnostic> diagnostics)
    {
        var failures = new List<string>();
        if (loads)
            failures.Add($"{place}: loads");
        foreach (var (id, words) in _errors)
        {
            if (!diagnostics.Any(d => d.Id.StartsWith(id, StringComparison.Ordinal) && (d.Message.Contains(words, StringComparison.Ordinal) || d.Help?.Contains(words, StringComparison.Ordinal) == true)))
                failures.Add($"{place}: expected {id} '{words}', found {string.Join("; ", diagnostics.Select(d => $"{d.Id} {d.Message} ({d.Help})"))}");
        }
        return failures;
    }

    private string Yaml()
    {
        var yaml = new StringBuilder("version: 1\n");
        foreach (string key in _keys)
            yaml.Append(key).Append('\n');
        yaml.Append(_rules.Count == 0 ? "rules: []\n" : "rules:\n");
        foreach (string rule in _rules)
            yaml.Append(rule).Append('\n');
        return yaml.ToString();
    }

    private void Add(string at, string line)
    {
        if (line.StartsWith("! ", StringComparison.Ordinal))
        {
            string[] parts = line[2..].Split(' ', 2);
            _errors.Add((parts[0], parts.Length > 1 ? parts[1] : ""));
        }
        else if (line.StartsWith("@ ", StringComparison.Ordinal))
        {
            AddDirective(line[2..]);
        }
        else if (Rule().Match(line) is { Success: true } rule)
        {
            string verdict = rule.Groups[1].Value == "ask" ? "require_approval" : rule.Groups[1].Value;
            // What stands behind ';;' are further keys of the rule; with '-' as its pattern the rule has no target.
            string[] parts = rule.Groups[3].Value.Split(" ;; ", 2);
            string pattern = Unescape(parts[0].TrimEnd()).Replace("'", "''", StringComparison.Ordinal);
            string target = parts[0] == "-" ? "" : $"target: '{pattern}', ";
            string keys = parts.Length > 1 ? ", " + parts[1] : "";
            _rules.Add($"  - {{ id: r{_rules.Count + 1}, action: [{rule.Groups[2].Value}], {target}decision: {verdict}{keys} }}");
        }
        else if (line.LastIndexOf(" -> ", StringComparison.Ordinal) is > 0 and int arrow)
        {
            string[] parts = line[..arrow].Split(' ', 2);
            if (parts[0].StartsWith("block:", StringComparison.Ordinal))
            {
                string code = Unescape(parts[1].Replace(@"\n", "\n", StringComparison.Ordinal));
                _cases.Add(new Case(at, new ActionRequest(ActionKind.CodeExecution, code, _context), _now, line[(arrow + 4)..], parts[0][6..]));
                return;
            }
            string? target = parts[1] switch { "(null)" => null, "(empty)" => "", _ => Unescape(parts[1]) };
            _cases.Add(new Case(at, new ActionRequest(parts[0], target, _context) { Port = _port, Method = _method, IsRecursive = _isRecursive }, _now, line[(arrow + 4)..]));
        }
        else if (line == "base: -")
        {
            _base = null;
        }
        else if (line.Contains(": ", StringComparison.Ordinal))
        {
            _keys.Add(line);
        }
        else
        {
            throw new FormatException($"{at}: '{line}'");
        }
    }

    private void AddDirective(string line)
    {
        string[] parts = line.Split(' ', 2);
        string? value = parts[1] == "-" ? null : parts[1];
        switch (parts[0])
        {
            case "agent":
                _context = _context with { Agent = value };
                break;
            case "suggester":
                _context = _context with { Suggester = value };
                break;
            case "cwd":
                _context = _context with { WorkingDirectory = value };
                break;
            case "port":
                _port = value is null ? null : int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "method":
                _method = value;
                break;
            case "recursive":
                _isRecursive = value == "yes";
                break;
            case "now":
                _now = DateTimeOffset.Parse(value!, CultureInfo.InvariantCulture);
                break;
            case "host":
                int equals = value!.IndexOf('=', StringComparison.Ordinal);
                _host[value[..equals]] = Unescape(value[(equals + 1)..]);
                break;
            default:
                throw new FormatException(line);
        }
    }

    private static string VerdictOf(Verdict verdict) => verdict switch { Verdict.Allow => "allow", Verdict.RequireApproval => "ask", _ => "deny" };

    private static string Unescape(string text) => Escapes().Replace(
        text, m => m.Value == @"\\" ? @"\" : ((char)ushort.Parse(m.Value.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    private sealed class LawClock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    [GeneratedRegex(@"^(allow|deny|ask) +(\S+) +(.+)$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"\\\\|\\u[0-9A-Fa-f]{4}")]
    private static partial Regex Escapes();
}
