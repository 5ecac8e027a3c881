using System.Globalization;

namespace ActionGate.Execution.Tests.Integration;

/// <summary>A work directory of its own, and words for what the tests ask of the machine.</summary>
public abstract class ExecutorFixture : IDisposable
{
    /// <summary>No run of these tests may take longer: a hang is a failure, not a wait.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    protected string Root { get; } = Directory.CreateTempSubdirectory("actiongate-exec-").FullName;

    protected string Work => Path.Combine(Root, "work");

    protected ProcessCodeExecutorOptions Options => new() { WorkDirectory = Work, Timeout = TimeSpan.FromSeconds(60) };

    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static void Needs(params string[] programs)
    {
        Skip.If(OperatingSystem.IsWindows(), "needs a POSIX system");
        foreach (string program in programs)
            Skip.IfNot(Has(program), $"{program} is not installed");
    }

    protected Task<CodeResult> RunAsync(string language, string code) => RunAsync(Options, new CodeBlock(code, language));

    protected Task<CodeResult> RunAsync(ProcessCodeExecutorOptions options, params CodeBlock[] blocks) =>
        RunAsync(new ProcessCodeExecutor(options), new CodeExecution(blocks));

    protected static Task<CodeResult> RunAsync(ICodeExecutor executor, CodeExecution execution, CancellationToken cancellationToken = default) =>
        executor.ExecuteAsync(execution, cancellationToken).WaitAsync(Deadline, CancellationToken.None);

    /// <summary>The processes whose numbers the code wrote to a file of the work directory, one a line.</summary>
    protected int[] ProcessesIn(string file) =>
        [.. File.ReadAllLines(Path.Combine(Work, file)).Select(l => int.Parse(l, CultureInfo.InvariantCulture))];

    protected static void WriteProgram(string path, string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    protected static bool IsAlive(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The words of a process, with NULs between them; empty where it is gone.</summary>
    /// <param name="process">Its folder below /proc.</param>
    protected static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static bool Has(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, program)));
}
