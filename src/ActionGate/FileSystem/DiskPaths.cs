using ActionGate.Normalisation;

namespace ActionGate.FileSystem;

internal sealed class DiskPaths : IPathResolver
{
    internal static DiskPaths Instance { get; } = new();

    public RealPath Resolve(scoped ReadOnlySpan<char> path, ref CharBuffer real, out string? problem)
    {
        problem = null;
        return RealPath.Same;
    }

    public bool IsDirectory(scoped ReadOnlySpan<char> path) => false;

    public IReadOnlyList<string>? ListBelow(scoped ReadOnlySpan<char> directory) => null;
}
