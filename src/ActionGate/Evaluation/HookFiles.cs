using System.Buffers;

namespace ActionGate.Evaluation;

/// <summary>
/// Where command-line agents keep the hooks that call a gate: below a home or a project, and for all users of a machine. Names are
/// compared without case: a file system may do so too.
/// </summary>
internal static class HookFiles
{
    private static readonly string[] Files =
    [
        "/.claude/settings.json", "/.claude/settings.local.json", "/.claude/managed-settings.json", "/claude-code/managed-settings.json",
        "/claudecode/managed-settings.json", "/.codex/config.toml", "/.codex/hooks.json", "/.codex/managed_config.toml", "/etc/codex/config.toml",
        "/etc/codex/managed_config.toml", "/.gemini/settings.json", "/.gemini/hooks.json", "/gemini-cli/settings.json", "/geminicli/settings.json",
        "/.cursor/hooks.json", "/etc/cursor/hooks.json", "/application support/cursor/hooks.json", "/programdata/cursor/hooks.json",
        "/.windsurf/hooks.json", "/.codeium/windsurf/hooks.json", "/etc/windsurf/hooks.json", "/.qwen/settings.json",
    ];

    private static readonly string[] Folders =
    [
        "/.claude/hooks", "/.codex/hooks", "/.gemini/hooks", "/.cursor/hooks", "/.github/hooks",
        "/.claude/managed-settings.d", "/claude-code/managed-settings.d", "/claudecode/managed-settings.d",
    ];

    /// <summary>Folders that hold nothing but such files, and go with them.</summary>
    private static readonly string[] AgentFolders =
    [
        "/.claude", "/.codex", "/.gemini", "/.cursor", "/.windsurf", "/.qwen", "/etc/claude-code", "/application support/claudecode", "/programdata/claudecode",
        "/program files/claudecode",
    ];

    /// <summary>A part of each of these names: most paths hold none.</summary>
    private static readonly SearchValues<string> Marks =
        SearchValues.Create(["/.", "claude", "codex", "gemini", "cursor", "windsurf"], StringComparison.OrdinalIgnoreCase);

    /// <summary>A path is one of them, or a folder that holds nothing else.</summary>
    internal static bool Hold(scoped ReadOnlySpan<char> path)
    {
        if (!path.ContainsAny(Marks))
            return false;
        foreach (string file in Files)
        {
            if (path.EndsWith(file, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        foreach (string folder in Folders)
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

    /// <summary>A folder bears the name of one in which such files lie.</summary>
    internal static bool MayLieIn(scoped ReadOnlySpan<char> folder)
    {
        foreach (string file in Files)
        {
            if (EndsWithFolderOf(folder, file))
                return true;
        }
        foreach (string hooks in Folders)
        {
            if (EndsWithFolderOf(folder, hooks))
                return true;
        }
        return Hold(folder);
    }

    private static bool EndsWithFolderOf(scoped ReadOnlySpan<char> folder, string file)
    {
        for (int end = file.LastIndexOf('/'); end > 0; end = file.LastIndexOf('/', end - 1))
        {
            if (folder.EndsWith(file.AsSpan(0, end), StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
