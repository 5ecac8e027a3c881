using ActionGate.Scanning.Shell.Commands;

namespace ActionGate.Scanning.Tests.Shell.Commands;

public sealed class GapTests
{
    [Theory]
    [InlineData("git difftool x", "'git difftool' may run")]
    [InlineData("git -C d log --ext-diff", "'git log' may run")]
    [InlineData("/usr/bin/dash -Z x", "'dash' may do")]
    [InlineData("git config edit", "'git config edit' may run")]
    [InlineData("python3 -m IPython --unheard", "'python -m IPython' may")]
    public void Read_Gap_NamesTheCommandAsItIsWritten(string text, string expected)
    {
        var effects = new CommandEffects();

        CommandCatalog.Read(CommandCase.WordsOf(text), effects);

        effects.Gap.Should().StartWith(expected);
    }
}
