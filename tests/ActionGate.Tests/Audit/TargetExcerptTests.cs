using ActionGate.Audit.Records;


namespace ActionGate.Tests.Audit;

public sealed class TargetExcerptTests
{
    [Theory]
    [InlineData("https://example.com/a@b?c@d", "https://example.com/a@b?c@d")]
    [InlineData("https://user:pw@example.com/", "https://example.com/")]
    [InlineData("https://user@pw@example.com", "https://example.com")]
    [InlineData("user:pw@example.com:80/a@b", "example.com:80/a@b")]
    [InlineData("example.com", "example.com")]
    [InlineData("example.com/x@y", "example.com/x@y")]
    [InlineData("//user:pw@h", "//h")]
    [InlineData("http:/user:pw@h", "http:/h")]
    [InlineData("http:user:pw@h", "h")]
    [InlineData("http:\\\\user:pw@h/x", "http:\\\\h/x")]
    [InlineData("https://us\\er:pw@h", "https://h")]
    [InlineData(" https://user:pw@h", " https://h")]
    [InlineData("https:\t/\n/user:pw@h", "https:\t/\n/h")]
    [InlineData("https://user:pw@", "https://")]
    [InlineData("https://", "https://")]
    [InlineData("@", "")]
    [InlineData("", "")]
    [InlineData("https://user:pw?@h", "https://user:pw?@h")]
    public void Of_NetworkTarget_LeavesUserInfoOut(string target, string expected)
    {
        var excerpt = TargetExcerpt.Of(ActionKind.Network, target);

        string.Concat(excerpt.First, excerpt.Second).Should().Be(expected);
        excerpt.IsWhole.Should().Be(target == expected);
        TargetExcerpt.IsSecret(ActionKind.Network, target).Should().Be(target != expected);
    }

    [Fact]
    public void Of_LongUserInfo_KeepsWhatFollowsIt()
    {
        var excerpt = TargetExcerpt.Of(ActionKind.Network, $"https://{new string('p', 1000)}@example.com/{new string('x', 1000)}");

        excerpt.First.ToString().Should().Be("https://");
        excerpt.Second.ToString().Should().StartWith("example.com/xx").And.HaveLength(248);
    }

    [Fact]
    public void Of_OtherKinds_KeepsTheText()
    {
        var excerpt = TargetExcerpt.Of(ActionKind.ShellExec, "curl https://a@b");
        excerpt.First.ToString().Should().Be("curl https://a@b");
        excerpt.IsWhole.Should().BeTrue();
    }

    [Fact]
    public void IsSecret_NothingToHide_IsFalse()
    {
        TargetExcerpt.IsSecret(ActionKind.DynamicCode, null).Should().BeFalse();
        TargetExcerpt.IsSecret(ActionKind.DynamicCode, "x").Should().BeTrue();
        TargetExcerpt.IsSecret(ActionKind.CodeExecution, "python").Should().BeFalse();
        TargetExcerpt.IsSecret(ActionKind.ShellExec, "user:pw@host").Should().BeFalse();
    }
}
