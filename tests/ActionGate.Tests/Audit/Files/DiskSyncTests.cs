using ActionGate.Audit.Files;

namespace ActionGate.Tests.Audit.Files;

public sealed class DiskSyncTests
{
    [SkippableFact]
    [Trait("Fault", "46")]
    public void Flush_WhatCannotBeSynced_Throws()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "elsewhere the device may take it");
        using var device = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

        FluentActions.Invoking(() => DiskSync.Flush(device)).Should().Throw<IOException>();
        FluentActions.Invoking(() => DiskSync.Flush(device, isFolder: true)).Should().NotThrow("some file systems have no call for folders");
        device.Dispose();
        FluentActions.Invoking(() => DiskSync.Flush(device)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Flush_FileAndFolder_AreSynced()
    {
        using var folder = new TempFolder();
        using (var file = File.OpenHandle(Path.Combine(folder.Path, "file"), FileMode.CreateNew, FileAccess.ReadWrite))
            FluentActions.Invoking(() => DiskSync.Flush(file)).Should().NotThrow();
        using var handle = FolderHandle.Open(folder.Path);
        FluentActions.Invoking(() => handle?.FlushToDisk()).Should().NotThrow();
    }
}
