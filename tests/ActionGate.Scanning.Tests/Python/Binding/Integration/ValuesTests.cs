using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActionGate.Scanning.Python;

namespace ActionGate.Scanning.Tests.Python.Binding.Integration;

/// <summary>
/// Texts made by a grammar (Corpus/PythonValues), run by CPython: what they open must be among what the scanner lists, or it must say that it
/// does not know. A value that is known wrongly is worse than one that is not known.
/// </summary>
public sealed class ValuesTests
{
    private const int Count = 3000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>A seed and a count, for more than what runs each time.</summary>
    private static readonly string[] Asked = (Environment.GetEnvironmentVariable("ACTIONGATE_VALUES") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [SkippableFact]
    public void Read_TextOfTheGrammar_KnowsNoValueWrongly()
    {
        int seed = Asked.Length > 0 ? int.Parse(Asked[0], CultureInfo.InvariantCulture) : 20;
        int count = Asked.Length > 1 ? int.Parse(Asked[1], CultureInfo.InvariantCulture) : Count;
        var made = Make(seed, count);
        Skip.If(made.Count == 0, "python3 is not on the path");

        int known = 0;
        var wrong = new StringBuilder();
        foreach (var (text, path) in made)
        {
            if (Asked.Length > 2)
                File.WriteAllText(Asked[2], text);
            var reading = PythonScanner.Read(text);
            var opened = reading.Operations.Where(o => o.Kind == ActionKind.FileRead).ToList();
            if (!reading.IsOpaque && !opened.Exists(o => IsOf(o, path)))
                wrong.Append(CultureInfo.InvariantCulture, $"--- {JsonSerializer.Serialize(path)}, not {string.Join(", ", opened.Select(o => JsonSerializer.Serialize(o.Target ?? o.Pattern)))}\n{text}");
            known += !reading.IsOpaque && opened is [{ Certainty: Certainty.Exact }] ? 1 : 0;
        }

        made.Should().HaveCount(count);
        Assert.True(wrong.Length == 0, wrong.ToString(0, Math.Min(wrong.Length, 1 << 16)));
        // It would be no test if nothing were known.
        known.Should().BeGreaterThan(count / 8);
    }

    private static bool IsOf(Operation operation, string path) => operation.Certainty switch
    {
        Certainty.Exact => operation.Target == path,
        Certainty.Partial => Regex.IsMatch(path, "^" + string.Join(".*", operation.Shape!.Split('\0').Select(Regex.Escape)).Replace(".*/", "(.*/)?", StringComparison.Ordinal).Replace("/.*", "(/.*)?", StringComparison.Ordinal) + "\\z", RegexOptions.Singleline | RegexOptions.NonBacktracking),
        _ => true,
    };

    private static List<(string Text, string Path)> Make(int seed, int count)
    {
        string script = Path.Combine(Path.GetDirectoryName(Syntax.SyntaxCorpus.Folder)!, "PythonValues", "make_values.py");
        var start = new ProcessStartInfo("python3", ["-I", "-B", script, seed.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.BeginErrorReadLine();
            string told = process.StandardOutput.ReadToEndAsync().WaitAsync(Patience).GetAwaiter().GetResult();
            return [.. told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonSerializer.Deserialize<string[]>(l)!).Select(static p => (p[0], p[1]))];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return [];
        }
    }
}
