using ActionGate.Evaluation;

namespace ActionGate.Simulation.Suggestions;

/// <summary>Names of files and folders that show what should not be opened by a suggestion. Rather one too many: a person can still write the rule.</summary>
internal static class EverydayNames
{
    /// <summary>Hidden, and known to hold nothing but what a project says of itself.</summary>
    private static readonly string[] PlainHidden = [".gitignore", ".editorconfig", ".dockerignore", ".prettierignore", ".eslintignore"];

    /// <summary>The same, where nothing is written: what is written there is run, or steers what is.</summary>
    private static readonly string[] PlainHiddenToRead = [".gitattributes", ".github"];

    /// <summary>What shows a secret wherever it stands in a name.</summary>
    private static readonly string[] Secrets =
    [
        "token", "secret", "passw", "passphrase", "credential", "cookie", "login", "history", "config", "settings", "oauth", "authori", "apikey",
        "keystore", "keyring", "keychain", "wallet", "vault", "htpasswd", "netrc", "pgpass", "sudoers", "shadow", "private", "id_rsa", "id_dsa",
        "id_ecdsa", "id_ed25519", "session", "backup",
    ];

    /// <summary>The same, where they are a word of their own.</summary>
    private static readonly string[] SecretWords = ["auth", "key", "keys", "creds", "env", "pass", "hosts", "cert", "certs", "conf", "cfg", "dump", "logins"];

    /// <summary>Endings of settings, keys, stores, and what is loaded without being asked for.</summary>
    private static readonly string[] SecretEndings =
    [
        ".pem", ".key", ".p12", ".pfx", ".jks", ".kdbx", ".ppk", ".asc", ".gpg", ".ovpn", ".keytab", ".tfvars", ".tfstate", ".crt", ".cer", ".der",
        ".properties", ".ini", ".cfg", ".conf", ".cnf", ".env", ".db", ".sqlite", ".sqlite3", ".bak", ".rdp", ".plist", ".reg", ".jwt", ".har",
    ];

    /// <summary>What the system, a shell, a scheduler or an interpreter starts by itself.</summary>
    private static readonly string[] Starters =
    [
        "autostart", "systemd", "launchagents", "launchdaemons", "cron", "profile", "bashrc", "zshrc", "init.d", "rc.local", "sitecustomize",
        "usercustomize", "conftest", "hooks", "workflows",
    ];

    private static readonly string[] StarterEndings = [".service", ".timer", ".socket", ".desktop", ".pth", ".fish", ".reg", ".bat", ".cmd", ".vbs", ".lnk"];

    /// <summary>Why nothing of this name should be suggested; <see langword="null"/> where nothing speaks against it.</summary>
    /// <param name="name">A file or folder; no separators.</param>
    /// <param name="isWritten">It is written or deleted.</param>
    internal static string? ProblemOf(string name, bool isWritten)
    {
        if (name.StartsWith('.') && name.Length > 1)
        {
            bool isPlain = Array.IndexOf(PlainHidden, name) >= 0 || !isWritten && Array.IndexOf(PlainHiddenToRead, name) >= 0;
            return isPlain ? null : "it is hidden, and may hold secrets or be run";
        }
        if (HoldsSecrets(name))
            return "it may hold secrets";
        return isWritten && IsStarter(name) ? "it may be run by itself" : null;
    }

    private static bool HoldsSecrets(string name)
    {
        if (SecretNames.Hold(name)
            || Array.Exists(Secrets, s => name.Contains(s, StringComparison.OrdinalIgnoreCase))
            || Array.Exists(SecretEndings, e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
        {
            return true;
        }
        int start = 0;
        for (int i = 0; i <= name.Length; i++)
        {
            // A word ends at what is no letter, and before a capital behind a small letter.
            bool isEnd = i == name.Length || !char.IsLetter(name[i]) || i > start && char.IsUpper(name[i]) && char.IsLower(name[i - 1]);
            if (!isEnd)
                continue;
            string word = name[start..i];
            start = i < name.Length && char.IsLetter(name[i]) ? i : i + 1;
            if (Array.Exists(SecretWords, w => w.Equals(word, StringComparison.OrdinalIgnoreCase)))
                return true;
        }
        return false;
    }

    private static bool IsStarter(string name) =>
        Array.Exists(Starters, s => name.Contains(s, StringComparison.OrdinalIgnoreCase))
        || Array.Exists(StarterEndings, e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));
}
