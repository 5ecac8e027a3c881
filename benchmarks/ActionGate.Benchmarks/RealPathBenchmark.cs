using ActionGate.FileSystem;
using ActionGate.Normalisation;
using BenchmarkDotNet.Attributes;

namespace ActionGate.Benchmarks;

/// <summary>
/// What does it cost to ask the disk where a path leads? Beside it what a host would write: the runtime's question about each prefix
/// of the path, which is what it takes, as <see cref="File.ResolveLinkTarget"/> looks at the last name only.
/// </summary>
[MemoryDiagnoser]
public class RealPathBenchmark
{
    private string _root = "";
    private string _path = "";

    /// <summary>How many names the path has, those of the temporary folder included.</summary>
    [Params(3, 6, 12)]
    public int Depth { get; set; }

    /// <summary>All of it is there; its last two thirds are not; its second name is a link.</summary>
    [Params("existing", "missing", "link")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _root = Directory.CreateTempSubdirectory("actiongate-bench-").FullName;
        int given = _root.Count(c => c == '/');
        string[] names = [.. Enumerable.Range(given, Depth - given).Select(i => $"folder{i}")];
        string inside = string.Join('/', names[1..]);
        _path = $"{_root}/{string.Join('/', names)}";
        switch (Kind)
        {
            case "existing":
                Directory.CreateDirectory(_path);
                break;
            case "link":
                Directory.CreateDirectory($"{_root}/target/{inside}");
                Directory.CreateSymbolicLink($"{_root}/{names[0]}", "target");
                break;
        }
    }

    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(_root, recursive: true);

    [Benchmark(Baseline = true, Description = "File.ResolveLinkTarget of each prefix")]
    public int Runtime()
    {
        int links = 0;
        for (int end = _path.IndexOf('/', 1); ; end = _path.IndexOf('/', end + 1))
        {
            string prefix = end < 0 ? _path : _path[..end];
            if (!Path.Exists(prefix))
                break;
            if (File.ResolveLinkTarget(prefix, returnFinalTarget: false) is not null)
                links++;
            if (end < 0)
                break;
        }
        return links;
    }

    [Benchmark(Description = "the resolver")]
    public int Resolve()
    {
        var real = new CharBuffer(stackalloc char[256]);
        var result = DiskPaths.Instance.Resolve(_path, ref real, out _);
        int length = (int)result + real.Length;
        real.Dispose();
        return length;
    }
}
