namespace ActionGate.Audit.Redaction;

/// <summary>Which of a program's operands, words that are no options, are secrets.</summary>
internal enum SecretOperand
{
    None,

    /// <summary>The one at <see cref="SecretProgram.Place"/>, counted from 1 behind <see cref="SecretProgram.Words"/>.</summary>
    At,

    /// <summary>That one and all behind it.</summary>
    From,

    /// <summary>The last.</summary>
    Last,

    /// <summary>The one behind another that names a secret: <c>config set api_key VALUE</c>.</summary>
    Named,

    /// <summary>The values of <c>NAME=VALUE</c>, whatever their names.</summary>
    Assigned,

    /// <summary>What follows the slash of <c>user/password@database</c>.</summary>
    Slashed,
}

/// <summary>How a program takes secrets. A row of the table; every member but the first may be absent.</summary>
/// <param name="Names">What the program is called.</param>
/// <param name="Words">The operands that must come first: a subcommand.</param>
/// <param name="Options">
/// Options with a secret, each with a sign: <c>+</c> its value is the same word or the next, <c>~</c> only the same, <c>&gt;</c> only the next;
/// a character behind the sign must be in the value, or it is only a name. <c>=</c>: it takes <c>NAME=VALUE</c>. <c>_</c>: the next word is its value, and
/// no secret.
/// </param>
/// <param name="Operand">Which of its operands are secrets.</param>
/// <param name="Place">Which of them.</param>
/// <param name="Flag">An option without which the operands are no secrets, and nothing is read from the input.</param>
/// <param name="ReadsInput">A secret may come in through a pipe.</param>
internal sealed record SecretProgram(string Names, string Words = "", string Options = "", SecretOperand Operand = SecretOperand.None, int Place = 0, string Flag = "", bool ReadsInput = false)
{
    internal string[] WordList { get; } = Words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    internal SecretOption[] OptionList { get; } = [.. Options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(SecretOption.Of)];
}

/// <summary>An option with a secret.</summary>
/// <param name="Text">The option, one letter or a long one.</param>
/// <param name="IsAttached">Its value may be part of the same word.</param>
/// <param name="IsApart">Its value may be the next word.</param>
/// <param name="IsSecret">The value is one.</param>
/// <param name="IsNamed">It is one behind its name and a sign of equality.</param>
/// <param name="Needs">A character without which the value is only a name.</param>
internal sealed record SecretOption(string Text, bool IsAttached, bool IsApart, bool IsSecret, bool IsNamed, char Needs)
{
    internal static SecretOption Of(string written)
    {
        int sign = written.LastIndexOfAny(['+', '~', '>', '=', '_']);
        // Of "-b+=" the last is not the sign, but what the value must hold.
        if (sign > 1 && written[sign - 1] is '+' or '~' or '>')
            sign--;
        char needs = sign + 1 < written.Length ? written[sign + 1] : '\0';
        return new SecretOption(written[..sign], written[sign] is '+' or '~' or '=', written[sign] is '+' or '>' or '=' or '_', written[sign] != '_', written[sign] == '=', needs);
    }
}

/// <summary>The programs that take secrets as arguments or from a pipe, by their manuals. Options whose name says it (<c>--password</c>) need no row.</summary>
internal static class SecretPrograms
{
    internal static readonly SecretProgram[] All =
    [
        // The network.
        new("curl", Options: "-u+: -U+: --user+: --proxy-user+: -b+= --cookie+= -E+: --cert+:"),
        new("http https httpie xh xhs", Options: "-a+: --auth+:"),
        new("lftp open", Options: "-u+,"),
        new("ncftpput ncftpget ncftpls", Options: "-p+"),
        new("sshpass", Options: "-p+"),
        new("plink pscp psftp putty", Options: "-pw+"),
        new("ssh-keygen", Options: "-N+ -P+"),
        new("smbclient rpcclient smbget smbcacls winexe", Options: "-U+% --user+%"),
        new("smbmap crackmapexec netexec nxc evil-winrm psexec rdesktop", Options: "-p+"),
        new("xfreerdp wfreerdp xfreerdp3", Options: "/p:~"),
        new("net", Words: "user", Operand: SecretOperand.At, Place: 2),
        new("ldapsearch ldapadd ldapmodify ldapdelete ldapwhoami ldapcompare ldapmodrdn", Options: "-w+"),
        new("ldappasswd", Options: "-w+ -s+ -a+"),
        new("ipmitool", Options: "-P+"),
        new("snmpget snmpgetnext snmpwalk snmpbulkwalk snmpset", Options: "-A+ -X+"),
        new("wpa_passphrase", Operand: SecretOperand.At, Place: 2),
        new("nmcli", Operand: SecretOperand.Named),
        // Databases.
        new("mysql mysqldump mysqlimport mysqlshow mysqlcheck mysqlpump mysqlslap mysqlbinlog mysqlsh mariadb mariadb-dump mariadb-import mariadb-check mariadb-show", Options: "-p~"),
        new("mysqladmin mariadb-admin", Options: "-p~", Operand: SecretOperand.Named),
        new("mongo mongosh mongodump mongorestore mongoexport mongoimport", Options: "-p+"),
        new("redis-cli valkey-cli", Options: "-a+", Operand: SecretOperand.Named),
        new("redis-cli valkey-cli", Words: "auth", Operand: SecretOperand.From, Place: 1),
        new("redis-cli valkey-cli", Words: "AUTH", Operand: SecretOperand.From, Place: 1),
        new("sqlcmd osql bcp", Options: "-P+"),
        new("sqlplus sqlldr expdp impdp rman", Operand: SecretOperand.Slashed),
        new("rabbitmqctl", Words: "add_user", Operand: SecretOperand.At, Place: 2),
        new("rabbitmqctl", Words: "change_password", Operand: SecretOperand.At, Place: 2),
        new("isql iusql", Operand: SecretOperand.At, Place: 3),
        // Archives and files.
        new("zip unzip zipcloak zipnote", Options: "-P+"),
        new("7z 7za 7zr 7zz", Options: "-p~"),
        new("rar unrar", Options: "-p~ -hp~"),
        new("openssl", Words: "enc", Options: "-k> -K>"),
        new("openssl", Words: "dgst", Options: "-hmac>"),
        new("openssl", Words: "passwd", Options: "-salt_", Operand: SecretOperand.Last),
        new("cryptsetup", ReadsInput: true),
        // Users.
        new("useradd usermod adduser", Options: "-p>"),
        new("chpasswd", ReadsInput: true),
        new("passwd", Flag: "--stdin", ReadsInput: true),
        new("smbpasswd", Flag: "-s", ReadsInput: true),
        new("mkpasswd", Flag: "-s", ReadsInput: true),
        new("sudo doas", Flag: "-S", ReadsInput: true),
        new("su", ReadsInput: true),
        new("kinit", ReadsInput: true),
        new("read", Flag: "-s", ReadsInput: true),
        new("htpasswd", Flag: "-b", Options: "-C_ -r_", Operand: SecretOperand.Last),
        new("htpasswd", Flag: "-i", ReadsInput: true),
        new("security", Words: "add-generic-password", Options: "-w+"),
        new("security", Words: "add-internet-password", Options: "-w+"),
        new("security", Words: "unlock-keychain", Options: "-p+"),
        // Services and packages.
        new("login", Options: "-p+"),
        new("aws", Words: "configure set", Operand: SecretOperand.Named),
        new("aws", Words: "secretsmanager", Options: "--secret-string+"),
        new("aws", Words: "ssm put-parameter", Options: "--value+"),
        new("az", Words: "keyvault secret set", Options: "--value+"),
        // Of git, npm, kubectl, pip, composer and others: what a subcommand does is looked for by its own name, where so many have it.
        new("config", Operand: SecretOperand.Named),
        new("npm pnpm", Words: "set", Operand: SecretOperand.Named),
        new("kubectl", Words: "create secret", Options: "--from-literal="),
        new("gcloud", Words: "secrets", ReadsInput: true),
        new("docker podman", Words: "secret create", ReadsInput: true),
        new("gh", Words: "secret set", Options: "-b+ --body+", ReadsInput: true),
        new("wrangler", Words: "secret put", ReadsInput: true),
        new("fly flyctl doppler", Words: "secrets set", Operand: SecretOperand.Assigned),
        new("vault bao", Words: "login", Options: "-method_ -path_", Operand: SecretOperand.At, Place: 1, ReadsInput: true),
        new("vault bao", Words: "kv put", Operand: SecretOperand.Assigned),
        new("vault bao", Words: "kv patch", Operand: SecretOperand.Assigned),
        new("vault bao", Words: "write", Operand: SecretOperand.Assigned),
        new("pass gopass", Words: "insert", ReadsInput: true),
        new("bw", Words: "login", Operand: SecretOperand.At, Place: 2),
        new("bw", Words: "unlock", Operand: SecretOperand.At, Place: 1),
        new("mc", Words: "alias set", Operand: SecretOperand.From, Place: 3),
        new("mc", Words: "config host add", Operand: SecretOperand.From, Place: 3),
        new("cargo", Words: "login", Options: "--registry_", Operand: SecretOperand.At, Place: 1),
        new("twine", Words: "upload", Options: "-p+"),
        new("nuget dotnet", Words: "push", Options: "-k> -ApiKey>"),
        new("nuget", Words: "setapikey", Operand: SecretOperand.At, Place: 1),
    ];

    internal static ILookup<string, SecretProgram> ByName => All.SelectMany(row => row.Names.Split(' ').Select(name => (name, row))).ToLookup(pair => pair.name, pair => pair.row, StringComparer.Ordinal);
}
