using System.Diagnostics;
using ActionGate.Scanning.Catalogs;

namespace ActionGate.Scanning.Tests.Python.Binding.Integration;

public sealed class LibraryNamesTests
{
    /// <summary>
    /// Every public callable of each module of CPython's own library, with its module's name before it. Modules that open windows, print or
    /// belong to Python's own tests are left out.
    /// </summary>
    private const string Question = """
        import importlib, sys, types, warnings
        warnings.simplefilter('ignore')
        more = ['asyncio.subprocess', 'concurrent.futures', 'ctypes.util', 'dbm.dumb', 'http.client', 'http.server', 'http.cookiejar', 'importlib.util',
                'importlib.machinery', 'importlib.metadata', 'importlib.resources', 'logging.config', 'logging.handlers', 'multiprocessing.connection',
                'multiprocessing.managers', 'multiprocessing.pool', 'os.path', 'urllib.parse', 'urllib.request', 'urllib.robotparser', 'unittest.mock',
                'wsgiref.simple_server', 'xml.dom.minidom', 'xml.etree.ElementTree', 'xml.sax', 'xmlrpc.client', 'xmlrpc.server']
        for name in sorted(sys.stdlib_module_names) + more:
            if name.startswith('_') or name in ('antigravity', 'this', 'idlelib', 'turtledemo', 'lib2to3', 'distutils', 'nt', 'posixpath'):
                continue
            try:
                module = importlib.import_module(name)
            except Exception:
                continue
            listed = getattr(module, '__all__', None)
            for member in dir(module):
                value = getattr(module, member, None)
                if member.startswith('_') or isinstance(value, types.ModuleType) or not callable(value):
                    continue
                if member in listed if listed is not None else getattr(value, '__module__', name) == name:
                    print(name + '.' + member)
        """;

    [SkippableFact]
    public void Names_OfCPythonsLibrary_AllHaveALine()
    {
        string[] names = Ask("-c", Question);
        Skip.If(names.Length == 0, "python3 is not on the path");
        // What newer ones have beside is unknown to the catalogue, and then its calls are unknown code.
        Skip.IfNot(Ask("-c", "import sys; print(sys.version_info[:2] <= (3, 11))") is ["True"], "python3 is newer than 3.11");
        var catalog = ApiCatalog.ReadResources("python.catalog", "python-packages.catalog");

        var missing = names.Where(n => !catalog.TryFind(catalog.Resolve(n), out _) && !catalog.HasMembers(catalog.Resolve(n))).ToList();

        names.Should().HaveCountGreaterThan(2000);
        missing.Should().BeEmpty();
    }

    private static string[] Ask(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("python3", ["-I", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.BeginErrorReadLine();
            string told = process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult();
            return told.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return [];
        }
    }
}
