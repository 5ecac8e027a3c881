using System.Numerics;
using ActionGate.Scanning.Python.Syntax;
using Module = ActionGate.Scanning.Python.Syntax.Module;
using Tuple = ActionGate.Scanning.Python.Syntax.Tuple;

namespace ActionGate.Scanning.Tests.Python.Syntax;

/// <summary>What no tree of CPython's shows: bounds, places of problems, values, encodings. The grammar's tests are the corpus.</summary>
public sealed class PythonParserTests
{
    [Theory]
    [InlineData("a = (", 5)]
    [InlineData("a b", 2)]
    [InlineData("a\n  b", 4)]
    [InlineData("if a:\nb", 6)]
    [InlineData("x = 'a", 4)]
    [InlineData("x = 0b2", 4)]
    [InlineData("a\0b", 1)]
    [InlineData("f(1) = 2", 0)]
    [InlineData("x = '\\x4'", 4)]
    public void Parse_Problem_IsPlaced(string text, int at)
    {
        var parsed = PythonParser.Parse(text);

        parsed.Body.Should().BeNull();
        parsed.Problem.Should().NotBeNullOrEmpty();
        parsed.ProblemAt.Should().Be(at);
    }

    [Fact]
    public void Parse_LoneSurrogate_IsRefused()
    {
        PythonParser.Parse("x = '😀\uD800'").ProblemAt.Should().Be(7);
        PythonParser.Parse("x = '😀\uD83D\uD83D\uDE00'").ProblemAt.Should().Be(7);
        PythonParser.Parse("# \uDE00").Body.Should().BeNull();
    }

    [Theory]
    [InlineData("9223372036854775807", false)]
    [InlineData("0x7fff_ffff_ffff_ffff", false)]
    [InlineData("0o777777777777777777777", false)]
    [InlineData("9223372036854775808", true)]
    [InlineData("0x8000000000000000", true)]
    [InlineData("0o1000000000000000000000", true)]
    public void Parse_Integer_IsBigBeyond64Bits(string text, bool isBig) =>
        ValueOf(text).Value.Should().Be(isBig ? ConstantKind.BigInteger : ConstantKind.Integer);

    [Fact]
    public void Parse_BigInteger_HasItsValue() =>
        ValueOf("0o7_777777777777777777777777").BigInteger.Should().Be(BigInteger.Pow(8, 25) - 1);

    [Fact]
    public void Parse_IntegerOfTooManyDigits_IsRefused()
    {
        PythonParser.Parse(new string('9', 4300)).Body.Should().NotBeNull();
        PythonParser.Parse(new string('9', 4301)).Body.Should().BeNull();
        PythonParser.Parse("0x" + new string('f', 100_000)).Body.Should().NotBeNull();
    }

    [Fact]
    public void Parse_FloatBeyondRange_IsInfinite() => ValueOf("1e999").Float.Should().Be(double.PositiveInfinity);

    [Fact]
    public void Parse_CharacterByName_IsNotExact()
    {
        var constant = ValueOf("'a\\N{BULLET}b'");

        constant.IsInexact.Should().BeTrue();
        constant.Text.Should().Be("a\uFFFDb");
        ValueOf("r'a\\N{BULLET}b'").IsInexact.Should().BeFalse();
    }

    [Fact]
    public void Parse_LineEndInString_IsLineFeed()
    {
        ValueOf("'''a\r\nb\rc\n'''").Text.Should().Be("a\nb\nc\n");
        ValueOf("'a\\\r\nb'").Text.Should().Be("ab");
    }

    [Fact]
    public void Parse_SurrogateEscapes_StayUnits() => ValueOf("'\\ud83d\\ude00'").Text.Should().Be("😀");

    [Fact]
    public void Parse_Identifier_IsInNormalForm()
    {
        var name = (Name)((Expr)Body("ﬁ")[0]).Value;

        name.Id.Should().Be("fi");
        name.End.Should().Be(1);
    }

    [Fact]
    public void Parse_SameName_IsOneString()
    {
        var body = Body("name\nname");

        ((Name)((Expr)body[0]).Value).Id.Should().BeSameAs(((Name)((Expr)body[1]).Value).Id);
    }

    [Fact]
    public void Parse_ManyNames_KeepTheirText()
    {
        string[] names = [.. Enumerable.Range(0, 5000).Select(i => "n" + i)];

        var tuple = (Tuple)((Expr)Body(string.Join(',', names))[0]).Value;

        tuple.Elts.Cast<Name>().Select(n => n.Id).Should().Equal(names);
    }

    [Theory]
    [InlineData("a", null)]
    [InlineData("# coding: Latin-1", "latin-1")]
    [InlineData("#!x\n# vim: set fileencoding=utf-7 :\na", "utf-7")]
    [InlineData("\n#coding=cp1252\r\na", "cp1252")]
    [InlineData("\uFEFF# coding: utf-8", "utf-8")]
    [InlineData("a\n# coding: latin-1", null)]
    [InlineData("#\n#\n# coding: latin-1", null)]
    [InlineData("x = '# coding: latin-1'", null)]
    [InlineData("# coding : latin-1", null)]
    [InlineData("# coding coding: latin-1", "latin-1")]
    public void Parse_EncodingComment_IsTold(string text, string? encoding) => Parsed(text).Encoding.Should().Be(encoding);

    [Fact]
    public void Parse_ByteOrderMark_CountsInOffsets()
    {
        var body = Body("\uFEFFa");

        body[0].Start.Should().Be(1);
        PythonParser.Parse("\uFEFF\uFEFFa").Body.Should().BeNull();
    }

    [Theory]
    [InlineData(" \t1 + 2\n\n", true)]
    [InlineData("a, b", true)]
    [InlineData("(yield)", true)]
    [InlineData("a = 1", false)]
    [InlineData("*a, b", false)]
    [InlineData("a; b", false)]
    [InlineData("pass", false)]
    [InlineData("", false)]
    public void ParseExpression_Text_IsWhatEvalTakes(string text, bool isTaken) =>
        (PythonParser.ParseExpression(text).Body is { Body: [Expr] }).Should().Be(isTaken);

    [Fact]
    public void Parse_Brackets_AreBoundedAsInCPython()
    {
        PythonParser.Parse(new string('(', 200) + "a" + new string(')', 200)).Body.Should().NotBeNull();
        PythonParser.Parse(new string('(', 201) + "a" + new string(')', 201)).Body.Should().BeNull();
    }

    [Fact]
    public void Parse_Indentation_IsBoundedAsInCPython()
    {
        PythonParser.Parse(Indented(99)).Body.Should().NotBeNull();
        PythonParser.Parse(Indented(100)).Body.Should().BeNull();
    }

    [Theory]
    [InlineData("a", "+a")]
    [InlineData("a", ".a")]
    [InlineData("a", "()")]
    [InlineData("a", " if a else a")]
    [InlineData("a", "**a")]
    public void Parse_Chain_IsBoundedByTheHeightOfItsTree(string head, string link)
    {
        Parsed(head + Repeat(link, 900)).Height.Should().BeInRange(900, PythonParser.DefaultMaxDepth + 1);
        PythonParser.Parse(head + Repeat(link, 1100)).Body.Should().BeNull();
        PythonParser.Parse(head + Repeat(link, 90), maxDepth: 50).Body.Should().BeNull();
    }

    [Theory]
    [InlineData("not ")]
    [InlineData("-")]
    [InlineData("lambda: ")]
    public void Parse_Prefixes_AreBounded(string prefix)
    {
        Parsed(Repeat(prefix, 900) + "a").Height.Should().BeInRange(900, PythonParser.DefaultMaxDepth + 1);
        PythonParser.Parse(Repeat(prefix, 1100) + "a").Body.Should().BeNull();
    }

    [Fact]
    public void Parse_FlatText_IsNotBounded()
    {
        Body(Repeat("a\n", 100_000)).Should().HaveCount(100_000);
        Parsed(Repeat("a and ", 100_000) + "a").Height.Should().Be(4);
        Parsed("[" + Repeat("'a' 'b',", 100_000) + "]").Height.Should().Be(4);
        Parsed(Repeat("a < ", 100_000) + "a").Height.Should().Be(4);
    }

    [Theory]
    [MemberData(nameof(DeepTexts))]
    public void Parse_DeepTextOnASmallStack_Ends(string text)
    {
        ParsedPython parsed = default;

        var thread = new Thread(() => parsed = PythonParser.Parse(text, maxDepth: 10_000), 256 * 1024);
        thread.Start();
        thread.Join();

        parsed.Body.Should().BeNull();
        parsed.ProblemAt.Should().BeInRange(0, text.Length);
    }

    public static TheoryData<string> DeepTexts =>
    [
        Repeat("(", 100_000),
        Repeat("[", 100_000),
        Repeat("{a:", 100_000),
        Repeat("a(", 100_000),
        Repeat("a[", 100_000),
        Repeat("-", 100_000) + "a",
        Repeat("not ", 100_000) + "a",
        Repeat("lambda:", 100_000) + "a",
        Repeat("lambda a=", 100_000),
        Repeat("a**", 100_000) + "a",
        Repeat("a if b else ", 100_000) + "a",
        "a" + Repeat("+a", 100_000),
        "a" + Repeat(".a", 100_000),
        "a" + Repeat("()", 100_000),
        Repeat("f'{", 100_000),
        Repeat("f'{a:{b:", 100_000),
        "if a: b\n" + Repeat("elif a: b\n", 100_000),
        Indented(1000),
        "match a:\n case " + Repeat("(", 100_000),
        "match a:\n case " + Repeat("a(", 100_000),
        "match a:\n case a" + Repeat(".a", 100_000),
        "with " + Repeat("(", 100_000),
        "for " + Repeat("(", 100_000),
        "del " + Repeat("(", 100_000),
        Repeat("(", 190) + Repeat("-", 100_000),
    ];

    [Fact]
    public void Parse_LongLine_IsRead() => Body("x = '" + new string('a', 1_000_000) + "'").Should().ContainSingle();

    [Fact]
    public void Height_OfANode_IsThatOfItsHighestChild()
    {
        var module = Parsed("f(a, b + c * d)");

        module.Height.Should().Be(6);
        module.Body[0].Height.Should().Be(5);
        ((Call)((Expr)module.Body[0]).Value).Args[0].Height.Should().Be(1);
    }

    [Fact]
    public void Kind_OfANode_IsItsClass()
    {
        var kinds = SyntaxCorpus.Cases.Select(c => PythonParser.Parse(c.Text).Body).OfType<Module>().SelectMany(Nodes.Of).ToArray();

        kinds.Should().OnlyContain(n => n.Kind.ToString() == n.GetType().Name);
        kinds.Select(n => n.Kind).Distinct().Order().Should().Equal(Enum.GetValues<NodeKind>());
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string Indented(int levels) =>
        string.Concat(Enumerable.Range(0, levels).Select(i => new string(' ', i) + "if a:\n")) + new string(' ', levels) + "pass";

    private static Module Parsed(string text)
    {
        var parsed = PythonParser.Parse(text);
        parsed.Problem.Should().BeNull();
        return parsed.Body!;
    }

    private static PythonStatement[] Body(string text) => Parsed(text).Body;

    private static Constant ValueOf(string text) => (Constant)((Expr)Body(text)[0]).Value;
}
