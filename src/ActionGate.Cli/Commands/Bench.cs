using System.Text;

namespace ActionGate.Cli.Commands;

/// <summary>
/// Finds the policy for a request: that of the policy files, or, where the request brings one of its own, both. Policies that came with
/// requests are kept for the next request, up to a limit.
/// </summary>
internal sealed class Bench : IDisposable
{
    internal const int MostKept = 64;
    private const long MostKeptCharacters = 4 * 1024 * 1024;
    private const int MostDiagnostics = 20;

    private readonly PolicyOptions _options;
    private readonly AuditLog _audit;
    private readonly GateMode? _mode;
    private readonly HostShell _shell;
    private readonly ScanCatalog? _catalog;

    /// <summary>One for all: what a rule of the files has let pass counts whatever else a request brings.</summary>
    private readonly RateStore _rates = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _kept = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private long _keptCharacters;

    /// <param name="filePolicy">The policy of the files; <see langword="null"/> where there are none.</param>
    /// <param name="options">What the requests' own policies are read with.</param>
    /// <param name="audit">Where decisions are recorded. Not owned.</param>
    /// <param name="mode">Whether verdicts bind; <see langword="null"/>: as the policy says.</param>
    /// <param name="shell">Which shell reads the text of requests.</param>
    /// <param name="catalog">What the functions of libraries do; <see langword="null"/>: what is shipped.</param>
    /// <exception cref="AuditException">The audit log can't be written.</exception>
    internal Bench(Policy? filePolicy, PolicyOptions options, AuditLog audit, GateMode? mode, HostShell shell = HostShell.Any, ScanCatalog? catalog = null)
    {
        _options = options;
        _audit = audit;
        _mode = mode;
        _shell = shell;
        _catalog = catalog;
        Standing = filePolicy is null ? null : new Arbiter(filePolicy, audit, mode, shell, _rates, catalog);
    }

    /// <summary>Decides by the policy files alone; <see langword="null"/> where there are none.</summary>
    internal Arbiter? Standing { get; }

    /// <summary>How many policies that came with requests are kept.</summary>
    internal int KeptCount => _kept.Count;

    /// <summary>Decides by the policy files and a policy that came with a request.</summary>
    /// <param name="policy">That policy's text.</param>
    /// <param name="error">Why there is none.</param>
    internal Arbiter? WithInline(string policy, out string? error)
    {
        if (_kept.TryGetValue(policy, out var node))
        {
            _byUse.Remove(node);
        }
        else
        {
            node = new LinkedListNode<Entry>(Read(policy));
            _kept.Add(policy, node);
            _keptCharacters += policy.Length;
        }
        _byUse.AddFirst(node);
        while (_kept.Count > MostKept || _keptCharacters > MostKeptCharacters && _kept.Count > 1)
            ForgetOldest();
        error = node.Value.Error;
        return node.Value.Arbiter;
    }

    public void Dispose()
    {
        Standing?.Dispose();
        foreach (var entry in _byUse)
            entry.Arbiter?.Dispose();
    }

    private Entry Read(string text)
    {
        if (!Policy.TryParse(text, _options, out var policy, out var diagnostics))
            return new Entry(text, null, Describe(diagnostics));
        try
        {
            return new Entry(text, new Arbiter(Standing is null ? policy : Policy.Combine(Standing.Policy, policy), _audit, _mode, _shell, _rates, _catalog), null);
        }
        catch (AuditException e)
        {
            return new Entry(text, null, e.Message);
        }
    }

    private void ForgetOldest()
    {
        var oldest = _byUse.Last!.Value;
        _byUse.RemoveLast();
        _kept.Remove(oldest.Text);
        _keptCharacters -= oldest.Text.Length;
        oldest.Arbiter?.Dispose();
    }

    private static string Describe(IReadOnlyList<Diagnostic> diagnostics)
    {
        var text = new StringBuilder();
        for (int i = 0; i < diagnostics.Count && i < MostDiagnostics; i++)
            text.Append(i == 0 ? "" : "\n").Append(diagnostics[i]);
        if (diagnostics.Count > MostDiagnostics)
            text.Append("\n…");
        return text.ToString();
    }

    private sealed record Entry(string Text, Arbiter? Arbiter, string? Error);
}
