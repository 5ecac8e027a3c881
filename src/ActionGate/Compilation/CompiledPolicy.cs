using System.Collections.Frozen;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Compilation;

/// <summary>One policy document, ready to be evaluated. Immutable and shared by all threads.</summary>
internal sealed class CompiledPolicy
{
    /// <summary>The entry for whoever has none of its own.</summary>
    internal const string AnyAgent = "*";

    private readonly FrozenDictionary<string, CompiledAgent>? _agents;
    private readonly CompiledAgent? _anybody;
    private readonly DecisionTerms _ask = new(null, ApprovalTerms.Default);

    /// <summary>Describes a document.</summary>
    /// <param name="agents">What binds each agent that has an entry; <see langword="null"/>: the document does not tell agents apart.</param>
    /// <param name="anybody">What binds everybody else; <see langword="null"/>: there is nobody else.</param>
    internal CompiledPolicy(FrozenDictionary<string, CompiledAgent>? agents, CompiledAgent? anybody)
    {
        _agents = agents;
        _anybody = anybody;
    }

    internal required PolicySource Source { get; init; }

    /// <summary><c>sha256:</c> and the digest of the document's text.</summary>
    internal required string Hash { get; init; }

    internal string? Name { get; init; }

    internal string? Revision { get; init; }

    /// <summary>Whom the document is for, as written; <see langword="null"/>: everybody.</summary>
    internal string? Agent { get; init; }

    internal Wildcard? AgentPattern { get; init; }

    internal DefaultVerdict Default { get; init; }

    internal Precedence Precedence { get; init; }

    internal GateMode Mode { get; init; }

    internal required UnresolvedVerdicts Unresolved { get; init; }

    internal bool IgnoresWhatLiesBelow { get; init; }

    internal bool IgnoresSymlinks { get; init; }

    /// <summary>Its paths are those of another system than this machine's.</summary>
    internal bool IsForeign { get; init; }

    internal ScriptReading Scripts { get; init; }

    /// <summary>In normal form.</summary>
    internal required string[] TrustedDirectories { get; init; }

    /// <summary>A rule counts or expires, so the time matters.</summary>
    internal bool AsksTime { get; init; }

    /// <summary>A rule counts.</summary>
    internal bool Counts { get; init; }

    /// <summary>Whose paths its targets are.</summary>
    internal PathRules PathRules { get; init; } = PathRules.Linux;

    /// <summary>The normal path that relative targets resolve against; <see langword="null"/> where nobody named one.</summary>
    internal string? BaseDirectory { get; init; }

    /// <summary>Where the base really lies, where that is elsewhere and known.</summary>
    internal string? RealBaseDirectory { get; init; }

    /// <summary>The base in the form that is compared.</summary>
    internal string? ComparedBase { get; init; }

    internal string? Home { get; init; }

    /// <summary>The absolute path of the document's file; <see langword="null"/> for text.</summary>
    internal string? File { get; init; }

    /// <summary>Where the file really lies, where that is elsewhere and known.</summary>
    internal string? RealFile { get; init; }

    /// <summary>What an agent is told that is not listed.</summary>
    internal required Refusal UnlistedAgent { get; init; }

    /// <summary>The document's rules, and those of its agents; in no order.</summary>
    internal required RuleHeads[] RuleLists { get; init; }

    /// <summary>Every literal path that the meaning of the document depends on, with NULs between them.</summary>
    internal required string LiteralPaths { get; init; }

    /// <summary>What <c>${NAME}</c> stands for.</summary>
    internal required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Compiles the document with changes, on the same terms as the document itself.</summary>
    internal required Func<Func<PolicyDocument, PolicyDocument>, DiagnosticBag, CompiledPolicy?> Revise { get; init; }

    /// <summary>Compiles the same document where literal paths really lead elsewhere.</summary>
    internal required Func<IReadOnlyDictionary<string, RealHead>, CompiledPolicy> Recompile { get; init; }

    /// <summary>What the host added when the document was compiled.</summary>
    internal required PolicyCompiler.HostInputs Host { get; init; }

    /// <summary>Every rule, those of agents included; in no order.</summary>
    internal IEnumerable<RuleReference> Rules
    {
        get
        {
            foreach (var rules in RuleLists)
            {
                for (int i = 0; i < rules.Count; i++)
                    yield return rules.ReferenceOf(i);
            }
        }
    }

    /// <summary>The agents' entries that grant or forbid something, each with the name that it is for; in no order.</summary>
    internal IEnumerable<(string Agent, RuleReference Reference)> Constraints
    {
        get
        {
            foreach (var (name, agent) in _agents ?? FrozenDictionary<string, CompiledAgent>.Empty)
            {
                if (agent.Code is { } code)
                    yield return (name, code.Granted.Reference);
            }
            if (_anybody?.Code is { } anybody)
                yield return (AnyAgent, anybody.Granted.Reference);
        }
    }

    /// <summary>Whether the document speaks of actions of this kind: the kinds are the same for all its agents.</summary>
    internal bool IsKind(string name) => (_anybody ?? _agents?.Values.FirstOrDefault())?.Rules.Find(name) is not null;

    internal bool IsFor(string? agent) => AgentPattern is null || agent is not null && AgentPattern.IsMatch(agent);

    /// <summary>What binds an agent; <see langword="null"/> for one that the document does not list.</summary>
    internal CompiledAgent? Find(string? agent) =>
        _agents is not null && agent is not null && _agents.TryGetValue(agent, out var listed) ? listed : _anybody;

    /// <summary>The terms of a question that no rule asks: the default does, or what is unresolved.</summary>
    internal DecisionTerms AskTerms(CompiledAgent agent) => DecisionTerms.Strictest(_ask, agent.Terms)!;

    /// <summary>
    /// The same document with the literal beginnings of its patterns also as they really are now: once and for all, so that a link that an
    /// agent makes later opens nothing; nor does one that it may have made before, see <see cref="RealHead.IsAgents"/>. Where links are ignored that holds for the document's own file alone: the gate protects it all the same.
    /// </summary>
    internal CompiledPolicy WithRealPaths(IPathResolver resolver)
    {
        var elsewhere = new Dictionary<string, RealHead>(StringComparer.Ordinal);
        var real = new CharBuffer(stackalloc char[256]);
        var paths = LiteralPaths.AsSpan();
        foreach (var place in paths.Split('\0'))
        {
            var path = paths[place];
            if (path.IsEmpty || IgnoresSymlinks && !path.SequenceEqual(File))
                continue;
            if (resolver.Resolve(path, ref real, out _) == RealPath.Other)
                elsewhere[path.ToString()] = new RealHead(real.Written.ToString(), HasAgentsLink(path.ToString(), resolver));
        }
        real.Dispose();
        return elsewhere.Count == 0 ? this : Recompile(elsewhere);
    }

    /// <summary>A link on the way, or a folder around one, is what some agent may change or replace by the document's rules, and by this machine's.</summary>
    private bool HasAgentsLink(string path, IPathResolver resolver)
    {
        if (resolver.LinksOn(path) is not { } links)
            return true;
        foreach (string link in links)
        {
            for (string place = link; place.Length > 1; place = place[..place.LastIndexOf('/')])
            {
                // What holds the document's own file is protected.
                bool isOwn = File is not null && File.StartsWith(place, StringComparison.Ordinal) && File.AsSpan(place.Length) is ['/', ..];
                if (!isOwn && LetsChange(place) && resolver.MayReplace(place))
                    return true;
            }
        }
        return false;
    }

    /// <summary>Some rule for some agent lets a path be written or deleted, whatever others refuse. A document that does not speak of files says nothing here.</summary>
    private bool LetsChange(string path)
    {
        var target = new PathTarget(PathRules.Fold(path), ComparedBase, RealBaseDirectory);
        foreach (var agent in (IEnumerable<CompiledAgent>)[.. _agents?.Values ?? [], .. _anybody is null ? Array.Empty<CompiledAgent>() : [_anybody]])
        {
            if (LetsChange(agent, ActionKind.FileWrite, FileOperations.Write, in target) || LetsChange(agent, ActionKind.FileDelete, FileOperations.Delete, in target))
                return true;
        }
        return false;
    }

    private bool LetsChange(CompiledAgent agent, ActionKind kind, FileOperations operation, scoped in PathTarget path)
    {
        if (agent.Code is { } code && code.File(operation, in path, takesAllBelow: false, out bool isGranted) is null && isGranted)
            return true;
        if (agent.Rules.Find(kind.Name) is not RuleChain<PathTarget> { IsEmpty: false } chain)
            return false;
        if (Default is not (DefaultVerdict.Deny or DefaultVerdict.Abstain))
            return true;
        foreach (var rules in chain.Links)
        {
            var candidates = new CandidateCursor();
            rules.Patterns.Begin(in path, ref candidates);
            for (int i; (i = rules.Patterns.Next(in path, ref candidates, out _)) >= 0;)
            {
                if (rules.VerdictAt(i) != Verdict.Deny)
                    return true;
            }
        }
        return false;
    }
}
