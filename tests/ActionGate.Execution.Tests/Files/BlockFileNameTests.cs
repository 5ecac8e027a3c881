using ActionGate.Files;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Execution.Tests.Files;

public sealed class BlockFileNameTests
{
    [Theory]
    [InlineData("main.py")]
    [InlineData("src/main.py")]
    [InlineData("a b.txt")]
    [InlineData("Makefile")]
    public void WhatIsWrongWith_PlainRelativeName_Nothing(string name) => BlockFileName.WhatIsWrongWith(name).Should().BeNull();

    [Theory]
    [InlineData("")]
    [InlineData("/etc/crontab")]
    [InlineData("../x.py")]
    [InlineData("a/../../x.py")]
    [InlineData("./x.py")]
    [InlineData(".bashrc")]
    [InlineData("a/.git/config")]
    [InlineData("a//b.py")]
    [InlineData("a/")]
    [InlineData("-rf")]
    [InlineData("a\\b.py")]
    [InlineData("C:x.py")]
    [InlineData("x.py\n")]
    [InlineData("x\0.py")]
    [InlineData("x.py.")]
    [InlineData("x.py ")]
    [InlineData("tmp_code_x.py")]
    public void WhatIsWrongWith_OtherName_SaysWhy(string name) => BlockFileName.WhatIsWrongWith(name).Should().NotBeNullOrEmpty();

    [Fact] // not a case above: xunit hands a lone surrogate over as U+FFFD
    public void WhatIsWrongWith_LoneSurrogate_SaysWhy() => BlockFileName.WhatIsWrongWith("x\ud800.py").Should().NotBeNull();

    [Fact]
    public void WhatIsWrongWith_VeryLongName_SaysWhyInShort() => BlockFileName.WhatIsWrongWith(new string('a', 1_000_000)).Should().Be("expected a file name of 1 to 255 characters, found 1000000");

    [Fact]
    public void WhatIsWrongWith_AnyNameThatPasses_StaysInsideTheFolder() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(s => s is not null), name =>
            BlockFileName.WhatIsWrongWith(name) is not null
            || Path.GetFullPath(name, "/w").StartsWith("/w/", StringComparison.Ordinal)).QuickCheckThrowOnFailure();
}
