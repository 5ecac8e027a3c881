using System.Diagnostics;
using ActionGate.Cli.Input;
using FsCheck.Fluent;

namespace ActionGate.Cli.Tests.Input;

public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("git log --level=3 ../x:y@z", "git", "log", "--level=3", "../x:y@z")]
    [InlineData("git commit -m 'a b'", "git", "commit", "-m", "a b")]
    [InlineData("echo '' 'it'\\''s' '$HOME' '~' '*' 'a;b'", "echo", "", "it's", "$HOME", "~", "*", "a;b")]
    [InlineData("'A=1' B=2", "A=1", "B=2")]
    [InlineData("'if' if", "if", "if")]
    [InlineData("'!' true", "!", "true")]
    [InlineData("echo 'a\nb'", "echo", "a\nb")]
    public void ToShellText_Words_AreQuotedWhereTheyMeanMore(string expected, params string[] words) =>
        CommandWords.ToShellText(words).Should().Be(expected);

    [SkippableFact]
    public void ToShellText_AnyWords_ReachTheCommandAsTheyAre()
    {
        Skip.IfNot(File.Exists("/bin/bash"), "needs bash");
        var word = Gen.Elements("a", "=", "'", "\"", "\\", "$x", "`", " ", "\n", "\t", "~", "*", "{a,b}", "!", "#", "é", "-", "(", ">", "&", "%1").ListOf().Select(parts => string.Concat(parts));
        string[][] cases = [.. word.ListOf().Select(w => w.ToArray()).Sample(40, 12)];
        string script = string.Join('\n', cases.Select(words => CommandWords.ToShellText(["printf", "%s\\0", .. words, "end"])));

        string output = Bash(script);

        output.Should().Be(string.Concat(cases.Select(words => string.Join('\0', [.. words, "end"]) + "\0")));
    }

    private static string Bash(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-s"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        bash.StandardInput.Write(script);
        bash.StandardInput.Close();
        string output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        return output;
    }
}
