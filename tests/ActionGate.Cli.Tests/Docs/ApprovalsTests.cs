using System.Diagnostics;

namespace ActionGate.Cli.Tests.Docs;

/// <summary>docs/approvals.md: the Python function there, as somebody would copy it.</summary>
public sealed class ApprovalsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [SkippableFact]
    public async Task AutoGenFunction_AsDocumented_GetsTheAnswers()
    {
        if (OperatingSystem.IsWindows() || !Runs("python3", "--version"))
        {
            Skip.If(true, "needs python3 and sh");
            return;
        }
        string page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "approvals.md"));
        int start = page.IndexOf("```python\n", StringComparison.Ordinal) + "```python\n".Length;
        string function = page[start..page.IndexOf("\n```", start, StringComparison.Ordinal)];
        _folder.File("policy.yaml", "version: 1\nrules:\n  - { id: a, action: code_execution, target: bash, decision: allow }\n  - { id: b, action: shell_exec, target: 'ls *', decision: allow }\n");
        string tool = _folder.File("actiongate", $"#!/bin/sh\nexec dotnet '{typeof(Application).Assembly.Location}' \"$@\"\n");
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _folder.File("ask.py", $$"""
            import dataclasses

            @dataclasses.dataclass
            class ApprovalResponse:
                approved: bool
                reason: str

            @dataclasses.dataclass
            class ApprovalRequest:
                code: str
                context: list

            {{function}}

            for code in ["ls -l", "rm -rf x"]:
                print(asyncio.run(approve(ApprovalRequest("```bash\n" + code + "\n```", []))))
            """);

        string output = Output("python3", "ask.py");

        output.Should().StartWith("ApprovalResponse(approved=True, ").And.Contain("\nApprovalResponse(approved=False, ");
        (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "audit", Directory.EnumerateFiles(Path.Combine(_folder.Path, "audit"), "*.jsonl").Select(f => Path.GetFileName(f)!).Order().First()))).Should().Contain("code_execution");
    }

    public void Dispose() => _folder.Dispose();

    private static bool Runs(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, argument) { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private string Output(string program, string argument)
    {
        var start = new ProcessStartInfo(program, argument) { RedirectStandardOutput = true, WorkingDirectory = _folder.Path };
        start.Environment["PATH"] = $"{_folder.Path}:{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
