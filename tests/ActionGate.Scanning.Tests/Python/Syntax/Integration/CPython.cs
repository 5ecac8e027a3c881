using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ActionGate.Scanning.Tests.Python.Syntax.Integration;

/// <summary>The newest CPython on the path, asked by Corpus/PythonSyntax/ast_dump.py.</summary>
internal sealed class CPython : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private CPython(Process process, Version version, string library)
    {
        _process = process;
        Version = version;
        Library = library;
    }

    internal Version Version { get; }

    /// <summary>The folder of its standard library.</summary>
    internal string Library { get; }

    /// <returns><see langword="null"/> where there is none that knows <c>except*</c>.</returns>
    internal static CPython? Find()
    {
        foreach (string name in (string[])["python3.14", "python3.13", "python3.12", "python3"])
        {
            string[] told = Ask(name).Split('\n', StringSplitOptions.TrimEntries);
            if (told.Length < 2 || !Version.TryParse(told[0], out var version) || version < new Version(3, 11))
                continue;
            var process = Start(name, Path.Combine(SyntaxCorpus.Folder, "ast_dump.py"));
            if (process is not null)
                return new CPython(process, version, told[1]);
        }
        return null;
    }

    /// <returns>The tree, <see langword="null"/> where the text is refused, empty where it can't be told.</returns>
    internal string? DumpOfText(string text) => Answer("text", text);

    /// <inheritdoc cref="DumpOfText"/>
    internal string? DumpOfFile(string file) => Answer("file", file);

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private string? Answer(string what, string source)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize((string[])["dump", what, source]));
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLineAsync().WaitAsync(Patience).GetAwaiter().GetResult()
            ?? throw new InvalidOperationException("CPython ended");
        return answer[0] == '-' ? null : answer[1..];
    }

    private static string Ask(string name)
    {
        const string Question = "import sys, sysconfig; print('%d.%d.%d' % sys.version_info[:3]); print(sysconfig.get_path('stdlib'))";
        using var process = Start(name, "-c", Question);
        if (process is null)
            return "";
        process.StandardInput.Close();
        string answer = process.StandardOutput.ReadToEndAsync().WaitAsync(Patience).GetAwaiter().GetResult();
        return process.WaitForExit(Patience) && process.ExitCode == 0 ? answer : "";
    }

    private static Process? Start(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(name, ["-I", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        try
        {
            var process = Process.Start(start);
            process?.BeginErrorReadLine();
            return process;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"CPython {Version}");
}
