using System.Diagnostics;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Tests.Shell.Syntax.Faults;

/// <summary>A megabyte of anything ends soon, on a stack smaller than that of any thread by default.</summary>
public class LongTextTests
{
    private const int Length = 1_000_000;

    /// <summary>Far beyond what is needed, and far below what a quadratic reading would take.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Openers =>
    [
        "(", "((", "$(", "$((", "${", "${a:-", "\"${a:-", "`", "\\", "\\\n", "`\\`", "'", "\"", "{ ", "if ", "a;", "a ", "a\n", "<<E\n", "<<E ", "<<-E <<F\n", "a[", "a=(",
        "a=([", "[[ ", "[[ ( ", "! ", "time ", "case x in ", "case x in a) ", "function f ", "f() ", "&", "a&", "|", "a|", "a||", "$'\\x", "$[", "@(", "a@(b|", "<(", ">f ",
        "2>&1 ", "{a}>f ", "for ((", "coproc ", "$((a) ", "((a) ", "((a)\n", "$(( $((", "\"`", "\"$(", "$(\"", "a=1 ", "#\n", "\t", ")", "}", "a[b]=c ", "a=([b] ", "x[y] ",
        "${a//", "${a[", "${a:", "$(<<E\n", "`<<E\n", "${x:-'", "\"${x:-'", "((\"", "[[ a =~ (", "\\\\\\`", "é", "😀", "'a' ", "$a", "${a}", "$(a)", "`a`", "$((a))", "((a));",
        "a=(b) ", "f(){ a;};", "a<<E\nb\nE\n", "elif ", "!(a)\n", "select x in a;do ", "declare a=(", "${ ", "\r", "cat <<E\na\\\n", "a\\\n", "1", "{a", "[[ a && ",
    ];

    [Theory]
    [MemberData(nameof(Openers))]
    public void Parse_AMegabyteOfOneThing_Ends(string opener) =>
        EndsInTime(string.Concat(Enumerable.Repeat(opener, Length / opener.Length)));

    [Theory]
    [InlineData("$((a;", ") )")]
    [InlineData("((a;", ") )")]
    [InlineData("$(", ")")]
    [InlineData("$((", "))")]
    [InlineData("a[$(a", "x)y]z")]
    [InlineData("a=([$(", ")])")]
    [InlineData("\"${a:-", "}\"")]
    [InlineData("(", ")")]
    [InlineData("{ ", ";}")]
    public void Parse_ReadingsThatAreAbandoned_DoNotMultiply(string opening, string closing)
    {
        foreach (int depth in new[] { 12, 24, 48, 96 })
        {
            foreach (int middle in new[] { 1, Length })
            {
                EndsInTime(string.Concat(Enumerable.Repeat(opening, depth)) + new string('x', middle)
                    + string.Concat(Enumerable.Repeat(closing, depth)));
            }
        }
    }

    [Fact]
    public void Parse_NestedBackquotes_End() =>
        EndsInTime(string.Concat(Enumerable.Range(0, 18).Select(i => new string('\\', (1 << i) - 1) + "`a ")));

    [Fact]
    public void Parse_NestingOfAHundredThousand_IsAProblem()
    {
        foreach ((string opening, string closing) in new[] { ("( ", ")"), ("{ ", ";}"), ("$(", ")"), ("${a:-", "}"), ("if a;then ", ";fi") })
        {
            string text = string.Concat(Enumerable.Repeat(opening, 100_000)) + "a" + string.Concat(Enumerable.Repeat(closing, 100_000));

            ShellParser.Parse(text, ShellDialect.Bash).Problem.Should().Be("nested too deeply");
        }
    }

    private static void EndsInTime(string text)
    {
        Exception? thrown = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    ShellParser.Parse(text, ShellDialect.Bash);
                }
                catch (Exception e)
                {
                    thrown = e;
                }
            },
            maxStackSize: 1024 * 1024);
        var watch = Stopwatch.StartNew();
        thread.Start();
        thread.Join(Deadline).Should().BeTrue("it is to end");
        thrown.Should().BeNull();
        watch.Elapsed.Should().BeLessThan(Deadline);
    }
}
