using ActionGate.Compilation;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Evaluation;

/// <summary>
/// What would take the gate itself out of force is denied before any rule: changing a loaded policy, the audit log or the hooks by which
/// command-line agents call the gate, and running ActionGate's own commands that approve, install hooks or prune. Names are compared
/// without case: a file system may do so too.
/// </summary>
internal static class SelfProtection
{
    private const int StackCharacters = 256;

    /// <summary>Where command-line agents keep the hooks that call a gate, below a home or a project.</summary>
    private static readonly string[] HookFiles =
    [
        "/.claude/settings.json", "/.claude/settings.local.json", "/.claude/managed-settings.json", "/claude-code/managed-settings.json",
        "/claudecode/managed-settings.json", "/.codex/config.toml", "/.codex/hooks.json", "/.gemini/settings.json", "/.gemini/hooks.json",
        "/.cursor/hooks.json", "/.windsurf/hooks.json", "/.qwen/settings.json",
    ];

    private static readonly string[] HookFolders = ["/.claude/hooks", "/.codex/hooks", "/.gemini/hooks", "/.cursor/hooks", "/.github/hooks"];

    /// <summary>Folders that hold nothing but such files, and go with them.</summary>
    private static readonly string[] AgentFolders = ["/.claude", "/.codex", "/.gemini", "/.cursor", "/.windsurf", "/.qwen"];

    private const string OwnName = "actiongate";

    private static readonly string[] OwnCommands = ["approve", "hook", "prune"];

    /// <summary>Decides for a document that has no say in a request otherwise; <see langword="null"/>: nothing is touched.</summary>
    internal static Refusal? OfRequest(CompiledPolicy policy, ActionRequest request, in Circumstances circumstances)
    {
        var operation = request.Kind.Name switch { "file_write" => FileOperations.Write, "file_delete" => FileOperations.Delete, _ => FileOperations.None };
        if (operation == FileOperations.None || request.Target is not { Length: > 0 } target)
            return null;
        string? folder = RequestEvaluator.WorkingDirectory(policy, request.Context, circumstances.RequiresWorkingDirectory);
        var path = new CharBuffer(stackalloc char[StackCharacters]);
        var real = new CharBuffer(stackalloc char[StackCharacters]);
        Refusal? refusal;
        if (RequestEvaluator.NormalisePath(policy, target, folder, ref path, out _) != NormalOutcome.Normal)
            refusal = OfUnknownPath(policy, operation, target, in circumstances);
        else
            refusal = OfPath(policy, operation, path.Written, in circumstances) ?? OfRealPath(policy, operation, target, folder, ref path, ref real, in circumstances);
        path.Dispose();
        real.Dispose();
        return refusal;
    }

    /// <summary>Decides where a path leads: as text, and as the system goes.</summary>
    private static Refusal? OfRealPath(
        CompiledPolicy policy, FileOperations operation, ReadOnlySpan<char> target, string? folder, ref CharBuffer path, ref CharBuffer real, in Circumstances circumstances)
    {
        if (circumstances.Paths is not { } resolver)
            return null;
        if (resolver.Resolve(path.Written, ref real, out _) == RealPath.Other && OfPath(policy, operation, real.Written, in circumstances) is { } refusal)
            return refusal;
        return UnfoldedPath.Of(policy, target, folder) is { } unfolded && resolver.Resolve(unfolded, ref real, out _) == RealPath.Other
            ? OfPath(policy, operation, real.Written, in circumstances)
            : null;
    }

    /// <summary>Decides an operation on a file whose normal path is known.</summary>
    internal static Refusal? OfPath(CompiledPolicy policy, FileOperations operation, scoped ReadOnlySpan<char> path, in Circumstances circumstances)
    {
        if (operation is not (FileOperations.Write or FileOperations.Delete))
            return null;
        if (Touches(path, policy.File) || Touches(path, policy.RealFile))
            return Refusals.OwnPolicy;
        var places = circumstances.Protected ?? ProtectedPlaces.None;
        foreach (string folder in places.Folders)
        {
            if (Touches(path, folder))
                return Refusals.OwnFiles;
        }
        foreach (string folder in places.PolicyFolders)
        {
            if (Covers(path, folder) || Covers(folder, path) && IsPolicyName(path))
                return Refusals.OwnPolicy;
        }
        if (IsHook(path))
            return Refusals.OwnHooks;
        // Another spelling of the same names, where the file system knows several.
        return !policy.PathRules.ComparesAsSpelled && IsHook(policy.PathRules.Fold(path.ToString())) ? Refusals.OwnHooks : null;
    }

    private static bool IsPolicyName(scoped ReadOnlySpan<char> path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Decides an operation on a file that can't be resolved: by its name.</summary>
    internal static Refusal? OfUnknownPath(CompiledPolicy policy, FileOperations operation, ReadOnlySpan<char> text, in Circumstances circumstances)
    {
        if (operation is not (FileOperations.Write or FileOperations.Delete))
            return null;
        var name = NameOf(text);
        if (name.Equals(NameOf(policy.File), StringComparison.OrdinalIgnoreCase) && !name.IsEmpty)
            return Refusals.OwnPolicy;
        var places = circumstances.Protected ?? ProtectedPlaces.None;
        foreach (string folder in places.Folders)
        {
            if (text.Contains(NameOf(folder), StringComparison.OrdinalIgnoreCase))
                return Refusals.OwnFiles;
        }
        foreach (string folder in places.PolicyFolders)
        {
            if (IsPolicyName(text) && text.Contains(NameOf(folder), StringComparison.OrdinalIgnoreCase))
                return Refusals.OwnPolicy;
        }
        return IsHook(text) ? Refusals.OwnHooks : null;
    }

    /// <summary>Decides one simple command.</summary>
    internal static Refusal? OfCommand(scoped ReadOnlySpan<char> text, scoped ReadOnlySpan<Range> words)
    {
        // Most commands nowhere say the name.
        if (!text.Contains(OwnName, StringComparison.OrdinalIgnoreCase))
            return null;
        bool isOwn = false;
        for (int i = 0; i < words.Length; i++)
        {
            var word = text[words[i]];
            if (isOwn && IsOneOf(word, OwnCommands))
                return Refusals.OwnCommand;
            // As a tool, by its path, behind 'dotnet', 'dnx' or 'dotnet tool run'.
            isOwn |= NameOf(word) is var name && (name.StartsWith(OwnName, StringComparison.OrdinalIgnoreCase));
        }
        return null;
    }

    /// <summary>Decides shell text that nobody could read.</summary>
    internal static Refusal? OfUnknownCommand(ReadOnlySpan<char> text)
    {
        if (!text.Contains(OwnName, StringComparison.OrdinalIgnoreCase))
            return null;
        foreach (string command in OwnCommands)
        {
            if (text.Contains(command, StringComparison.OrdinalIgnoreCase))
                return Refusals.OwnCommand;
        }
        return null;
    }

    /// <summary>Who deletes or replaces a folder does so to what it holds.</summary>
    private static bool Touches(scoped ReadOnlySpan<char> path, string? own) =>
        own is not null && (Covers(own, path) || Covers(path, own));

    /// <summary>The path is the folder, or lies below it.</summary>
    private static bool Covers(scoped ReadOnlySpan<char> folder, scoped ReadOnlySpan<char> path) =>
        folder.Length <= 1 || path.StartsWith(folder, StringComparison.OrdinalIgnoreCase) && (path.Length == folder.Length || path[folder.Length] == '/');

    private static bool IsHook(scoped ReadOnlySpan<char> path)
    {
        // Most paths hold none of these names.
        if (!path.Contains("/.", StringComparison.Ordinal) && !path.Contains("/claude", StringComparison.OrdinalIgnoreCase))
            return false;
        foreach (string file in HookFiles)
        {
            if (path.EndsWith(file, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        foreach (string folder in HookFolders)
        {
            int at = path.IndexOf(folder, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && (at + folder.Length == path.Length || path[at + folder.Length] == '/'))
                return true;
        }
        foreach (string folder in AgentFolders)
        {
            if (path.EndsWith(folder, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> path) => path[(path.LastIndexOfAny('/', '\\') + 1)..];

    private static bool IsOneOf(scoped ReadOnlySpan<char> word, string[] names)
    {
        foreach (string name in names)
        {
            if (word.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
