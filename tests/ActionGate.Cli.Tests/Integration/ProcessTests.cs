using System.Diagnostics;

namespace ActionGate.Cli.Tests.Integration;

/// <summary>The built tool as a process of its own, with real pipes.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static string Tool => typeof(Application).Assembly.Location;

    [Fact]
    public async Task Eval_DriverThatWaitsForEachAnswer_GetsItAtOnce()
    {
        using var run = Start("eval", "--policy", Repository.PolicyPath("autogen-coder.yaml"), "--agent", "autogen-coder", "--jsonl");
        var tool = run.Process;
        using var deadline = new CancellationTokenSource(Deadline);

        await tool.StandardInput.WriteAsync("{\"id\":1,\"actionType\":\"shell_exec\",\"target\":\"python3 x.py\"}\n");
        await tool.StandardInput.FlushAsync(deadline.Token);
        string? first = await tool.StandardOutput.ReadLineAsync(deadline.Token);
        await tool.StandardInput.WriteAsync("{\"id\":2,\"actionType\":\"shell_exec\",\"target\":\"rm é\"}");
        tool.StandardInput.Close();
        string? second = await tool.StandardOutput.ReadLineAsync(deadline.Token);
        await tool.WaitForExitAsync(deadline.Token);

        first.Should().StartWith("{\"id\":1,").And.Contain("\"decision\":\"ALLOW\"");
        second.Should().StartWith("{\"id\":2,\"actionType\":\"shell_exec\",\"target\":\"rm é\"").And.Contain("\"decision\":\"DENY\"");
        (await tool.StandardError.ReadToEndAsync(deadline.Token)).Should().BeEmpty();
        tool.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Eval_ReaderThatGoesAway_EndsQuietly()
    {
        using var run = Start("scan", "--language", "bash", "--jsonl");
        var tool = run.Process;
        using var deadline = new CancellationTokenSource(Deadline);

        await tool.StandardInput.WriteAsync("{\"code\":\"ls\"}\n");
        await tool.StandardInput.FlushAsync(deadline.Token);
        await tool.StandardOutput.ReadLineAsync(deadline.Token);
        tool.StandardOutput.Close();
        // The tool finds out when it next answers, long before an endless input ends.
        try
        {
            while (!tool.HasExited)
            {
                deadline.Token.ThrowIfCancellationRequested();
                await tool.StandardInput.WriteAsync("{\"code\":\"ls\"}\n");
                await tool.StandardInput.FlushAsync(deadline.Token);
            }
        }
        catch (IOException)
        {
        }
        await tool.WaitForExitAsync(deadline.Token);

        tool.ExitCode.Should().Be(2);
        (await tool.StandardError.ReadToEndAsync(deadline.Token)).Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("--jsonl <&-", "standard input is closed")]
    [InlineData("file_read - <&-", "standard input is closed")]
    [InlineData("--jsonl >&-", "")]
    [InlineData("file_read $'ok/l\\xff'", "argument 5: expected UTF-8")]
    public async Task Eval_WhatIsClosedOrNoUtf8_ExitsWith2AndWaitsForNothing(string rest, string error)
    {
        Skip.IfNot(File.Exists("/bin/bash"), "needs bash");
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec dotnet exec \"$0\" eval --policy \"$1\" {rest}");
        start.ArgumentList.Add(Tool);
        start.ArgumentList.Add(Repository.PolicyPath("autogen-coder.yaml"));
        using var run = new Run(Process.Start(start)!);
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await run.Process.StandardInput.WriteAsync("{\"id\":1}\n");
            run.Process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Whoever does not read is gone before everything was written.
        }

        string told = await run.Process.StandardError.ReadToEndAsync(deadline.Token);
        await run.Process.WaitForExitAsync(deadline.Token);

        run.Process.ExitCode.Should().Be(2);
        (error.Length == 0 ? told.Length == 0 : told.Contains(error, StringComparison.Ordinal)).Should().BeTrue(told);
    }

    [SkippableFact]
    public async Task Check_LinkNamedByARelativePath_IsThePolicyBehindIt()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs symbolic links");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "p"));
        File.WriteAllText(Path.Combine(folder.Path, "p", "real.yaml"), "version: 1\nrules: []\n");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "link.yaml"), "p/real.yaml");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = folder.Path };
        foreach (string argument in new[] { "exec", Tool, "check", "link.yaml" })
            start.ArgumentList.Add(argument);
        using var run = new Run(Process.Start(start)!);
        using var deadline = new CancellationTokenSource(Deadline);

        (await run.Process.StandardOutput.ReadToEndAsync(deadline.Token)).Should().Be("link.yaml: ok\n");
    }

    [Fact]
    public async Task Check_ErrorsOfUsage_GoToStandardErrorAlone()
    {
        using var run = Start("check");
        var tool = run.Process;
        using var deadline = new CancellationTokenSource(Deadline);
        tool.StandardInput.Close();

        string output = await tool.StandardOutput.ReadToEndAsync(deadline.Token);
        string error = await tool.StandardError.ReadToEndAsync(deadline.Token);
        await tool.WaitForExitAsync(deadline.Token);

        output.Should().BeEmpty();
        error.Should().Contain("Try 'actiongate check --help'.");
        tool.ExitCode.Should().Be(2);
    }

    private static Run Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Tool);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return new Run(Process.Start(start)!);
    }

    /// <summary>Ends the process with the test, also where the test failed.</summary>
    private sealed class Run(Process process) : IDisposable
    {
        internal Process Process => process;

        public void Dispose()
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }
    }
}
