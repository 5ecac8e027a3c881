using System.Text;
using ActionGate.Scanning.Shell.Syntax;
using Xunit.Abstractions;

namespace ActionGate.Scanning.Tests.Shell.Syntax.Integration;

/// <summary>The scripts of the machine that the tests run on.</summary>
public class RealScriptsTests(ITestOutputHelper output)
{
    private static readonly string[] Folders =
    [
        "/usr/bin", "/usr/sbin", "/usr/lib/git-core", "/etc/init.d", "/etc/profile.d", "/usr/share/bash-completion", "/usr/lib/dpkg", "/var/lib/dpkg/info",
        "/usr/share/doc/git", "/usr/share/debconf", "/usr/libexec",
    ];

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    [SkippableFact]
    public void Parse_RealScript_IsReadWhereBashReadsIt()
    {
        Skip.IfNot(BashOracle.IsPresent, "there is no bash 5.2");
        (string Path, string Text)[] scripts = [.. Scripts()];
        Skip.If(scripts.Length == 0, "there are no scripts");
        (string Path, string Text, string? Problem)[] refused = [.. scripts
            .Select(script => (script.Path, script.Text, ShellParser.Parse(script.Text, ShellDialect.Bash, maxNodes: int.MaxValue).Problem))
            .Where(script => script.Problem is not null)];

        using var bash = new BashOracle();
        bool[] accepted = bash.Accepts(refused.Select(script => script.Text));

        // A bad substitution is an error only when it runs: some scripts hold branches for other shells.
        string[] missed = [.. refused.Where((script, i) => accepted[i] && !script.Problem!.StartsWith("bad substitution", StringComparison.Ordinal)).Select(script => $"{script.Path}: {script.Problem}")];
        output.WriteLine($"{scripts.Length - refused.Length} of {scripts.Length} scripts are read; bash accepts {missed.Length} of the others");
        missed.Should().BeEmpty();
    }

    private static IEnumerable<(string Path, string Text)> Scripts()
    {
        var utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
        foreach (string path in Folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*", Everything)))
        {
            if (Read(path) is not { } bytes || !IsShell(path, bytes))
                continue;
            string text;
            try
            {
                text = utf8.GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                continue;
            }

            yield return (path, text);
        }
    }

    private static byte[]? Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            var head = new byte[64];
            int length = file.Read(head);
            if (!head.AsSpan(0, length).StartsWith("#!"u8) && !path.Contains("completion", StringComparison.Ordinal) && !path.EndsWith(".sh", StringComparison.Ordinal))
                return null;
            return file.Length > 120_000 ? null : File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsShell(string path, byte[] bytes)
    {
        if (bytes.AsSpan().Contains((byte)0))
            return false;
        int end = Array.IndexOf(bytes, (byte)'\n');
        string first = end < 0 ? "" : Encoding.Latin1.GetString(bytes, 0, end);
        if (!first.StartsWith("#!", StringComparison.Ordinal))
            return path.EndsWith(".sh", StringComparison.Ordinal) || path.Contains("bash-completion", StringComparison.Ordinal);
        string program = first.Split(['/', ' '])[^1];
        return first.Contains("/sh", StringComparison.Ordinal) || first.Contains("bash", StringComparison.Ordinal) || program is "dash" or "sh";
    }
}
