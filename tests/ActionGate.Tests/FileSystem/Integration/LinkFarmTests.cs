using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using ActionGate.Normalisation;

namespace ActionGate.Tests.FileSystem.Integration;

/// <summary>Hundreds of links, asked of a model, of Python, and of the kernel itself.</summary>
public sealed class LinkFarmTests : IDisposable
{
    private const int Queries = 3000;

    private readonly DiskFolder _disk = new();

    public void Dispose() => _disk.Dispose();

    [Theory]
    [InlineData(20260201)]
    [InlineData(20260202)]
    public void Resolve_Farm_AgreesWithTheModel(int seed)
    {
        var farm = new LinkFarm(_disk, seed);
        int known = 0, unknown = 0, others = 0;
        for (int i = 0; i < Queries; i++)
        {
            string query = farm.Query();
            string? expected = farm.Real(query);
            var found = Resolved.Of(query);

            found.Path.Should().Be(expected, "of '{0}'", query);
            Resolved.Of(query, isPortable: true).Path.Should().Be(expected, "of '{0}'", query);
            known += expected is null ? 0 : 1;
            unknown += expected is null ? 1 : 0;
            others += found.Kind == RealPath.Other ? 1 : 0;
        }

        known.Should().BeGreaterThan(500);
        unknown.Should().BeGreaterThan(50);
        others.Should().BeGreaterThan(500);
    }

    [SkippableFact]
    public void Resolve_Farm_AgreesWithPythonAndTheKernel()
    {
        var farm = new LinkFarm(_disk, 20260203);
        string[] queries = [.. Enumerable.Range(0, Queries).Select(_ => farm.Query())];
        Resolved[] found = [.. queries.Select(q => Resolved.Of(q))];

        string[] answers = AskPython(
            """
            import sys, os, errno
            given = sys.stdin.buffer.read().decode().split('\0')
            for i in range(0, len(given), 2):
                try: kernel = 'same' if os.stat(given[i]) == os.stat(given[i + 1]) else 'differs'
                except FileNotFoundError as e: kernel = errno.errorcode[e.errno]
                except OSError as e: kernel = errno.errorcode[e.errno]
                sys.stdout.buffer.write((os.path.realpath(given[i]) + '\0' + kernel + '\0').encode())
            """,
            queries.SelectMany((q, i) => new[] { q, found[i].Path ?? q }));

        for (int i = 0; i < queries.Length; i++)
        {
            var (python, kernel) = (answers[2 * i], answers[(2 * i) + 1]);
            if (found[i].Kind != RealPath.Unknown)
            {
                found[i].Path.Should().Be(python, "that is what Python makes of '{0}'", queries[i]);
                kernel.Should().BeOneOf(["same", "ENOENT", "ENOTDIR"], "of '{0}'", queries[i]);
            }
            else
            {
                kernel.Should().BeOneOf(["ELOOP", "ENOENT", "ENOTDIR"], "of '{0}', which nobody can open", queries[i]);
            }

            if (kernel == "ELOOP")
                found[i].Kind.Should().Be(RealPath.Unknown);
        }

        answers.Count(a => a == "same").Should().BeGreaterThan(500);
        answers.Count(a => a == "ELOOP").Should().BeGreaterThan(20);
    }

    private static string[] AskPython(string script, IEnumerable<string> texts)
    {
        var start = new ProcessStartInfo("python3", ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            Skip.If(true, "needs python3");
        }

        using (process)
        {
            var output = process!.StandardOutput.ReadToEndAsync();
            process.StandardInput.Write(string.Join('\0', texts));
            process.StandardInput.Close();
            string[] answers = output.GetAwaiter().GetResult().Split('\0');
            process.WaitForExit();
            process.ExitCode.Should().Be(0);
            return answers;
        }
    }
}
