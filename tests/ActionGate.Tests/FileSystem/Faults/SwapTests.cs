using System.Runtime.InteropServices;
using ActionGate.FileSystem;

namespace ActionGate.Tests.FileSystem.Faults;

/// <summary>
/// One thread puts a folder and a link to a secret one in each other's place, as fast as it can, while another opens files through the
/// gate. What an agent could do between the decision and the opening.
/// </summary>
public sealed class SwapTests : IDisposable
{
    private const uint Exchange = 2; // RENAME_EXCHANGE
    private const int AtCurrentFolder = -100;
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(300);

    /// <summary>On a busy machine the threads may have to wait long for their turn.</summary>
    private static readonly TimeSpan LongestLength = TimeSpan.FromSeconds(20);

    private readonly DiskFolder _disk = new();
    private readonly AuditLog _audit = AuditLog.InMemory();
    private readonly Gate _gate;
    private long _swaps;

    public SwapTests()
    {
        _disk.Write("open/folder/file", "harmless");
        _disk.Write("secret/file", "secret");
        _disk.Link("open/link", "../secret");
        _gate = new Gate(new()
        {
            Audit = _audit,
            Policy = TestPolicies.Of($"  - {{ id: open, action: [file_read, file_write], target: '{_disk["open"]}/**', decision: allow }}\n"),
        });
    }

    public void Dispose()
    {
        _gate.Dispose();
        _audit.Dispose();
        _disk.Dispose();
    }

    [SkippableFact]
    public void OpenRead_FolderSwappedForALink_NeverReadsTheSecret()
    {
        int harmless = 0, other = 0;
        WhileSwapping("open/folder", "open/link", () =>
        {
            try
            {
                using var reader = new StreamReader(_gate.OpenRead(_disk["open/folder/file"]));
                reader.ReadToEnd().Should().Be("harmless");
                harmless++;
            }
            catch (Exception e) when (e is ActionDeniedException or IOException)
            {
                other++;
            }
        }, () => harmless > 0 && other > 0);

        harmless.Should().BeGreaterThan(0);
        other.Should().BeGreaterThan(0);
    }

    [SkippableFact]
    public void OpenRead_FileSwappedForALink_NeverReadsTheSecret()
    {
        _disk.Write("open/file", "harmless");
        _disk.Link("open/other", "../secret/file");
        int harmless = 0, other = 0;
        WhileSwapping("open/file", "open/other", () =>
        {
            try
            {
                using var reader = new StreamReader(_gate.OpenRead(_disk["open/file"]));
                reader.ReadToEnd().Should().Be("harmless");
                harmless++;
            }
            catch (Exception e) when (e is ActionDeniedException or IOException or UnauthorizedAccessException)
            {
                other++;
            }
        }, () => harmless > 0 && other > 0);

        harmless.Should().BeGreaterThan(0);
        other.Should().BeGreaterThan(0);
    }

    [SkippableTheory]
    [InlineData(FileMode.Create)]
    [InlineData(FileMode.CreateNew)]
    [InlineData(FileMode.Append)]
    public void OpenWrite_FolderSwappedForALink_NeverWritesThere(FileMode mode)
    {
        int written = 0;
        int number = 0;
        WhileSwapping("open/folder", "open/link", () =>
        {
            try
            {
                // Half of them are new, half are there in both folders.
                string name = mode == FileMode.CreateNew || number % 2 == 0 ? $"new{number}" : "file";
                number++;
                using var stream = _gate.OpenWrite(_disk[$"open/folder/{name}"], mode);
                stream.Write("overwritten"u8);
                written++;
            }
            catch (Exception e) when (e is ActionDeniedException or IOException)
            {
                // Refused, or not there in this moment.
            }
        }, () => written > 0);

        written.Should().BeGreaterThan(0);
        Directory.GetFileSystemEntries(_disk["secret"]).Should().Equal(_disk["secret/file"]);
        File.ReadAllText(_disk["secret/file"]).Should().Be("secret");
    }

    [SkippableFact]
    public void Open_FileThatComesAndGoes_EndsEachTime()
    {
        Skip.IfNot(FileOpening.IsSupported, "needs linux on a 64-bit processor");
        _disk.Write("open/file");
        WhileSwapping("open/file", "open/away", () =>
        {
            try
            {
                _gate.OpenWrite(_disk["open/file"], FileMode.OpenOrCreate).Dispose();
            }
            catch (IOException)
            {
                // Deleted in the moment in which it was opened.
            }
        }, () => true, flags: 0);
    }

    private void WhileSwapping(string one, string two, Action act, Func<bool> isEnough, uint flags = Exchange)
    {
        Skip.IfNot(FileOpening.IsSupported, "needs linux on a 64-bit processor");
        Skip.If(Rename(AtCurrentFolder, _disk[one], AtCurrentFolder, _disk[two], flags) != 0, "needs renameat2");
        Rename(AtCurrentFolder, _disk[two], AtCurrentFolder, _disk[one], flags);
        using var stop = new CancellationTokenSource();
        var swapper = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Rename(AtCurrentFolder, _disk[one], AtCurrentFolder, _disk[two], flags);
                Rename(AtCurrentFolder, _disk[two], AtCurrentFolder, _disk[one], flags);
                Interlocked.Increment(ref _swaps);
            }
        });
        swapper.Start();
        try
        {
            long start = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(start) is var passed && (passed < Length || (passed < LongestLength && !(isEnough() && Interlocked.Read(ref _swaps) > 100))))
                act();
        }
        finally
        {
            stop.Cancel();
            swapper.Join();
        }

        _swaps.Should().BeGreaterThan(100, "nothing is tried otherwise");
    }

    [DllImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    private static extern int Rename(
        int oldFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string oldPath, int newFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string newPath, uint flags);
}
