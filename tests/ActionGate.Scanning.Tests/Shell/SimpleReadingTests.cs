using ActionGate.Scanning.Shell;
using ActionGate.Scanning.Shell.Syntax;
using ActionGate.Scanning.Tests.Shell.Commands;
using ActionGate.Scanning.Tests.Shell.Expansion;

namespace ActionGate.Scanning.Tests.Shell;

public sealed class SimpleReadingTests
{
    private static readonly List<CommandCase> Cases = CommandCase.ReadAll(CorpusFolder.Of("ShellCommands"));
    private static readonly string[] Names = [.. Cases.Select(c => c.Words[0].Text).Where(w => w.All(char.IsAsciiLetterOrDigit)).Distinct(), "/bin/cat", "./run", "Git", "unknown"];
    private static readonly string[] Words = [.. Cases.SelectMany(c => c.Words.Skip(1)).Where(w => w.IsStatic).Select(w => w.Text).Distinct(), "", "a b", "*", "~/x", "-", "--", "-rf", "$", "'", "é"];

    [Fact]
    public void Of_GeneratedCommand_IsWhatTheWalkFinds()
    {
        var random = new Random(5);
        int read = 0;
        for (int i = 0; i < 20_000; i++)
        {
            string text = Command(random);
            if (SimpleReading.Of(text) is not { } simple)
                continue;
            read++;
            ReadingText.Of(simple).Should().Be(ReadingText.Of(ShellScanner.Read(text, ShellDialect.Bash)), text);
        }
        read.Should().BeGreaterThan(5_000);
    }

    [Theory]
    [InlineData("cd x")]
    [InlineData("cat x; ls")]
    [InlineData("cat $x")]
    [InlineData("bash -c ls")]
    [InlineData("env ls")]
    [InlineData("python3 -c 1")]
    [InlineData("xargs ls")]
    [InlineData("bash")]
    [InlineData("bash /dev/stdin")]
    [InlineData("bash -")]
    public void Of_TextThatTakesMore_IsLeft(string text) => SimpleReading.Of(text).Should().BeNull();

    private static string Command(Random random)
    {
        var text = new System.Text.StringBuilder(Names[random.Next(Names.Length)]);
        for (int count = random.Next(5); count > 0; count--)
        {
            string word = Words[random.Next(Words.Length)];
            string quote = random.Next(4) switch { 0 => "'", 1 => "\"", _ => "" };
            text.Append(' ').Append(quote).Append(word).Append(quote);
        }
        return text.ToString();
    }
}
