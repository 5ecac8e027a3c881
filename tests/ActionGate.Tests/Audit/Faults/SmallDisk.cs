namespace ActionGate.Tests.Audit.Faults;

/// <summary>A disk in memory that only the writer sees; when it is done, its log is copied out.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const string Mounting = "mount -t tmpfs -o \"$1\" none \"$2\" || exit 99; disk=$2; copy=$3; shift 3; \"$@\"; code=$?; cp -a \"$disk/log\" \"$copy\"; exit $code";

    private readonly string _mount;

    /// <summary>Skips the test where no disk may be mounted.</summary>
    internal SmallDisk(string mount)
    {
        WriterProcess.Need("unshare", "-rm", "mount", "-t", "tmpfs", "-o", mount, "none", "/mnt");
        _mount = mount;
        Directory.CreateDirectory(Path);
    }

    internal TempFolder Folder { get; } = new();

    /// <summary>Where the disk is, for the writer.</summary>
    internal string Path => System.IO.Path.Combine(Folder.Path, "disk");

    /// <summary>The log on the disk.</summary>
    internal string Log => System.IO.Path.Combine(Path, "log");

    /// <summary>The log afterwards.</summary>
    internal string Copy => Folder.Log;

    /// <summary>The option that names the key; it is not on the disk.</summary>
    internal string Key => "key=" + Aftermath.KeyOf(Folder);

    internal WriterProcess Run(IEnumerable<string> through, params string[] commands) =>
        WriterProcess.Run(Folder, ["unshare", "-rm", "bash", "-c", Mounting, "bash", _mount, Path, Copy, .. through], commands);

    public void Dispose() => Folder.Dispose();
}
