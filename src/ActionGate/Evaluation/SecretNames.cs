namespace ActionGate.Evaluation;

/// <summary>The names by which variables of the environment hold secrets.</summary>
internal static class SecretNames
{
    /// <summary>A part of a name, between what is no letter or digit, that ends so.</summary>
    private static readonly string[] Endings =
    [
        "KEY", "KEYS", "TOKEN", "TOKENS", "SECRET", "SECRETS", "PASS", "PASSWORD", "PASSWORDS", "PASSWD", "PASSPHRASE", "PWD", "CREDENTIAL", "CREDENTIALS",
        "CREDS", "AUTH", "COOKIE", "COOKIES", "JWT", "DSN", "PAT", "PIN", "SALT", "CERT", "SIGNATURE", "WEBHOOK",
    ];

    /// <summary>What shows a secret wherever it stands.</summary>
    private static readonly string[] Parts = ["SECRET", "PASSW", "CREDENTIAL", "APIKEY", "ACCESSKEY", "PRIVATE", "CONNECTION_STRING", "CONNECTIONSTRING"];

    /// <summary>Addresses that name a user and a password before their host.</summary>
    private static readonly string[] Addresses = ["DATABASE_URL", "DATABASE_URI", "DB_URL", "DB_URI", "REDIS_URL", "MONGO_URL", "MONGO_URI", "MONGODB_URL", "MONGODB_URI", "AMQP_URL", "BROKER_URL"];

    /// <summary>These end so and hold none.</summary>
    private static readonly string[] Harmless = ["PWD", "OLDPWD"];

    /// <summary>The variable is likely to hold a secret, or it stands for all of them.</summary>
    internal static bool Hold(string name)
    {
        if (name == "*")
            return true;
        string upper = name.ToUpperInvariant();
        if (Array.IndexOf(Harmless, upper) >= 0)
            return false;
        return Array.Exists(Parts, p => upper.Contains(p, StringComparison.Ordinal))
            || Array.Exists(Addresses, a => upper.EndsWith(a, StringComparison.Ordinal))
            || HasPart(upper);
    }

    private static bool HasPart(string name)
    {
        int start = 0;
        for (int i = 0; i <= name.Length; i++)
        {
            if (i < name.Length && char.IsLetterOrDigit(name[i]))
                continue;
            var part = name.AsSpan(start..i).TrimEnd("0123456789");
            start = i + 1;
            foreach (string ending in Endings)
            {
                // Short ones are the ends of too many words.
                if (ending.Length > 4 ? part.EndsWith(ending, StringComparison.Ordinal) : part.SequenceEqual(ending) || ending is "KEY" or "KEYS" && part.EndsWith(ending, StringComparison.Ordinal))
                    return true;
            }
        }
        return false;
    }
}
