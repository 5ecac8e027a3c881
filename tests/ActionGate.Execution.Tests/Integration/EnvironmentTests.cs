namespace ActionGate.Execution.Tests.Integration;

public sealed class EnvironmentTests : ExecutorFixture
{
    [SkippableFact]
    public async Task Execute_HostsSecret_IsNotVisible()
    {
        Needs("bash");
        Environment.SetEnvironmentVariable("ACTIONGATE_TEST_SECRET", "hunter2");

        var result = await RunAsync("bash", "cat /proc/$$/environ | tr '\\0' '\\n' | cut -d= -f1 | sort");

        result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Contain(["ACTIONGATE_RUN", "PATH"])
            .And.BeSubsetOf([.. ProcessCodeExecutorOptions.DefaultEnvironmentVariables, "ACTIONGATE_RUN"]);
    }

    [SkippableFact]
    public async Task Execute_ListedVariable_IsInheritedAndExplicitValueWins()
    {
        Needs("bash");
        Environment.SetEnvironmentVariable("ACTIONGATE_TEST_LISTED", "from the host");
        var options = Options with
        {
            EnvironmentVariables = ["PATH", "ACTIONGATE_TEST_LISTED", "ACTIONGATE_TEST_ABSENT"],
            Environment = new Dictionary<string, string> { ["LANG"] = "C", ["ACTIONGATE_RUN"] = "forged" },
        };

        var result = await RunAsync(options, new CodeBlock("echo \"$ACTIONGATE_TEST_LISTED|${ACTIONGATE_TEST_ABSENT-unset}|$LANG|${HOME-unset}|${#ACTIONGATE_RUN}\"", "bash"));

        result.Output.Should().Be("from the host|unset|C|unset|32\n");
    }

    [SkippableFact]
    public async Task Execute_VariableThatNoShellCouldRead_IsThereAllTheSame()
    {
        Needs("bash", "prlimit");
        var options = Options with { Environment = new Dictionary<string, string> { ["a.b"] = "it's \"here\"", ["PWD"] = "/stated" } };

        var result = await RunAsync(options, new CodeBlock("tr '\\0' '\\n' < /proc/$$/environ | grep -E '^(a.b|PWD)' | sort", "bash"));

        result.Output.Should().Contain("a.b=it's \"here\"\n");
    }

    [SkippableFact]
    public async Task Execute_Python_DoesNotImportFromTheWorkDirectoryUnlessTheHostSaysSo()
    {
        Needs("python3");
        CodeBlock[] blocks = [new("print('planted')\n", "python") { FileName = "colorsys.py" }, new("import colorsys", "python")];

        var safe = await RunAsync(Options, blocks);
        Directory.Delete(Work, recursive: true);
        var open = await RunAsync(Options with { Environment = new Dictionary<string, string> { ["PYTHONSAFEPATH"] = "" } }, blocks);

        open.Output.Should().Be("planted\nplanted\n");
        Skip.If(safe.Output == open.Output, "this python3 is older than 3.11");
        safe.Output.Should().Be("planted\n");
    }

    [SkippableFact]
    public async Task Execute_WorkDirectoryAbsent_IsMadeForItsOwnerAlone()
    {
        Needs("bash");

        var result = await RunAsync("bash", "pwd; stat -c %a . \"$0\"");

        result.Output.Should().Be($"{Work}\n700\n400\n");
    }
}
