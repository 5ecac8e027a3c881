using ActionGate.FileSystem;
using ActionGate.Normalisation;

namespace ActionGate.Tests.FileSystem;

/// <summary>What a resolver said of a path.</summary>
internal readonly record struct Resolved(RealPath Kind, string? Path, string? Problem)
{
    internal static Resolved Of(string path) => Of(path, isPortable: false);

    internal static Resolved Of(string path, bool isPortable)
    {
        var real = new CharBuffer(stackalloc char[16]);
        real.Append("what was there before");
        var kind = isPortable ? PortablePaths.Resolve(path, ref real, out string? problem) : DiskPaths.Instance.Resolve(path, ref real, out problem);
        string written = real.Written.ToString();
        real.Dispose();
        if (kind != RealPath.Other)
            written.Should().BeEmpty("only another path is told");
        (problem is null).Should().Be(kind is RealPath.Same or RealPath.Other, "a problem is told where, and only where, there is no path");
        return new Resolved(kind, kind switch { RealPath.Same => path, RealPath.Other => written, _ => null }, problem);
    }
}
