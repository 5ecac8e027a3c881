namespace ActionGate.Tests.Audit.Faults;

/// <summary>Writes that take only a part of what they are given, as the system may at any time.</summary>
public sealed class ShortWriteTests
{
    /// <summary>Stands before the system's call, in the writer's own process.</summary>
    private const string Shim = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <unistd.h>

        static int calls;

        ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset)
        {
            struct stat status;
            const char *how = getenv("SHORT_WRITES");
            if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && count > 100) {
                calls++;
                if (!strcmp(how, "interrupted") && calls % 2) {
                    errno = EINTR;
                    return -1;
                }
                if (!strcmp(how, "fail") && calls % 20 == 14) {
                    errno = EIO;
                    return -1;
                }
                count = 100;
            }
            return syscall(SYS_pwrite64, file, bytes, count, offset);
        }

        ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset)
        {
            return pwrite64(file, bytes, count, offset);
        }
        """;

    [SkippableTheory]
    [Trait("Fault", "47")]
    [InlineData("short", "level=Flush")]
    [InlineData("short", "level=Durable")]
    [InlineData("interrupted", "level=Flush")]
    [InlineData("fail", "level=Flush")]
    [InlineData("fail", "level=Durable")]
    public void Append_PartsAreWritten_IsWholeOrUndone(string how, string level)
    {
        using var folder = new TempFolder();
        string source = Path.Combine(folder.Path, "shim.c"), library = Path.Combine(folder.Path, "shim.so");
        File.WriteAllText(source, Shim);
        WriterProcess.Need("gcc", "-shared", "-fPIC", "-o", library, source);
        string[] through = ["env", "LD_PRELOAD=" + library, "SHORT_WRITES=" + how];
        // What fails may be the first record.
        AuditLog.Open(folder.Log, new AuditOptions { KeyFile = Aftermath.KeyOf(folder) }).Dispose();
        using var writer = WriterProcess.Run(folder, through, $"open {folder.Log} {level} key={Aftermath.KeyOf(folder)}", "append 20", "close");

        writer.Acknowledged.Should().NotBeEmpty();
        if (how == "fail")
            writer.Faults.Should().NotBeEmpty().And.OnlyContain(f => f.Contains("Input/output error"));
        else
            writer.Faults.Should().BeEmpty();
        Aftermath.Check(folder, folder.Log, writer);
    }
}
