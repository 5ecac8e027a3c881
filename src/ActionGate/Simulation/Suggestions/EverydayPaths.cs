using ActionGate.Compilation;
using ActionGate.Policies;

namespace ActionGate.Simulation.Suggestions;

/// <summary>
/// The paths for which rules may be suggested: below the policy's base, or below a folder that a rule of it opens already, with names that
/// show nothing worth keeping. No list of what should stay closed is ever whole, so all else is left to a person.
/// </summary>
internal sealed class EverydayPaths
{
    private static readonly string[] SystemFolders = ["/proc", "/sys", "/dev", "/run", "/var/run", "/boot", "/etc"];

    private readonly string? _base;
    private readonly List<string> _readable = [];
    private readonly List<string> _writable = [];

    internal EverydayPaths(CompiledPolicy policy, PolicyDocument document)
    {
        _base = policy.BaseDirectory is { Length: > 1 } folder ? policy.PathRules.Display(folder) : null;
        foreach (var rule in document.Rules)
        {
            if (rule.Decision != Verdict.Allow || !rule.Conditions.IsNone)
                continue;
            bool writes = rule.Actions.Any(a => a.Value is "file_write" or "file_delete");
            if (!writes && !rule.Actions.Any(a => a.Value == "file_read"))
                continue;
            foreach (var target in rule.Targets)
            {
                if (FolderOf(target.Value, policy) is not { } named)
                    continue;
                _readable.Add(named);
                if (writes)
                    _writable.Add(named);
            }
        }
    }

    /// <summary>Why no rule should be suggested for a path; <see langword="null"/> where nothing speaks against one.</summary>
    /// <param name="kind">What is done there.</param>
    /// <param name="path">Absolute, as people write it.</param>
    internal string? ProblemOf(string kind, string path)
    {
        if (kind == ActionKind.ScriptExec.Name)
            return "it runs a file that may be replaced";
        bool isWritten = kind != ActionKind.FileRead.Name;
        if (Array.Exists(SystemFolders, folder => IsAtOrBelow(path, folder)))
            return "it is in a folder of the system";
        string? top = _base is not null && IsAtOrBelow(path, _base) ? _base : (isWritten ? _writable : _readable).Find(folder => IsAtOrBelow(path, folder));
        if (top is null)
            return "it is outside the policy's base, and of any folder that a rule of the policy opens";
        if (path.Length == top.Length)
            return isWritten ? "it is a whole folder" : null;
        // What has no ending may be a folder with all that is in it.
        if (kind == ActionKind.FileDelete.Name && path.LastIndexOf('.') <= path.LastIndexOfAny(['/', '\\']) + 1)
            return "it may be a whole folder";
        foreach (string name in path[(top.Length + 1)..].Split('/', '\\'))
        {
            if (EverydayNames.ProblemOf(name, isWritten) is { } problem)
                return problem;
        }
        return null;
    }

    /// <summary>The folder whose files a pattern takes; <see langword="null"/> where it names none, or one that no rule should have opened.</summary>
    private static string? FolderOf(string pattern, CompiledPolicy policy)
    {
        foreach (var (name, value) in policy.Variables)
            pattern = pattern.Replace("${" + name + "}", value, StringComparison.Ordinal);
        int wild = pattern.IndexOfAny(['*', '?', '[', '{']);
        if (wild < 0 || !pattern.StartsWith('/'))
            return null;
        int slash = pattern.LastIndexOf('/', wild);
        if (slash <= 0 || pattern[1..slash].Split('/').Any(name => EverydayNames.ProblemOf(name, isWritten: false) is not null))
            return null;
        return pattern[..slash];
    }

    private static bool IsAtOrBelow(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || path[folder.Length] is '/' or '\\');
}
