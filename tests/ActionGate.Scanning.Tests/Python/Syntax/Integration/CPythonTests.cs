using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ActionGate.Scanning.Python.Syntax;
using Xunit.Abstractions;

namespace ActionGate.Scanning.Tests.Python.Syntax.Integration;

/// <summary>
/// CPython's own answer: trees, and what is refused. An older CPython than 3.14 is believed where it takes a text; where it refuses one
/// that may be newer than it is, nothing is said.
/// </summary>
public sealed partial class CPythonTests(ITestOutputHelper output)
{
    // A folder, or several separated as in PATH, whose files are all compared in place of a sample of the standard library.
    private const string Everything = "ACTIONGATE_PYTHON_FILES";

    private const int EachOf = 20;

    [SkippableFact]
    public void Parse_Files_HaveCPythonsTrees()
    {
        using var python = Find();
        string? folders = Environment.GetEnvironmentVariable(Everything);
        string[] files = folders is null
            ? [.. FilesBelow(python.Library).Where((_, i) => i % EachOf == 0)]
            : [.. folders.Split(Path.PathSeparator).SelectMany(FilesBelow)];
        var tally = new Tally(python);

        foreach (string file in files)
        {
            if (Read(file) is { } text)
                tally.Compare(text, python.DumpOfFile(file), file);
        }

        Report(tally);
        tally.Equal.Should().BePositive();
    }

    [SkippableFact]
    public void Parse_Corpus_IsWhatThisCPythonSays()
    {
        using var python = Find();
        var tally = new Tally(python);

        foreach (var item in SyntaxCorpus.Cases)
            tally.Compare(item.Text, python.DumpOfText(item.Text), item.Text);

        Report(tally);
    }

    [SkippableFact]
    public void Parse_DamagedText_IsWhatThisCPythonSays()
    {
        using var python = Find();
        var tally = new Tally(python);
        var damage = new Damage(4711);

        for (int i = 0; i < 4000; i++)
        {
            // What is no text can't be handed over; that it is refused is tested elsewhere.
            string text = string.Concat(damage.Next().EnumerateRunes());
            tally.Compare(text, python.DumpOfText(text), text);
        }

        Report(tally);
    }

    private static CPython Find()
    {
        var python = CPython.Find();
        Skip.If(python is null, "there is no CPython 3.11 or newer");
        return python!;
    }

    private void Report(Tally tally)
    {
        output.WriteLine(tally.ToString());
        tally.Different.Should().BeEmpty();
    }

    private static IEnumerable<string> FilesBelow(string folder) =>
        Directory.EnumerateFiles(folder, "*.py", SearchOption.AllDirectories)
            .Where(f => !f.Contains("site-packages", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string? Read(string file)
    {
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(file));
            return text.TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private sealed partial class Tally(CPython python)
    {
        private int _refused;
        private int _unknown;

        internal int Equal { get; private set; }

        internal List<string> Different { get; } = [];

        internal void Compare(string text, string? theirs, string name)
        {
            var parsed = PythonParser.Parse(text);
            bool hasPlaces = !IsOlderThan(12) && TreeDump.HasPlaces(text);
            string? ours = parsed.Body is null ? null : TreeDump.Of(parsed.Body, hasPlaces);
            if (theirs is "")
                _unknown++;
            else if (ours is null && theirs is null)
                _refused++;
            else if (ours is not null && theirs is not null && SyntaxCorpus.AreEqual(ours, theirs))
                Equal++;
            else if (IsExcused(text, ours, theirs))
                _unknown++;
            else
                Different.Add($"{name}\n  ours {ours ?? parsed.Problem}\n  theirs {theirs ?? "refused"}");
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{python}: {Equal} equal, {_refused} refused by both, {_unknown} not comparable, {Different.Count} different");

        /// <summary>Whether this CPython may be too old, or the text is one of the few that are read otherwise on purpose.</summary>
        private bool IsExcused(string text, string? ours, string? theirs)
        {
            // A byte order mark belongs to a file, and a name of a character may be unknown to CPython too.
            if (theirs is null && (text.StartsWith('\uFEFF') || ours!.Contains(TreeDump.Inexact, StringComparison.Ordinal)))
                return true;
            if (ours is not null && theirs is not null && DebugInFormat().IsMatch(text))
                return true;
            return IsOlderThan(14) && (Since314().IsMatch(text)
                || (IsOlderThan(13) && theirs is null && TypeParameters().IsMatch(text))
                || (IsOlderThan(12) && FormattedStrings().IsMatch(text)));
        }

        private bool IsOlderThan(int minor) => python.Version < new Version(3, minor);

        // CPython 3.14.2 repeats the text of earlier fields there.
        [GeneratedRegex(@":[^']*\{[^']*\}\{[^']*=")]
        private static partial Regex DebugInFormat();

        // t-strings, several exceptions without parentheses, formats in raw f-strings, details of fields, and features of the future, which
        // ast.parse knows by name since.
        [GeneratedRegex("[tT][rR]?['\"]|[rR][tTfF]['\"]|[fF][rR]['\"]|except|__future__|[fF]['\"]{1,3}.*[{:=#]")]
        private static partial Regex Since314();

        [GeneratedRegex("type|(def|class)\\s*\\w+\\s*\\[")]
        private static partial Regex TypeParameters();

        // Read by the grammar since 3.12.
        [GeneratedRegex("[fF][rR]?['\"]")]
        private static partial Regex FormattedStrings();
    }
}
