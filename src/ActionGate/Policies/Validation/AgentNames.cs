using System.Buffers;
using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>The agents that a document lists, against which the names that rules use are held.</summary>
internal sealed class AgentNames
{
    /// <summary>In the place of a name: whoever has no entry of its own.</summary>
    internal const string Anybody = "*";

    /// <summary>What has a meaning in patterns, in lists of several names, and for sets and variables.</summary>
    private static readonly SearchValues<char> PatternLike = SearchValues.Create("*?[]{},@$");

    private readonly HashSet<string>? _listed;

    /// <param name="agents">What stands under <c>agents</c>; <see langword="null"/>: the document does not tell agents apart.</param>
    internal AgentNames(YamlNode? agents)
    {
        if (agents is YamlMapping { IsPartial: false } mapping)
            _listed = mapping.Entries.Select(entry => entry.Key.Value).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Warns of a name that looks like a pattern. Names are literal, and an author may think otherwise: <c>agent</c> is a glob.</summary>
    internal static bool WarnOfPattern(Marked<string> name, string place, DiagnosticBag diagnostics)
    {
        string? invisible = InvisibleText.FirstIn(name.Value);
        if (name.Value == Anybody || invisible is null && !name.Value.AsSpan().ContainsAny(PatternLike))
            return false;
        diagnostics.Warning(
            DiagnosticIds.AgentLikePattern,
            name.Span,
            $"the agent's name {Quoted.Text(name.Value)}{place} is taken literally{(invisible is null ? "" : $", the invisible character {invisible} included")}",
            "names are no patterns, sets or variables: write each name out, or '*' for everybody");
        return true;
    }

    /// <summary>Warns of a name in a rule that no request can have.</summary>
    internal void CheckUse(Marked<string> name, string place, DiagnosticBag diagnostics)
    {
        if (WarnOfPattern(name, place, diagnostics) || name.Value == Anybody || _listed is null)
            return;
        if (!_listed.Contains(name.Value) && !_listed.Contains(Anybody) && !diagnostics.IsFull)
            diagnostics.Warning(
                DiagnosticIds.AgentWithoutEntry,
                name.Span,
                $"the agent {Quoted.Text(name.Value)}{place} has no entry under 'agents', so all that it asks is denied",
                Spelling.Help(name.Value, _listed));
    }
}
