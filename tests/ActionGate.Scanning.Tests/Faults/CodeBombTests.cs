using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace ActionGate.Scanning.Tests.Faults;

/// <summary>No code ends the process, or keeps it busy: it is read, or the answer is opaque. On the small stack of a thread, too.</summary>
public sealed class CodeBombTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, (string Language, Func<string> Code)> Opaque = new()
    {
        ["nested exec"] = ("python", () => Nest("import os", 9, static inner => "exec(" + Quote(inner) + ")")),
        ["nested python -c"] = ("python", () => Nest("import os", 8, static inner => $"import os\nos.system({Quote("python3 -c " + ShellQuote(inner))})")),
        ["nested python -c in a shell"] = ("bash", () => Nest("ls", 5, static inner => "python3 -c " + ShellQuote($"import os\nos.system({Quote(inner)})"))),
        ["base64 of base64"] = ("python", () => "import base64\n" + Nest("print()", 12, static inner => $"exec(base64.b64decode('{Convert.ToBase64String(Encoding.UTF8.GetBytes(inner))}'))")),
        ["a zlib bomb"] = ("python", () => $"import zlib, base64\nexec(zlib.decompress(base64.b64decode('{Convert.ToBase64String(Deflate(200_000_000))}')))"),
        ["a zlib bomb in a shell"] = ("python", () => $"import os, zlib, base64\nos.system(zlib.decompress(base64.b64decode('{Convert.ToBase64String(Deflate(20_000_000))}')).decode())"),
        ["a text multiplied"] = ("python", () => "import os\nos.system('a' * 10**9)"),
        ["brackets"] = ("python", () => new string('[', 100_000) + new string(']', 100_000)),
        ["brackets in a shell in python"] = ("python", () => $"import os\nos.system('{new string('(', 30_000)}')"),
        ["brackets in python in a shell"] = ("bash", () => $"python3 -c '{new string('[', 100_000)}'"),
        ["a long line"] = ("python", () => "x = '" + new string('a', 10_000_000) + "'"),
        ["many shells"] = ("python", () => "import os\nfor i in '0123456789':\n for j in '0123456789':\n  for k in '0123456789':\n   for l in '0123456789':\n    os.system('a' + i + j + k + l)"),
        ["many lines of a shell"] = ("python", () => string.Concat(Enumerable.Range(0, 40_000).Select(static i => $"!a{i}\n"))),
        ["many pythons"] = ("bash", () => string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"python3 -c 'open({i})'\n"))),
        ["many pythons that take long"] = ("bash", () => string.Concat(Enumerable.Range(0, 900).Select(static i => $"python3 -c 'x = {i}\nfor i in [{string.Concat(Enumerable.Repeat("1,", 200))}]:\n for j in [{string.Concat(Enumerable.Repeat("1,", 200))}]: x'\n"))),
        ["a NUL"] = ("python", () => "import os\n!ls \0\n"),
        ["a NUL in a notebook"] = ("python", () => "%%bash\nls \0\n"),
        ["lone surrogates"] = ("python", () => "!ls \ud800\n"),
        ["many quotes"] = ("python", () => "!ls\n" + new string('"', 500_001)),
        ["many escapes"] = ("python", () => string.Concat(Enumerable.Repeat("%", 900_000))),
        ["many joined lines"] = ("python", () => "!ls " + string.Concat(Enumerable.Repeat("\\\n", 300_000)) + "\nx = = 1"),
        ["many fields"] = ("python", () => "!" + string.Concat(Enumerable.Repeat("{f({g({h})})}", 60_000)) + "\n%nobody"),
        ["braces in a line"] = ("python", () => "!" + new string('{', 900_001) + "\n%nobody"),
        ["magics in magics"] = ("python", () => Nest("%nobody", 12, static inner => "%time " + inner)),
        ["cells in cells"] = ("python", () => Nest("x = 1", 12, static inner => "get_ipython().run_cell_magic('time', '', " + Quote(inner) + ")")),
        ["an encoding"] = ("python", () => "# coding: utf-7\nprint('+AAo-import os')"),
    };

    public static TheoryData<string> Bombs => new(Opaque.Keys);

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Scan_Bomb_IsOpaqueSoonOnASmallStack(string name)
    {
        var (language, code) = Opaque[name];
        string text = code();
        ScanResult? result = null;
        var clock = Stopwatch.StartNew();
        var thread = new Thread(() => result = CodeScanners.Scan(text, language), 256 * 1024);
        thread.Start();
        thread.Join();

        result!.IsOpaque.Should().BeTrue();
        clock.Elapsed.Should().BeLessThan(Deadline);
    }

    [Fact]
    public void Scan_LongSession_IsOpaqueSoon()
    {
        var session = new ScanSession();
        for (int i = 0; i < 3; i++)
            CodeScanners.Scan("x = '" + new string('a', 500_000) + "'", "python", new() { Session = session });

        CodeScanners.Scan("y = 1", "python", new() { Session = session }).IsOpaque.Should().BeTrue();
    }

    [Fact]
    public void Scan_RandomPieces_NeverThrows()
    {
        string[] pieces =
        [
            "!", "!!", "%", "%%", "?", "ls ", "cd ", "bash", "time ", "writefile a", "script ", "\n", "\n", "\\\n", " ", "\t", "x", " = ", "'", "\"", "\"\"\"", "{", "}",
            "{{", "$x", "$$", "os", ".system(", ")", "(", "exec(", "python3 -c ", "run_line_magic(", "get_ipython().", "import os\n", "\r", "\r\n", "#", "-", "f", "é", "\u202e", "\ufeff",
        ];
        var random = new Random(20260202);
        var session = new ScanSession();
        for (int i = 0; i < 6_000; i++)
        {
            var code = new StringBuilder();
            for (int count = random.Next(14); count >= 0; count--)
                code.Append(pieces[random.Next(pieces.Length)]);
            if (i % 20 == 0)
                session = new ScanSession();
            string text = code.ToString();
            var result = CodeScanners.Scan(text, "python", new() { Session = session });
            int lines = text.Split('\n').Length + text.Count(static c => c == '\r');
            if (result.Operations.Any(o => o.At.Line < 1 || o.At.Line > lines || o.At.Column < 1) || (!result.Parsed && !result.IsOpaque))
                Xunit.Assert.Fail($"a place that is none: {text}");
        }
    }

    private static string Nest(string inner, int levels, Func<string, string> around)
    {
        for (int i = 0; i < levels; i++)
            inner = around(inner);
        return inner;
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (char c in text)
            quoted.Append(c is '\'' or '\\' ? "\\" + c : c < ' ' ? string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}") : c.ToString());
        return quoted.Append('\'').ToString();
    }

    private static string ShellQuote(string text) => "'" + text.Replace("'", "'\"'\"'", StringComparison.Ordinal) + "'";

    private static byte[] Deflate(int length)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            byte[] block = new byte[1 << 20];
            Array.Fill(block, (byte)'a');
            for (int left = length; left > 0; left -= block.Length)
                stream.Write(block, 0, Math.Min(left, block.Length));
        }
        return packed.ToArray();
    }
}
