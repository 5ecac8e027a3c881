using System.Diagnostics;
using ActionGate.Scanning.Shell.Commands;
using ActionGate.Scanning.Shell.Facts;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Scanning.Tests.Shell.Commands;

/// <summary>What holds for any arguments.</summary>
public sealed class CommandPropertyTests
{
    private static readonly string[] Names = [.. CommandCatalog.Table.Catalog.Blocks.Select(b => b.Names[0])];

    private static readonly string[] Pieces =
        ["-", "--", "-x", "-o", "-c", "--output", "--out", "=", "a", "b.c", "/", "'", "\"", "$", "\0", "{", "}", "[", "s/a/b/", "w ", "e ", "\\", "\n", " ", ";", "+", "@", ":", "://", "{}", "|", ">", "(", ")", "system(", "getline", "é"];

    private static readonly Gen<ShellWord> Word =
        from pieces in Gen.ArrayOf(Gen.Elements(Pieces))
        from isMany in Gen.Elements(false, false, false, true)
        select new ShellWord(string.Concat(pieces.Take(6)), 0, isMany);

    private static readonly Gen<ShellWord[]> Line =
        from name in Gen.Elements(Names)
        from words in Gen.ArrayOf(Word)
        select (ShellWord[])[.. name.Split(' ').Select(n => new ShellWord(n, 0)), .. words.Take(8)];

    [Fact]
    public void Read_AnyArguments_NeverThrows() =>
        Prop.ForAll(Arb.From(Line), words =>
        {
            CommandCatalog.Read(words, new CommandEffects());
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void IsPlain_AnyArguments_OnlyWhereNothingIsRead() =>
        Prop.ForAll(Arb.From(Line), words =>
        {
            if (Array.Exists(words, w => !w.IsStatic || w.Text.Length == 0))
                return true.Label("");
            string text = string.Concat(words.Select(w => w.Text));
            var ranges = new Range[words.Length];
            for (int i = 0, at = 0; i < words.Length; at += words[i++].Text.Length)
                ranges[i] = at..(at + words[i].Text.Length);
            var effects = new CommandEffects();
            CommandCatalog.Read(words, effects);
            return (!CommandCatalog.IsPlain(text, ranges) || CommandCase.Render(effects).Length == 0)
                .Label(string.Join('|', words.Select(w => w.Text)) + " does " + CommandCase.Render(effects));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    /// <summary>An unknown word must not make a command look safer than the same command with an option in its place.</summary>
    [Theory]
    [InlineData("sort")]
    [InlineData("tar xf a")]
    [InlineData("rg foo")]
    [InlineData("curl https://x.y")]
    [InlineData("wget https://x.y")]
    [InlineData("zip a b")]
    [InlineData("rsync a b")]
    [InlineData("man ls")]
    [InlineData("git diff")]
    [InlineData("git fetch")]
    [InlineData("python3")]
    [InlineData("bash")]
    [InlineData("sudo")]
    [InlineData("docker run")]
    [InlineData("sed p f")]
    [InlineData("find .")]
    public void Read_UnknownWord_IsGap(string command)
    {
        var effects = new CommandEffects();

        CommandCatalog.Read([.. command.Split(' ').Select(w => new ShellWord(w, 0)), ShellWord.Unknown(0)], effects);

        effects.Gap.Should().NotBeNull();
    }

    public static TheoryData<string, string> Floods => new()
    {
        { "cp", "-t" },
        { "cp", "a" },
        { "git", "-C" },
        { "perl", "-e" },
        { "env", "-S" },
        { "find", "-exec" },
        { "find", "{}" },
        { "xargs", "-I" },
        { "ssh", "a" },
        { "tar", "-C" },
        { "tar", "--to-c" },
        { "curl", "--o" },
        { "awk", "-e" },
        { "sed", "-e" },
        { "sed", "s/a/b/" },
        { "parallel", "{}" },
        { "bash", "-o" },
        { "sudo", "A=b" },
        { "npm", "exec" },
        { "gzip", "-S" },
        { "split", "--additional-suffix=a" },
        { "wget", "-O" },
    };

    /// <summary>A megabyte of arguments takes no more than a moment.</summary>
    [Theory]
    [MemberData(nameof(Floods))]
    public void Read_VeryManyWords_IsQuick(string command, string word)
    {
        var words = new ShellWord[1_000_000 / (word.Length + 1)];
        Array.Fill(words, new ShellWord(word, 0));
        words[0] = new ShellWord(command, 0);
        var watch = Stopwatch.StartNew();

        CommandCatalog.Read(words, new CommandEffects());

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    /// <summary>Where every operand asks for options, and every option for operands.</summary>
    [Theory]
    [InlineData("curl", "-o x", "http://a")]
    [InlineData("gzip", "-S .x", "a")]
    [InlineData("cp", "-S .{0}", "a")]
    [InlineData("sed", "-i.{0}", "a")]
    [InlineData("mv", "-t d{0}", "a")]
    [InlineData("rsync", "--suffix=.{0}", "a")]
    [InlineData("patch", "-z .{0}", "a")]
    [InlineData("git", "-c a.b={0}", "a")]
    public void Read_VeryManyOptionsAndOperands_IsQuick(string command, string option, string operand)
    {
        var words = new List<ShellWord> { new(command, 0) };
        for (int i = 0; i < 50_000; i++)
        {
            words.AddRange(option.Replace("{0}", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal).Split(' ').Select(w => new ShellWord(w, 0)));
            words.Add(new ShellWord(operand, 0));
        }
        var watch = Stopwatch.StartNew();

        CommandCatalog.Read([.. words], new CommandEffects());

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Read_ModuleOfModuleOfModule_Ends()
    {
        var words = new List<ShellWord> { new("python3", 0) };
        for (int i = 0; i < 200_000; i++)
            words.AddRange([new("-m", 0), new("pdb", 0)]);
        var effects = new CommandEffects();

        CommandCatalog.Read([.. words], effects);

        effects.Gap.Should().NotBeNull();
    }

    [Theory]
    [InlineData("awk", "((((")]
    [InlineData("awk", "\"")]
    [InlineData("awk", "system(\"x\")")]
    [InlineData("awk", "print > \"x\" ")]
    [InlineData("awk", "/[/")]
    [InlineData("sed", "s/[/")]
    [InlineData("sed", "{")]
    [InlineData("sed", "[[:")]
    [InlineData("sed", "s/[[:/x/;")]
    [InlineData("sqlite3 a", ".\n")]
    [InlineData("make", "$(")]
    public void Read_VeryLongWord_IsQuick(string command, string piece)
    {
        var words = command.Split(' ').Append(string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length))).Select(w => new ShellWord(w, 0)).ToArray();
        var watch = Stopwatch.StartNew();

        CommandCatalog.Read(words, new CommandEffects());

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
    }
}
