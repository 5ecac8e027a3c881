using ActionGate.Audit.Records;


namespace ActionGate.Tests.Audit;

public sealed class TargetExcerptTests
{
    [Theory]
    [InlineData("https://example.com/a@b?c@d", "https://example.com/a@b?c@d")]
    [InlineData("https://user:pw@example.com/", "https://[redacted]@example.com/")]
    [InlineData("https://user@pw@example.com", "https://[redacted]@example.com")]
    [InlineData("user:pw@example.com:80/a@b", "[redacted]@example.com:80/a@b")]
    [InlineData("example.com", "example.com")]
    [InlineData("example.com/x@y", "example.com/x@y")]
    [InlineData("//user:pw@h", "//[redacted]@h")]
    [InlineData("http:/user:pw@h", "http:/[redacted]@h")]
    [InlineData("http:user:pw@h", "[redacted]@h")]
    [InlineData("http:\\\\user:pw@h/x", "http:\\\\[redacted]@h/x")]
    [InlineData("https://us\\er:pw@h", "https://[redacted]@h")]
    [InlineData(" https://user:pw@h", " https://[redacted]@h")]
    [InlineData("https:\t/\n/user:pw@h", "https:\t/\n/[redacted]@h")]
    [InlineData("https://user:pw@", "https://[redacted]@")]
    [InlineData("https://", "https://")]
    [InlineData("@", "[redacted]@")]
    [InlineData("", "")]
    [InlineData("https://user:pw?@h", "https://user:pw?@h")]
    public void Of_NetworkTarget_LeavesUserInfoOut(string target, string expected)
    {
        var excerpt = TargetExcerpt.Of(ActionKind.Network, target, redacts: false);

        excerpt.Text.ToString().Should().Be(expected);
        excerpt.IsWhole.Should().Be(target == expected);
        TargetExcerpt.IsSecret(ActionKind.Network, target).Should().Be(target != expected);
    }

    [Fact]
    public void Of_LongUserInfo_KeepsWhatFollowsIt()
    {
        var excerpt = TargetExcerpt.Of(ActionKind.Network, $"https://{new string('p', 1000)}@example.com/{new string('x', 1000)}", redacts: true);

        excerpt.Text.ToString().Should().StartWith("https://[redacted]@example.com/xx").And.HaveLength(256);
    }

    [Fact]
    public void Of_OtherKinds_KeepsTheTextWithoutSecrets()
    {
        var excerpt = TargetExcerpt.Of(ActionKind.ShellExec, "curl https://a:b@c", redacts: false);
        excerpt.Text.ToString().Should().Be("curl https://a:b@c");
        (excerpt.IsWhole, excerpt.HasSecrets).Should().Be((true, false));

        excerpt = TargetExcerpt.Of(ActionKind.ShellExec, "curl https://a:b@c", redacts: true);
        excerpt.Text.ToString().Should().Be("curl https://[redacted]@c");
        (excerpt.IsWhole, excerpt.HasSecrets).Should().Be((false, true));
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
