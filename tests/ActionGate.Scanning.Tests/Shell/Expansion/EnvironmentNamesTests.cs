using ActionGate.Scanning.Shell.Expansion;

namespace ActionGate.Scanning.Tests.Shell.Expansion;

public sealed class EnvironmentNamesTests
{
    [Theory]
    [InlineData("PATH")]
    [InlineData("LD_PRELOAD")]
    [InlineData("GIT_SSH_COMMAND")]
    [InlineData("PYTHONPATH")]
    [InlineData("npm_config_registry")]
    [InlineData("https_proxy")]
    [InlineData("HTTPS_PROXY")]
    [InlineData("BASH_FUNC_ls%%")]
    public void AreRead_NameThatProgramsRead_IsRead(string name)
    {
        EnvironmentNames.AreRead(name).Should().BeTrue();
        EnvironmentNames.AreHarmless(name).Should().BeFalse();
    }

    [Theory]
    [InlineData("LANG")]
    [InlineData("LC_ALL")]
    [InlineData("NODE_ENV")]
    [InlineData("PYTHONUNBUFFERED")]
    [InlineData("NO_COLOR")]
    public void AreHarmless_NameThatChangesHowThingsShow_IsHarmlessAndFree(string name)
    {
        EnvironmentNames.AreHarmless(name).Should().BeTrue();
        EnvironmentNames.AreRead(name).Should().BeFalse();
    }

    [Theory]
    [InlineData("foo")]
    [InlineData("path")]
    [InlineData("TMP")]
    [InlineData("GOAL")]
    public void AreRead_NameOfTheTextsOwn_IsNeither(string name)
    {
        EnvironmentNames.AreRead(name).Should().BeFalse();
        EnvironmentNames.AreHarmless(name).Should().BeFalse();
    }
}
