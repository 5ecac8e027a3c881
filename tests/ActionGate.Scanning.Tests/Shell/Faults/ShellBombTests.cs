using System.Diagnostics;
using System.Text;
using ActionGate.Scanning.Shell;
using ActionGate.Scanning.Shell.Syntax;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Scanning.Tests.Shell.Faults;

/// <summary>No text ends the process, or keeps it busy: it is read, or there is a gap.</summary>
public sealed class ShellBombTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Bombs() => new(Texts.Keys);

    private static readonly Dictionary<string, Func<string>> Texts = new()
    {
        ["braces"] = () => string.Concat(Enumerable.Repeat("{a,b}", 100_000)),
        ["nested braces"] = () => "ls " + new string('{', 100_000) + ",}",
        ["open braces"] = () => "ls " + string.Concat(Enumerable.Repeat("{,", 200_000)) + "}",
        ["a long sequence"] = () => "ls {1..999999999}",
        ["sequences"] = () => "ls {1..1000}{1..1000}{1..1000}",
        ["doubling"] = () => "x=aaaaaaaaaaaaaaaa; " + string.Concat(Enumerable.Repeat("x=$x$x; ", 10_000)) + "ls $x",
        ["appending"] = () => "x=a; " + string.Concat(Enumerable.Repeat("x+=$x; ", 10_000)) + "ls $x",
        ["doubling arrays"] = () => "a=(a b); " + string.Concat(Enumerable.Repeat("a=(\"${a[@]}\" \"${a[@]}\"); ", 60)) + "ls",
        ["doubling parameters"] = () => "set -- a b; " + string.Concat(Enumerable.Repeat("set -- \"$@\" \"$@\"; ", 60)) + "ls",
        ["nested loops"] = () => string.Concat(Enumerable.Repeat("for i in 1 2 3 4 5 6 7 8 9; do ", 60)) + "ls" + string.Concat(Enumerable.Repeat("; done", 60)),
        ["nested while"] = () => string.Concat(Enumerable.Repeat("while x=$x$y; do ", 60)) + "ls" + string.Concat(Enumerable.Repeat("; y=$x; done", 60)),
        ["recursion"] = () => "f() { f; f; f; }; f",
        ["many calls"] = () => "f0() { ls; }; " + string.Concat(Enumerable.Range(1, 40).Select(i => $"f{i}() {{ f{i - 1}; f{i - 1}; }}; ")) + "f40",
        ["mutual calls"] = () => string.Concat(Enumerable.Range(0, 60).Select(i => $"f{i}() {{ {string.Join("; ", Enumerable.Range(0, 60).Select(j => "f" + j))}; }}; ")) + "f0",
        ["evals"] = () => "eval '" + string.Concat(Enumerable.Repeat("eval ", 100_000)) + "ls'",
        ["eval of itself"] = () => "x='eval \"$x\"; eval \"$x\"'; eval \"$x\"",
        ["a function that evaluates"] = () => "f() { eval 'f; f'; }; f",
        ["wrappers"] = () => string.Concat(Enumerable.Repeat("command ", 120_000)) + "ls",
        ["shells"] = () => string.Concat(Enumerable.Repeat("env bash -c ", 80_000)) + "ls",
        ["many commands"] = () => string.Concat(Enumerable.Repeat("a;", 500_000)),
        ["many variables"] = () => string.Concat(Enumerable.Range(0, 60_000).Select(i => $"v{i}=1;")) + string.Concat(Enumerable.Repeat("(v=2);", 20_000)),
        ["many branches"] = () => string.Concat(Enumerable.Range(0, 5_000).Select(i => $"v{i}=1;")) + string.Concat(Enumerable.Repeat("a && v1=2;", 20_000)),
        ["many substitutions"] = () => "ls " + string.Concat(Enumerable.Repeat("$(a)", 200_000)),
        ["nested substitutions"] = () => "ls " + string.Concat(Enumerable.Repeat("$(", 100_000)) + new string(')', 100_000),
        ["nested groups"] = () => string.Concat(Enumerable.Repeat("{ ", 100_000)) + "ls",
        ["nested parentheses"] = () => new string('(', 100_000) + "ls" + new string(')', 100_000),
        ["nested arithmetic"] = () => "echo $((" + new string('(', 100_000) + "1" + new string(')', 100_000) + "))",
        ["signs"] = () => "echo $((" + new string('-', 300_000) + "1))",
        ["negations"] = () => "echo $((" + new string('!', 300_000) + "1))",
        ["assignments in arithmetic"] = () => "echo $((" + string.Concat(Enumerable.Repeat("x=", 200_000)) + "1))",
        ["variables that name each other"] = () => string.Concat(Enumerable.Range(0, 2_000).Select(i => $"v{i}='v{i + 1}+v{i + 1}';")) + "echo $((v0))",
        ["patterns"] = () => $"x={new string('a', 500)}; " + string.Concat(Enumerable.Repeat($"y=${{x//{string.Concat(Enumerable.Repeat("*a", 60))}b/c}}; ", 3_000)),
        ["tildes"] = () => "ls " + new string('~', 900_000),
        ["colons and tildes"] = () => "x=" + string.Concat(Enumerable.Repeat(":~", 400_000)),
        ["one long word"] = () => new string('a', 1_000_000),
        ["many words"] = () => string.Concat(Enumerable.Repeat("a ", 500_000)),
        ["many sets"] = () => "ls " + new string('[', 400_000) + new string(']', 400_000),
        ["many unions"] = () => string.Concat(Enumerable.Range(0, 500).Select(i => $"if a; then v{i}=1; else v{i}=2; fi; ")) + "ls " + string.Concat(Enumerable.Range(0, 500).Select(i => $"$v{i}")),
        ["many redirections"] = () => "ls " + string.Concat(Enumerable.Repeat(">a ", 300_000)),
        ["many here-documents"] = () => string.Concat(Enumerable.Repeat("a <<E\n$x\nE\n", 60_000)),
        ["many aliases"] = () => string.Concat(Enumerable.Range(0, 40_000).Select(i => $"alias a{i}=b\n")),
        ["many functions"] = () => string.Concat(Enumerable.Range(0, 30_000).Select(i => $"f{i}() {{ f{i + 1}; }}; ")) + "f0",
        ["many traps"] = () => string.Concat(Enumerable.Range(0, 20_000).Select(i => $"trap 'a{i}' EXIT; v{i}=1; ")),
        ["many folders"] = () => string.Concat(Enumerable.Repeat("cd a; ", 100_000)) + "ls",
        ["long folders"] = () => string.Concat(Enumerable.Repeat("cd aaaaaaaaaaaaaaaaaaaaaaaaaaaaa && ", 25_000)) + "ls",
        ["backquotes"] = () => new string('`', 900_001),
        ["line feeds"] = () => new string('\n', 1_000_000) + "ls",
        ["case"] = () => "case x in " + string.Concat(Enumerable.Repeat("a) v=$v$v;; ", 60_000)) + "esac",
        ["too long"] = () => new string(' ', 1_100_000) + "ls",
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Read_Bomb_EndsInTime(string name)
    {
        string text = Texts[name]();
        var reading = default(ActionGate.Scanning.Shell.Facts.ShellReading);
        // As on a thread of the pool, whose stack is small.
        var thread = new Thread(() => reading = ShellScanner.Read(text, ShellDialect.Bash), maxStackSize: 1 << 20) { IsBackground = true };
        thread.Start();
        thread.Join(Deadline).Should().BeTrue();
        (reading!.Commands.Count + reading.Gaps.Count + reading.Assignments.Count).Should().BeGreaterThan(0);
    }

    [Fact]
    public void Read_AnyText_DoesNotThrow()
    {
        string[] parts =
        [
            "a", " ", "\n", ";", "&", "|", "(", ")", "{", "}", "$", "`", "\"", "'", "\\", "<", ">", "=", "x", "1", "$(", "${", "$((", "((", "))", "[[ ", " ]]", "if ", "then ", "else ", "fi", "for x in ", "do ", "done", "while ",
            "case x in ", "esac", ";;", "f() ", "<<E\n", "\nE\n", "$x", "\"$@\"", "${x:-", "${x#", "${!x}", "${x[", "]", "eval ", "cd ", "read ", "declare ", "export ", "-v ", "-i ", "trap ", "alias ", "local ", "x=", "x+=", "a=(", "*", "?", "~",
            "{a,b}", "{1..3}", "set -- ", "shift ", "return ", "break ", "exit ", "\u200b", "\ufdd0", "\0", "\ud800", "bash -c ", "'", "printf -v ", "unset ", "exec ", "command ", "test ", "[ ", "let ", "echo ", "/dev/tcp/", "++", "--", ",", ":",
        ];
        var random = new System.Random(11);
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 20_000 && watch.Elapsed < TimeSpan.FromSeconds(3); i++)
        {
            var text = new StringBuilder();
            for (int n = random.Next(1, 25); n > 0; n--)
                text.Append(parts[random.Next(parts.Length)]);
            CheckFacts(text.ToString(), (ShellDialect)random.Next(3));
        }
        Prop.ForAll<string>(text => CheckFacts(text ?? "", ShellDialect.Bash)).QuickCheckThrowOnFailure();
    }

    private static void CheckFacts(string text, ShellDialect dialect)
    {
        try
        {
            var reading = ShellScanner.Read(text, dialect);
            foreach (var command in reading.Commands)
            {
                command.Words.Should().NotBeEmpty();
                command.Place.At.Should().BeInRange(0, text.Length);
            }
            foreach (var gap in reading.Gaps)
                gap.Place.At.Should().BeInRange(0, text.Length);
            CodeScanners.Scan(text, "bash");
        }
        catch (Exception problem)
        {
            throw new InvalidOperationException($"for {text}", problem);
        }
    }
}
