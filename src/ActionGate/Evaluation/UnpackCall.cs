using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Evaluation;

/// <summary>Calls and commands that put what somebody else made into a folder, and those that follow the links which come with it.</summary>
internal static class UnpackCall
{
    /// <summary>The folder that a call of Python's unpacks into.</summary>
    internal static bool IsOne(Operation operation) => operation.Kind == ActionKind.FileWrite && operation.Api[(operation.Api.LastIndexOf('.') + 1)..] is
        "extract" or "extractall" or "_extract_member" or "unpack_archive" or "unpack_7zarchive" or "extract_archive" or "download_and_extract_archive" or "_unpack_tarfile" or "_unpack_zipfile";

    /// <summary>What a call of Python's takes in below a folder it reads where links lead; those that only list names do not.</summary>
    internal static bool FollowsLinks(Operation operation) =>
        operation.IsRecursive && operation.Kind != ActionKind.FileDelete && operation.Api[(operation.Api.LastIndexOf('.') + 1)..] is not ("walk" or "fwalk" or "rglob");

    /// <summary>Whether a command that takes in all below a folder goes where links there lead. Sources: the manuals of GNU's tools and ripgrep.</summary>
    internal static bool FollowsLinks(ShellEffect effect)
    {
        if (!effect.IsRecursive || effect.Kind == ActionKind.FileDelete)
            return false;
        if (effect.Command is not { } command)
            return true;
        string name = command.Words[0].Text;
        string? letters = name[(name.LastIndexOf('/') + 1)..] switch
        {
            "grep" or "egrep" or "fgrep" or "ggrep" => "R",
            "find" or "gfind" or "rg" or "fd" or "fdfind" => "L",
            "du" or "gdu" => "LDH",
            "ls" or "gls" or "cp" or "gcp" or "chmod" or "chown" or "chgrp" => "LH",
            "tree" => "l",
            "tar" or "gtar" => "h",
            _ => null,
        };
        // What tar unpacks goes through links that are there, too.
        return letters is null || effect.Unpacks != Unpacking.None || Array.Exists(command.Words, word => MaySay(in word, letters));
    }

    private static bool MaySay(in ShellWord word, string letters)
    {
        string text = word.Text;
        if (text.Length == 0 || text[0] == ShellWord.Hole)
            return true;
        if (text[0] != '-')
            // tar's letters may stand without a dash.
            return letters == "h" && text.Length < 8 && text.AsSpan().ContainsAny(letters);
        return text is "-follow" || (text.StartsWith("--", StringComparison.Ordinal)
            ? text.StartsWith("--d", StringComparison.Ordinal) || text.StartsWith("--f", StringComparison.Ordinal)
            : text.AsSpan(1).IndexOfAny(letters) >= 0 || text.Contains(ShellWord.Hole, StringComparison.Ordinal));
    }
}
