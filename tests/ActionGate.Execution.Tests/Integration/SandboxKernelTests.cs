using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ActionGate.Sandboxing;

namespace ActionGate.Execution.Tests.Integration;

/// <summary>What a sandboxed program could reach past its mounts: settings of the kernel, descriptors, keyrings, namespaces, memory.</summary>
public sealed class SandboxKernelTests : ExecutorFixture
{
    private const string Bwrap = "/usr/bin/bwrap";

    /// <summary>Programs of the system folders: another Python of the user's is not there inside.</summary>
    private static readonly Dictionary<string, CodeInterpreter> Interpreters = new()
    {
        ["bash"] = new("/bin/bash"),
        ["python"] = new("/usr/bin/python3"),
    };

    private static readonly Bubblewrap Sandbox = new(Bwrap, SandboxedCodeExecutorOptions.DefaultSystemFolders);

    [SkippableFact]
    public async Task Execute_KernelSettings_AreReadOnlyForRootToo()
    {
        string output = await RunAsync("bash", "find /proc -path '/proc/[0-9]*' -prune -o -type f -writable -print; for f in /proc/sys/kernel/core_pattern /proc/self/oom_score_adj; do (: 3<> $f) || echo refused; done", sandboxed: true);

        output.Split('\n').Count(line => line == "refused").Should().Be(2, output);
        // What is masked is the null device, which takes anything.
        output.Split('\n').Except(["/proc/keys", "/proc/key-users"]).Should().NotContain(line => line.StartsWith("/proc/", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Execute_KeyringsOfTheUser_AreNotSeen()
    {
        (await RunAsync("bash", "cat /proc/keys /proc/key-users 2>/dev/null; echo end", sandboxed: true)).Should().Be("end\n");
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Execute_DescriptorsThatTheHostInherited_AreNotHandedOn(bool sandboxed)
    {
        // As one that came from whoever started the host: without O_CLOEXEC.
        int inherited = Open(Root, 0);
        try
        {
            string output = await RunAsync("bash", "for f in /proc/$$/fd/*; do readlink $f; done; echo end", sandboxed);

            output.Should().EndWith("end\n").And.NotContain(Root + "\n");
        }
        finally
        {
            _ = Close(inherited);
        }
    }

    [SkippableFact]
    public async Task Execute_CallsThatNamespacesDoNotCover_Fail()
    {
        string output = await RunAsync("python", """
            import ctypes, errno, os, socket, threading
            libc = ctypes.CDLL(None, use_errno=True)
            def call(name, *arguments):
                ctypes.set_errno(0)
                answer = libc.syscall(*arguments)
                print(name, answer >= 0 or errno.errorcode[ctypes.get_errno()])
            arm = os.uname().machine == "aarch64"
            call("keyctl", 219 if arm else 250, 1, 0)
            call("add_key", 217 if arm else 248, b"user", b"x", b"y", 1, -3)
            call("unshare", 97 if arm else 272, 0x10000000)
            call("clone3", 435, 0, 0)
            call("io_uring_setup", 425, 1, 0)
            call("bpf", 280 if arm else 321, 0, 0, 0)
            for family in (40, 38, 17):
                try: socket.socket(family, socket.SOCK_STREAM); print("socket", family)
                except OSError as e: print("refused", family, errno.errorcode[e.errno])
            for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX): socket.socket(family, socket.SOCK_STREAM).close()
            thread = threading.Thread(target=print, args=("thread",)); thread.start(); thread.join()
            print("child", os.waitstatus_to_exitcode(os.system("true")))
            """, sandboxed: true);

        output.Should().Be("""
            keyctl EPERM
            add_key EPERM
            unshare EPERM
            clone3 ENOSYS
            io_uring_setup ENOSYS
            bpf EPERM
            refused 40 EAFNOSUPPORT
            refused 38 EAFNOSUPPORT
            refused 17 EAFNOSUPPORT
            thread
            child 0

            """);
    }

    [SkippableFact]
    public async Task Execute_SharedMemory_IsBoundedAndTheRestOfDevIsReadOnly()
    {
        string output = await RunAsync("bash", "df -k --output=size /dev/shm | tail -1; echo x > /dev/shm/x && cat /dev/shm/x; echo > /dev/null && echo null; echo x > /dev/new || echo refused", sandboxed: true);

        output.Split('\n')[0].Trim().Should().Be("65536");
        output.Should().Contain("\nx\nnull\n").And.EndWith("refused\n");
    }

    [SkippableFact]
    public async Task Words_HostThatDies_TakesItsSandboxWithIt()
    {
        Available("bash");
        Directory.CreateDirectory(Work);
        string filter = Path.Combine(Root, "filter");
        string block = Path.Combine(Root, "block.sh");
        await File.WriteAllBytesAsync(filter, SystemCallFilter.Bytes.ToArray());
        await File.WriteAllTextAsync(block, "(setsid sleep 7654321 &) ; echo started; exec sleep 7654321");
        var start = new ProcessStartInfo("/bin/bash", ["-c", "f=$1; shift; \"$@\" 3< \"$f\" & wait", "host", filter, .. Sandbox.Words(null, Work, block), "/bin/bash", block])
        {
            RedirectStandardOutput = true,
        };
        using var host = Process.Start(start)!;
        (await host.StandardOutput.ReadLineAsync()).Should().Be("started");
        Sleepers().Should().NotBeEmpty();

        host.Kill();
        await host.WaitForExitAsync();

        for (int i = 0; i < 1000 && Sleepers().Count > 0; i++)
            await Task.Delay(10);
        Sleepers().Should().BeEmpty();
    }

    private static void Available(string program)
    {
        Needs("bash");
        Skip.IfNot(File.Exists(Interpreters[program].FileName), $"{program} is not installed");
        Skip.IfNot(File.Exists(Bwrap), "bubblewrap is not installed");
        Skip.IfNot(Sandbox.Problem is null, Sandbox.Problem);
    }

    private async Task<string> RunAsync(string language, string code, bool sandboxed)
    {
        Available(language);
        ICodeExecutor executor = sandboxed ? new SandboxedCodeExecutor(new() { Process = Options with { Interpreters = Interpreters } }) : new ProcessCodeExecutor(Options);
        return (await RunAsync(executor, new CodeExecution([new CodeBlock(code, language)]))).Output;
    }

    private static List<int> Sleepers() =>
        [.. Directory.GetDirectories("/proc")
            .Where(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out _) && CommandOf(d).Contains("sleep\0" + "7654321", StringComparison.Ordinal))
            .Select(d => int.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture))];

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
