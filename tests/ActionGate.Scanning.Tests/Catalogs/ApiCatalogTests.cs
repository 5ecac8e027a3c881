using ActionGate.Scanning.Catalogs;

namespace ActionGate.Scanning.Tests.Catalogs;

public sealed class ApiCatalogTests
{
    private static readonly ApiCatalog Small = ApiCatalog.Read(
        "# a comment\n\na.* none?\na.T.* none -> a.T\na.T.save~ write 0:path=x\na.b = a.T\na.f none; write 0\nc.* none\n");

    [Fact]
    public void TryFind_MemberWithoutLine_IsToldByItsName()
    {
        Small.TryFind("a.mean", out var harmless).Should().BeTrue();
        harmless!.Effects.Should().BeEmpty();
        Small.TryFind("a.deep.read_all", out var acting).Should().BeTrue();
        acting!.Effects.Should().ContainSingle().Which.Verb.Should().Be("unlisted");
        Small.TryFind("a.T.read_all", out var typed).Should().BeTrue("a nearer line says that all members are harmless");
        typed!.Effects.Should().BeEmpty();
        Small.TryFind("d.x", out _).Should().BeFalse();
    }

    [Fact]
    public void Resolve_OtherName_IsTheOneOfTheLine()
    {
        Small.Resolve("a.b.save").Should().Be("a.T.save");
        Small.ResolveMember("a.b", "save").Should().Be("a.T.save");
        Small.ResolveMember("a", new string('x', 300)).Should().Be("a." + new string('x', 300));
        Small.TryFindDistinct("save", out string? name).Should().BeTrue();
        name.Should().Be("a.T.save");
    }

    [Fact]
    public void IsActing_NamesAroundAnActingLine_Are()
    {
        Small.IsActing("a").Should().BeTrue();
        Small.IsActing("a.T").Should().BeTrue();
        Small.IsActing("a.f").Should().BeTrue("one of its effects acts");
        Small.IsActing("c").Should().BeFalse();
        Small.HasMembers("c").Should().BeTrue();
        Small.Knows("c.x").Should().BeFalse();
    }

    [Fact]
    public void ResolveMember_KnownName_AllocatesNothing()
    {
        LookUp();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            LookUp();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        static void LookUp()
        {
            Small.ResolveMember("a.T", "save");
            Small.TryFind("a.T.save", out _);
            Small.TryFind("a.T.mean", out _);
        }
    }

    [Theory]
    [InlineData("a\n", "line 1: expected a name and what it does")]
    [InlineData("a none\na none\n", "line 2: 'a' has a line already")]
    public void Read_BadText_NamesTheLine(string text, string problem)
    {
        var read = () => ApiCatalog.Read(text);

        read.Should().Throw<FormatException>().WithMessage(problem);
    }

    [Theory]
    [InlineData("open_memmap")]
    [InlineData("loadmat")]
    [InlineData("ExcelReader")]
    [InlineData("overloaded")]
    [InlineData("frobnicateTheOtherWay2")]
    [InlineData("is_file")]
    [InlineData("x")]
    public void MayAct_AnyName_AllocatesNothing(string name)
    {
        ActingNames.MayAct(name);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            ActingNames.MayAct(name);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Theory]
    [InlineData("math.sin")]
    [InlineData("acme.Thing.frobnicate")]
    [InlineData("acme.nothing.else")]
    public void TryFind_AnyName_AllocatesNothing(string name)
    {
        var catalog = ApiCatalog.Read("math.* none?\nacme.Thing.* none?\nmath.open none\n");
        catalog.TryFind(name, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            catalog.TryFind(name, out _);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }
}
