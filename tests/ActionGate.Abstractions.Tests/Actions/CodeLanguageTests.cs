namespace ActionGate.Abstractions.Tests.Actions;

public sealed class CodeLanguageTests
{
    [Theory]
    [InlineData("bash", "bash")]
    [InlineData("Bash", "bash")]
    [InlineData("sh", "sh")]
    [InlineData("shell", "sh")]
    [InlineData("shellscript", "sh")]
    [InlineData("python", "python")]
    [InlineData("python3", "python")]
    [InlineData("PY", "python")]
    [InlineData("js", "javascript")]
    [InlineData("node", "javascript")]
    [InlineData("nodejs", "javascript")]
    [InlineData("ts", "typescript")]
    [InlineData("pwsh", "powershell")]
    [InlineData("ps1", "powershell")]
    [InlineData("c#", "csharp")]
    public void Canonical_KnownName_IsTheCanonicalName(string name, string expected) =>
        CodeLanguage.Canonical(name).Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData(" bash")]
    [InlineData("bash\n")]
    [InlineData("baſh")]
    [InlineData("ｂash")]
    [InlineData("perl")]
    [InlineData("pythonpythonpython")]
    public void Canonical_OtherName_IsNull(string name) => CodeLanguage.Canonical(name).Should().BeNull();

    [Theory]
    [InlineData("bash", true)]
    [InlineData("sh", true)]
    [InlineData("python", false)]
    [InlineData("powershell", false)]
    [InlineData(null, false)]
    public void IsShell_CanonicalName_HoldsForPosixShellsOnly(string? canonical, bool expected) =>
        CodeLanguage.IsShell(canonical).Should().Be(expected);

    [Theory]
    [InlineData("python", "python3")]
    [InlineData("javascript", "node")]
    [InlineData("csharp", null)]
    [InlineData("typescript", null)]
    public void Interpreter_CanonicalName_IsTheCommandThatTakesAFile(string canonical, string? expected) =>
        CodeLanguage.Interpreter(canonical).Should().Be(expected);
}
