using System.Runtime.InteropServices;
using System.Text;
using ActionGate.Normalisation;

namespace ActionGate.FileSystem;

/// <summary>The links that stand between a path and the place it leads to, and who could put others there.</summary>
internal static class LinkTrail
{
    /// <inheritdoc cref="IPathResolver.LinksOn"/>
    internal static IReadOnlyList<string>? On(string path)
    {
        if (path is not ['/', ..] || path.Contains('\0', StringComparison.Ordinal))
            return null;
        var links = new List<string>();
        var ahead = new Stack<string>();
        Push(path, ahead);
        string behind = "";
        try
        {
            while (ahead.TryPop(out string? segment))
            {
                if (segment == "..")
                {
                    behind = behind[..Math.Max(0, behind.LastIndexOf('/'))];
                    continue;
                }
                string place = behind + "/" + segment;
                if (new FileInfo(PlatformPath.ToDisk(place) ?? place).LinkTarget is not { } target)
                {
                    behind = place;
                    continue;
                }
                links.Add(place);
                if (links.Count > UnixPaths.MostLinks)
                    return null;
                if (Path.IsPathRooted(target))
                    behind = "";
                Push(target, ahead);
            }
            return links;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="IPathResolver.MayReplace"/>
    internal static bool MayReplace(string place)
    {
        // Where nobody tells, everybody may.
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return true;
        string folder = place[..Math.Max(1, place.LastIndexOf('/'))];
        byte[] text = new byte[Encoding.UTF8.GetByteCount(folder) + 1];
        Encoding.UTF8.GetBytes(folder, text);
        // Only a clear no is one.
        return UnixCalls.Access(in text[0], UnixCalls.ForWriting) == 0 || Marshal.GetLastPInvokeError() is not (UnixCalls.AccessDenied or UnixCalls.ReadOnlyFileSystem);
    }

    private static void Push(string path, Stack<string> ahead)
    {
        string[] segments = path.Split('/', '\\' == Path.DirectorySeparatorChar ? '\\' : '/');
        for (int i = segments.Length - 1; i >= 0; i--)
        {
            if (segments[i] is not ("" or "."))
                ahead.Push(segments[i]);
        }
    }
}
