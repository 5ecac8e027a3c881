namespace ActionGate.Policies.Validation;

/// <summary>The names of actions: those of the language, and those that a document declares.</summary>
internal sealed class ActionNames
{
    internal static readonly IReadOnlyCollection<string> BuiltIn =
    [
        ActionKind.ShellExec.Name, ActionKind.ScriptExec.Name, ActionKind.FileRead.Name, ActionKind.FileWrite.Name,
        ActionKind.FileDelete.Name, ActionKind.Network.Name, ActionKind.CodeExecution.Name, ActionKind.ModuleImport.Name,
        ActionKind.EnvRead.Name, ActionKind.EnvWrite.Name, ActionKind.DynamicCode.Name,
    ];

    /// <summary>Bounds the search for a glob above a name of a million segments.</summary>
    private const int LongestName = 200;

    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);

    /// <summary>Every name that a rule may use, globs as they were declared.</summary>
    internal IReadOnlyCollection<string> Known => _declared.Count == 0 ? BuiltIn : [.. BuiltIn, .. _declared.Take(100)];

    internal static bool IsBuiltIn(string name) => BuiltIn.Contains(name, StringComparer.Ordinal);

    internal void Declare(string name) => _declared.Add(name);

    /// <summary>Whether a rule may use the name: built in, listed as it stands, or below a listed <c>x.*</c>.</summary>
    internal bool IsKnown(string name)
    {
        if (IsBuiltIn(name) || _declared.Contains(name))
            return true;
        if (name.EndsWith('*') || !IsName(name))
            return false;
        for (int dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            if (_declared.Contains(name[..dot] + ".*"))
                return true;
        }
        return false;
    }

    /// <summary>The help about an action that is not known.</summary>
    internal string Help(string name)
    {
        string help = Spelling.Help(name, Known);
        return IsName(name) ? help + "; a name of your own must be declared under 'kinds'" : help;
    }

    /// <summary>At most 200 letters, digits, <c>_</c> and <c>-</c> in segments with dots between them; the last may be <c>*</c>.</summary>
    internal static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.Length > LongestName)
            return false;
        if (name.EndsWith(".*"))
            name = name[..^2];
        bool isStart = true;
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-') && (c != '.' || isStart))
                return false;
            isStart = c == '.';
        }
        return !isStart;
    }
}
