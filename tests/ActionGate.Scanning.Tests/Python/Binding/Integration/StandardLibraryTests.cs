using ActionGate.Scanning.Python;
using ActionGate.Scanning.Python.Syntax;

namespace ActionGate.Scanning.Tests.Python.Binding.Integration;

/// <summary>The library of the Python that is installed: text nobody wrote for this scanner.</summary>
public sealed class StandardLibraryTests
{
    [SkippableFact]
    public void Read_FileOfTheLibrary_ReadsWhatParses()
    {
        string? library = LibraryFolder();
        Skip.If(library is null, "no Python is installed");
        int count = 0;
        foreach (string file in Directory.EnumerateFiles(library!, "*.py", SearchOption.TopDirectoryOnly).Order(StringComparer.Ordinal))
        {
            string text = File.ReadAllText(file);
            var reading = PythonScanner.Read(text);
            bool isParsed = PythonParser.Parse(text, 250).Body is not null;
            reading.IsParsed.Should().Be(isParsed, file);
            // What is not known is said twice: an operation without a target makes the whole opaque.
            if (reading.Operations.Any(o => o.Certainty == Certainty.Unknown))
                reading.IsOpaque.Should().BeTrue(file);
            count++;
        }
        count.Should().BeGreaterThan(50);
    }

    private static string? LibraryFolder()
    {
        foreach (string root in new[] { "/usr/lib", "/usr/local/lib" })
        {
            if (Directory.Exists(root)
                && Directory.EnumerateDirectories(root, "python3.*").FirstOrDefault(d => File.Exists(Path.Combine(d, "os.py"))) is { } library)
                return library;
        }
        return null;
    }
}
