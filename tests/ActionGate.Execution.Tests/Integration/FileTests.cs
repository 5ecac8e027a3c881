using System.Security.Cryptography;
using System.Text;
using ActionGate.Files;

namespace ActionGate.Execution.Tests.Integration;

public sealed class FileTests : ExecutorFixture
{
    [SkippableFact]
    public async Task Execute_UnnamedBlock_FileIsNamedAfterItsHashAndRemoved()
    {
        Needs("bash");
        const string Code = "echo \"$0\"";

        var result = await RunAsync("bash", Code);

        result.Output.Should().Be($"{Work}/tmp_code_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Code)))}.sh\n");
        Directory.GetFileSystemEntries(Work).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Execute_NamedBlock_FileStaysAndMayBeWrittenAgain()
    {
        Needs("bash");
        var executor = new ProcessCodeExecutor(Options);

        await RunAsync(executor, new CodeExecution([new CodeBlock("# filename: sub/dir/a.sh\necho 1", "bash")]));
        var second = await RunAsync(executor, new CodeExecution([new CodeBlock("# filename: sub/dir/a.sh\necho 2", "bash")]));

        second.Output.Should().Be("2\n");
        File.ReadAllText(Path.Combine(Work, "sub/dir/a.sh")).Should().Be("# filename: sub/dir/a.sh\necho 2");
    }

    [SkippableTheory]
    [InlineData("../a.sh")]
    [InlineData("/tmp/a.sh")]
    [InlineData(".bashrc")]
    public async Task Execute_NameThatIsNotPlain_NothingRuns(string name)
    {
        Needs("bash");

        var result = await RunAsync(Options, new CodeBlock("touch ran", "bash"), new CodeBlock("echo x", "bash") { FileName = name });

        result.ExitCode.Should().Be(1);
        result.Output.Should().StartWith("block 2 of 2 cannot run, so nothing ran:");
        Directory.Exists(Work).Should().BeFalse();
    }

    [SkippableFact]
    public async Task Execute_NameOfSomebodyElsesFile_IsRefused()
    {
        Needs("bash");
        Directory.CreateDirectory(Work);
        string file = Path.Combine(Work, "a.sh");
        await File.WriteAllTextAsync(file, "precious");

        var result = await RunAsync(Options, new CodeBlock("echo x", "bash") { FileName = "a.sh" });

        result.Should().BeEquivalentTo(new CodeResult(1, "file 'a.sh' exists and was not written by this executor") { NothingRan = true });
        (await File.ReadAllTextAsync(file)).Should().Be("precious");
    }

    [SkippableTheory]
    [InlineData("ln -s ../outside a.sh")]
    [InlineData("ln -s ../absent a.sh")]
    [InlineData("ln ../outside a.sh")]
    [InlineData("mkdir a.sh")]
    public async Task Execute_NameThatCodeMadeALink_IsRefused(string trick)
    {
        Needs("bash");
        string outside = Path.Combine(Root, "outside");
        await File.WriteAllTextAsync(outside, "precious");

        var result = await RunAsync(Options, new CodeBlock(trick, "bash"), new CodeBlock("echo x", "bash") { FileName = "a.sh" });

        result.Should().BeEquivalentTo(new CodeResult(1, "file 'a.sh' exists and was not written by this executor"));
        (await File.ReadAllTextAsync(outside)).Should().Be("precious");
        File.Exists(Path.Combine(Root, "absent")).Should().BeFalse();
    }

    [SkippableTheory]
    [InlineData("ln -s .. sub")]
    [InlineData("mkdir real; ln -s real sub")]
    public async Task Execute_FolderThatCodeMadeALink_IsRefused(string trick)
    {
        Needs("bash");

        var result = await RunAsync(Options, new CodeBlock(trick, "bash"), new CodeBlock("echo x", "bash") { FileName = "sub/a.sh" });

        result.Should().BeEquivalentTo(new CodeResult(1, "folder 'sub' is a symbolic link"));
        Directory.GetFiles(Root, "a.sh", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Execute_OwnFileThatCodeMadeALink_IsReplacedAndItsTargetLeftAlone()
    {
        Needs("bash");
        string outside = Path.Combine(Root, "outside");
        await File.WriteAllTextAsync(outside, "precious");
        var executor = new ProcessCodeExecutor(Options);
        await RunAsync(executor, new CodeExecution([new CodeBlock("ln -sf ../outside a.sh", "bash") { FileName = "a.sh" }]));

        var result = await RunAsync(executor, new CodeExecution([new CodeBlock("echo mine", "bash") { FileName = "a.sh" }]));

        result.Output.Should().Be("mine\n");
        (await File.ReadAllTextAsync(outside)).Should().Be("precious");
    }

    [SkippableTheory]
    [InlineData("echo planted > tmp_code_HASH.sh")]
    [InlineData("ln -s ../outside tmp_code_HASH.sh")]
    public async Task Execute_TemporaryNameIsTaken_IsReplacedAndTheBlockRuns(string trick)
    {
        Needs("bash");
        string outside = Path.Combine(Root, "outside");
        await File.WriteAllTextAsync(outside, "echo planted");
        const string Code = "echo mine";
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Code)));

        var result = await RunAsync(Options, new CodeBlock(trick.Replace("HASH", hash, StringComparison.Ordinal), "bash"), new CodeBlock(Code, "bash"));

        result.Output.Should().Be("mine\n");
        (await File.ReadAllTextAsync(outside)).Should().Be("echo planted");
    }

    [SkippableFact]
    public async Task Execute_WorkDirectoryIsALink_IsRefused()
    {
        Needs("bash");
        Directory.CreateDirectory(Path.Combine(Root, "elsewhere"));
        Directory.CreateSymbolicLink(Work, Path.Combine(Root, "elsewhere"));

        var result = await RunAsync("bash", "touch ran");

        result.Should().BeEquivalentTo(new CodeResult(1, $"expected the work directory '{Work}' to be a folder, found a symbolic link") { NothingRan = true });
        Directory.GetFileSystemEntries(Path.Combine(Root, "elsewhere")).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Execute_BlockPutsALinkInTheFoldersPlace_TheNextIsRefused()
    {
        Needs("bash");

        var result = await RunAsync(Options, new CodeBlock("cd .. && mv work moved && ln -s moved work", "bash"), new CodeBlock("touch ran", "bash"));

        result.ExitCode.Should().Be(1);
        File.Exists(Path.Combine(Root, "moved/ran")).Should().BeFalse();
    }

    [SkippableFact]
    public async Task Execute_WorkDirectoryIsAFile_IsRefused()
    {
        Needs("bash");
        await File.WriteAllTextAsync(Work, "");

        (await RunAsync("bash", "echo x")).Output.Should().StartWith($"the work directory '{Work}' cannot be used:");
    }

    [SkippableFact]
    public async Task Execute_NameInUseByOtherCode_IsRefused()
    {
        Needs("bash");
        var executor = new ProcessCodeExecutor(Options);
        using var cancellation = new CancellationTokenSource();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = new CodeExecution([new CodeBlock("echo started; sleep 1000", "bash") { FileName = "a.sh" }]) { Output = new Signal(started) };

        var running = RunAsync(executor, first, cancellation.Token);
        await started.Task;
        var second = await RunAsync(executor, new CodeExecution([new CodeBlock("echo other", "bash") { FileName = "a.sh" }]));
        await cancellation.CancelAsync();

        second.Should().BeEquivalentTo(new CodeResult(1, "file 'a.sh' belongs to another block that is running") { NothingRan = true });
        (await running).ExitCode.Should().Be(125);
    }

    [SkippableTheory]
    [InlineData("bash", "for f in *; do chmod +w $f; echo 'echo never decided' >> $f; done; echo ran")]
    [InlineData("sh", "for f in *; do chmod +w $f; echo 'echo never decided' >> $f; done; echo ran")]
    [InlineData("bash", "echo 'echo never decided' > x; mv -f x \"$0\"; echo ran")]
    public async Task Execute_ShellBlockThatWritesToItsOwnFile_RunsWhatWasDecided(string language, string code)
    {
        Needs(language);

        var result = await RunAsync(language, code);

        (result.ExitCode, result.Output).Should().Be((0, "ran\n"));
    }

    [SkippableTheory]
    [InlineData("bash")]
    [InlineData("sh")]
    public async Task Execute_Shell_SeesItsFileAndReadsItsText(string language)
    {
        Needs(language);

        var result = await RunAsync(language, "-x 2>/dev/null\ncase $0 in */tmp_code_*.sh) echo \"$# named\";; esac\ntest -f \"$0\" && echo there\nread x || echo nothing\n");

        (result.ExitCode, result.Output).Should().Be((0, "0 named\nthere\nnothing\n"));
    }

    [SkippableFact]
    public async Task Execute_ShellBlockThatIsTooLongForAnArgument_RunsFromItsFile()
    {
        Needs("bash");
        var block = new CodeBlock($": {new string('x', 200_000)}\necho ran\n", "bash");

        (await RunAsync(Options, block)).Output.Should().Be("ran\n");
        new ProcessCodeExecutor(Options).Isolates(block).Should().BeFalse();
    }

    [SkippableFact]
    public async Task Isolates_IsSoOfWhatNothingInTheFolderChanges()
    {
        Needs("python3");
        var executor = new ProcessCodeExecutor(Options);
        var own = new ProcessCodeExecutor(Options with { Interpreters = new Dictionary<string, CodeInterpreter> { ["bash"] = new("bash", "--noprofile"), ["python"] = new("python3", "-I") } });
        var open = new ProcessCodeExecutor(Options with { Environment = new Dictionary<string, string> { ["PYTHONSAFEPATH"] = "" } });
        bool isRecent = (await RunAsync("python", "import sys; print(sys.version_info >= (3, 11))")).Output == "True\n";

        string[] all = ["bash", "sh", "shell", "python", "javascript"];

        all.Where(l => executor.Isolates(new CodeBlock("x", l))).Should().Equal(isRecent ? ["bash", "sh", "shell", "python"] : ["bash", "sh", "shell"]);
        all.Where(l => own.Isolates(new CodeBlock("x", l))).Should().Equal("python");
        open.Isolates(new CodeBlock("x", "python")).Should().BeFalse();
    }

    [SkippableTheory]
    [InlineData("chmod +w tmp_code_*; echo 'echo never decided' >> tmp_code_*.sh; echo ran")]
    [InlineData("{ cat \"$0\"; echo more; } > x; mv -f x \"$0\"; echo ran")]
    public async Task Execute_BlockThatChangesItsOwnFile_Fails(string code)
    {
        Needs("bash");
        var options = Options with { Interpreters = new Dictionary<string, CodeInterpreter> { ["bash"] = new("bash", "--noprofile") } };

        var result = await RunAsync(options, new CodeBlock(code, "bash"));

        result.ExitCode.Should().Be(1);
        result.Output.Should().StartWith("ran\n").And.Contain("was changed while it ran");
    }

    [SkippableFact]
    public async Task Execute_BlockThatRemovesItsOwnFile_Succeeds()
    {
        Needs("bash");

        (await RunAsync("bash", "rm -f \"$0\"; echo ran")).Should().BeEquivalentTo(new CodeResult(0, "ran\n"));
    }

    [Theory]
    [InlineData("other")]
    [InlineData("echo 1 and more")]
    [InlineData("echo")]
    [InlineData("")]
    [InlineData(null)]
    public void Holds_FileThatIsNotWhatWasDecided_No(string? found)
    {
        string file = Path.Combine(Root, "a.sh");
        if (found is not null)
            File.WriteAllText(file, found);
        var wanted = new BlockFile("a.sh", IsNamed: true, "echo 1"u8.ToArray(), "");

        WorkDirectory.Holds(file, wanted, mayBeGone: false).Should().BeFalse();

        File.WriteAllText(file, "echo 1");
        WorkDirectory.Holds(file, wanted, mayBeGone: false).Should().BeTrue();
    }

    private sealed class Signal(TaskCompletionSource source) : IProgress<CodeOutput>
    {
        public void Report(CodeOutput value) => source.TrySetResult();
    }
}
