namespace ActionGate.Execution.Tests;

public sealed class ProcessCodeExecutorOptionsTests
{
    private static ProcessCodeExecutorOptions Valid => new() { WorkDirectory = Path.Combine(Path.GetTempPath(), "never-made") };

    [Fact]
    public void Constructor_ValidOptions_TouchesNoDisk()
    {
        _ = new ProcessCodeExecutor(Valid);

        Directory.Exists(Valid.WorkDirectory).Should().BeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("work")]
    [InlineData("./work")]
    [InlineData("/wo\0rk")]
    [InlineData(null)]
    public void Constructor_WorkDirectoryNotAbsolute_Throws(string? directory) =>
        Making(Valid with { WorkDirectory = directory! }).Should().Throw<ArgumentException>().WithMessage("WorkDirectory: expected an absolute path*");

    [Fact]
    public void Constructor_LimitOutOfRange_Throws()
    {
        Making(Valid with { Timeout = TimeSpan.Zero }).Should().Throw<ArgumentOutOfRangeException>();
        Making(Valid with { Timeout = TimeSpan.FromMilliseconds(-1) }).Should().Throw<ArgumentOutOfRangeException>();
        Making(Valid with { Timeout = TimeSpan.MaxValue }).Should().Throw<ArgumentOutOfRangeException>();
        Making(Valid with { MaxOutputBytes = 0 }).Should().Throw<ArgumentOutOfRangeException>();
        Making(Valid with { MaxOutputBytes = long.MaxValue }).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("A=B")]
    [InlineData("A\0")]
    public void Constructor_ImpossibleVariableName_Throws(string name)
    {
        Making(Valid with { EnvironmentVariables = [name] }).Should().Throw<ArgumentException>();
        Making(Valid with { Environment = new Dictionary<string, string> { [name] = "x" } }).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Constructor_UnknownOrDoubledLanguage_Throws()
    {
        var bash = new CodeInterpreter("bash");

        Making(Valid with { Interpreters = new Dictionary<string, CodeInterpreter> { ["cobol"] = bash } }).Should().Throw<ArgumentException>();
        Making(Valid with { Interpreters = new Dictionary<string, CodeInterpreter> { ["py"] = bash, ["python"] = bash } }).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Interpreter_RelativePathOrNul_Throws()
    {
        Action relative = () => _ = new CodeInterpreter("bin/python3");
        Action empty = () => _ = new CodeInterpreter("");
        Action nul = () => _ = new CodeInterpreter("bash", "-\0");

        relative.Should().Throw<ArgumentException>();
        empty.Should().Throw<ArgumentException>();
        nul.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void DefaultEnvironmentVariables_HoldNothingThatCarriesSecretsOrStartsCode() =>
        ProcessCodeExecutorOptions.DefaultEnvironmentVariables.Should().NotContainMatch("*TOKEN*").And.NotContainMatch("*KEY*")
            .And.NotContainMatch("*PROXY*").And.NotContainMatch("LD_*").And.NotContain(["BASH_ENV", "ENV", "PYTHONPATH", "NODE_OPTIONS"]);

    private static Action Making(ProcessCodeExecutorOptions options) => () => _ = new ProcessCodeExecutor(options);
}
