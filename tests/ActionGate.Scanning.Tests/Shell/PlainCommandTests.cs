using ActionGate.Scanning.Shell;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Scanning.Tests.Shell;

public sealed class PlainCommandTests
{
    [Theory]
    [InlineData("ls", "ls")]
    [InlineData("ls -l /etc", "ls|-l|/etc")]
    [InlineData("  ls \t -l  ", "ls|-l")]
    [InlineData("\nls\n\n", "ls")]
    [InlineData("git commit -m x --author=a@b.example", "git|commit|-m|x|--author=a@b.example")]
    [InlineData("dd if=/a of=/b", "dd|if=/a|of=/b")]
    [InlineData("cp a#b c~d e~ f=g", "cp|a#b|c~d|e~|f=g")]
    [InlineData("date +%Y-%m-%d", "date|+%Y-%m-%d")]
    [InlineData("cat né/日本/😀.txt", "cat|né/日本/😀.txt")]
    [InlineData("foo %1", "foo|%1")]
    [InlineData("a:b c,d e+f", "a:b|c,d|e+f")]
    [InlineData("./x ../y /z", "./x|../y|/z")]
    [InlineData("echo if then done", "echo|if|then|done")]
    [InlineData("curl https://h.example/a%20b#c", "curl|https://h.example/a%20b#c")]
    [InlineData("x - -- ---", "x|-|--|---")]
    [InlineData("git commit -m 'a b' \"c  d\"", "git|commit|-m|a b|c  d")]
    [InlineData("a '' \"\" 'b\"c' \"d'e\"", "a|||b\"c|d'e")]
    [InlineData("a '*' '~' '$x' '`' \"!\" '\\'\t", "a|*|~|$x|`|!|\\")]
    [InlineData("a '日本'", "a|日本")]
    public void Read_PlainCommand_GivesItsWords(string text, string words) => PlainWords.Of(text, out _).Should().Equal(words.Split('|'));

    [Theory]
    // more than one command
    [InlineData("a; b")]
    [InlineData("a;")]
    [InlineData("a && b")]
    [InlineData("a || b")]
    [InlineData("a | b")]
    [InlineData("a |& b")]
    [InlineData("a &")]
    [InlineData("a\nb")]
    [InlineData("a\n\n b")]
    [InlineData("a\\\nb")]
    [InlineData("(a)")]
    [InlineData("{ a; }")]
    [InlineData("{ a")]
    [InlineData("a() b")]
    // redirections
    [InlineData("a > b")]
    [InlineData("a>b")]
    [InlineData("a < b")]
    [InlineData("a 2>&1")]
    [InlineData("a <<E")]
    [InlineData("a <<<b")]
    [InlineData(">b")]
    // substitution and expansion
    [InlineData("a $b")]
    [InlineData("a ${b}")]
    [InlineData("a $(b)")]
    [InlineData("a `b`")]
    [InlineData("a <(b)")]
    [InlineData("a >(b)")]
    [InlineData("a $((1))")]
    [InlineData("a $'b'")]
    [InlineData("a $\"b\"")]
    [InlineData("a {b,c}")]
    [InlineData("a {1..3}")]
    [InlineData("a b{c")]
    [InlineData("a *")]
    [InlineData("a b?")]
    [InlineData("a [b]")]
    [InlineData("a b]")]
    [InlineData("a +(b)")]
    [InlineData("a !(b)")]
    [InlineData("a ~")]
    [InlineData("a ~/b")]
    [InlineData("a ~root/b")]
    [InlineData("a ~+")]
    [InlineData("a b=~/c")]
    [InlineData("a b:~/c")]
    [InlineData("a --b=~")]
    [InlineData("~/a")]
    [InlineData("a =b")]
    [InlineData("=a b")]
    // quotes
    [InlineData("'a' b")]
    [InlineData("\"a\" b")]
    [InlineData("a\\ b")]
    [InlineData("a 'b")]
    [InlineData("a \"b")]
    [InlineData("a 'b'c")]
    [InlineData("a 'b''c'")]
    [InlineData("a b'c'")]
    [InlineData("a 'b';")]
    [InlineData("a \"$b\"")]
    [InlineData("a \"`b`\"")]
    [InlineData("a \"b\\\"")]
    [InlineData("a 'b\nc'")]
    [InlineData("a 'b\tc'")]
    [InlineData("a 'b\u200bc'")]
    [InlineData("a () 'b'")]
    [InlineData("\\a")]
    [InlineData("r''m x")]
    // assignments
    [InlineData("A=b c")]
    [InlineData("A=b")]
    [InlineData("A+=b c")]
    [InlineData("a[0]=b c")]
    [InlineData("PATH=/tmp ls")]
    [InlineData("./a=b")]
    // reserved words, and zsh's
    [InlineData("if a")]
    [InlineData("then a")]
    [InlineData("while a")]
    [InlineData("until a")]
    [InlineData("for a in b")]
    [InlineData("case a in b")]
    [InlineData("select a")]
    [InlineData("function a")]
    [InlineData("time a")]
    [InlineData("coproc a")]
    [InlineData("! a")]
    [InlineData("!a")]
    [InlineData("[[ a ]]")]
    [InlineData("[ a ]")]
    [InlineData("done")]
    [InlineData("esac")]
    [InlineData("in")]
    [InlineData("repeat 3 a")]
    [InlineData("foreach a")]
    [InlineData("noglob a")]
    [InlineData("nocorrect a")]
    [InlineData("- a")]
    // history, jobs, aliases
    [InlineData("!!")]
    [InlineData("a !!")]
    [InlineData("a !$")]
    [InlineData("^a^b")]
    [InlineData("%1")]
    [InlineData("%%")]
    // comments
    [InlineData("# a")]
    [InlineData("#a")]
    [InlineData("a # b")]
    [InlineData("a #b")]
    // what a person does not see
    [InlineData("a\rb")]
    [InlineData("a\r")]
    [InlineData("a b\r\n")]
    [InlineData("a\0b")]
    [InlineData("a\u0001")]
    [InlineData("a\u000Bb")]
    [InlineData("a\u000Cb")]
    [InlineData("a\u001B[2K")]
    [InlineData("a\u007F")]
    [InlineData("a\u0085b")]
    [InlineData("a\u00A0b")]
    [InlineData("a\u00ADb")]
    [InlineData("a\u034Fb")]
    [InlineData("a\u115Fb")]
    [InlineData("a\u1680b")]
    [InlineData("a\u180Eb")]
    [InlineData("a\u2003b")]
    [InlineData("a\u200Bb")]
    [InlineData("a\u200Db")]
    [InlineData("a\u200Eb")]
    [InlineData("a\u2028b")]
    [InlineData("a\u2029b")]
    [InlineData("a\u202Eb")]
    [InlineData("a\u2060b")]
    [InlineData("a\u2066b")]
    [InlineData("a\u2800b")]
    [InlineData("a\u3000b")]
    [InlineData("a\u3164b")]
    [InlineData("a\uE000b")]
    [InlineData("a\uFE0Fb")]
    [InlineData("a\uFEFFb")]
    [InlineData("\uFEFFa")]
    [InlineData("a\uFFA0b")]
    [InlineData("a\uFFFEb")]
    [InlineData("a\U000E0041b")]
    [InlineData("a\U000E0100b")]
    // full-width
    [InlineData("ｌｓ")]
    [InlineData("a ；b")]
    [InlineData("a＆b")]
    [InlineData("a ＄b")]
    // nothing
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\n\t \n")]
    public void Read_Trap_IsRefusedWithAReason(string text)
    {
        PlainWords.Of(text, out string? problem).Should().BeNull();

        problem.Should().NotBeNullOrEmpty().And.NotEndWith(".");
    }

    [Fact]
    public void Read_LoneSurrogates_AreRefused()
    {
        foreach (string text in new[] { "a\uD800", "\uDC00a", "a \uD800 b", "a\uDC00\uD800" })
            PlainWords.Of(text, out _).Should().BeNull();
    }

    [Fact]
    public void Read_MostWordsAndOneMore_IsReadAndRefused()
    {
        string most = string.Join(' ', Enumerable.Repeat("a", PlainCommand.MaxWords));

        PlainWords.Of(most, out _).Should().HaveCount(PlainCommand.MaxWords);
        PlainWords.Of(most + " a", out string? problem).Should().BeNull();
        problem.Should().Be("it has too many words");
    }

    [Fact]
    public void Read_OneMebibyteOfBlanksOrLetters_Ends()
    {
        PlainWords.Of(new string(' ', 1 << 20), out _).Should().BeNull();
        PlainWords.Of("a" + new string(' ', 1 << 20) + "b", out _).Should().Equal("a", "b");
        PlainWords.Of(new string('a', 1 << 20), out _).Should().HaveCount(1);
    }

    [Fact]
    public void Read_EveryAsciiCharacter_IsPlainOrRefusedByTheList()
    {
        const string plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:,+@%=~#";
        for (char c = '\u0001'; c < '\u0080'; c++)
        {
            bool isBlank = c is ' ' or '\t';
            (PlainWords.Of($"x a{c}b", out _) is not null).Should().Be(isBlank || plain.Contains(c, StringComparison.Ordinal), "U+{0:X4}", (int)c);
        }
    }

    [Fact]
    public void Read_AnyText_GivesWordsOfTheTextOrAReason() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll<string?>(text =>
        {
            text ??= "";
            string[]? words = PlainWords.Of(text, out string? problem);
            // Lines of comment around the command are no part of it.
            var lines = text.Split('\n').Where(l => !l.TrimStart(' ', '\t').StartsWith('#'));
            string said = string.Join(' ', lines.SelectMany(l => l.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)));
            return words is null ? problem is { Length: > 0 } : words.Length > 0 && string.Join(' ', words) == said;
        }));
}
