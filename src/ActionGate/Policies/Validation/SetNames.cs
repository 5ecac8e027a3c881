namespace ActionGate.Policies.Validation;

/// <summary>The names of sets, without their <c>@</c>: those of the language, and those that a document declares.</summary>
internal sealed class SetNames(IEnumerable<string> declared)
{
    internal static readonly IReadOnlyCollection<string> BuiltIn = ["loopback", "private", "link-local"];

    private readonly HashSet<string> _declared = new(declared.Where(IsName), StringComparer.Ordinal);

    /// <summary>Every name that a target may use, as it is written there.</summary>
    internal IReadOnlyCollection<string> Known => [.. _declared.Take(100).Concat(BuiltIn).Select(name => "@" + name)];

    internal static bool IsBuiltIn(string name) => BuiltIn.Contains(name, StringComparer.Ordinal);

    internal bool IsKnown(string name) => IsBuiltIn(name) || _declared.Contains(name);

    internal static bool IsName(string name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.'))
                return false;
        }
        return name.Length > 0;
    }
}
