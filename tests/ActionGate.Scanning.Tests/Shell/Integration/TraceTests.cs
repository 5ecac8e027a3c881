using ActionGate.Scanning.Shell;
using ActionGate.Scanning.Shell.Facts;
using Xunit.Abstractions;

namespace ActionGate.Scanning.Tests.Shell.Integration;

/// <summary>What bash runs of a text is what the scanner lists. README.md in Corpus/ShellTraces explains the texts, and why they do no harm.</summary>
public sealed class TraceTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Complaints = ["command not found", "syntax error", "No such file", "unexpected EOF", "bad substitution"];

    private readonly TraceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Scan_EachText_ListsWhatBashRuns()
    {
        Skip.If(TraceFolder.Bash is null, "there is no bash");
        var texts = TraceText.ReadAll("ShellTraces");
        var broken = new List<string>();
        var missed = new List<string>();
        var inexact = new List<string>();

        foreach (var (text, recorded, _, errors) in _folder.Run(texts, $"{TraceFolder.Bash} --norc --noprofile"))
        {
            if (Complaints.Any(c => errors.Contains(c, StringComparison.Ordinal)) || (text.IsExact && recorded.Count == 0))
                broken.Add($"{text.Place}: '{text.Shown}': {errors}");
            var result = CodeScanners.Scan(text.Text, "bash");
            List<IReadOnlyList<string?>> listed = [.. (result.Shell?.Commands ?? []).Where(c => c[0] is not { } name || TraceFolder.Recorders.Contains(name))];
            bool mayBeSilent = !text.IsExact && result.IsOpaque;
            foreach (string[] command in recorded)
            {
                if (!mayBeSilent && !listed.Exists(l => CouldBe(l, command)))
                    missed.Add($"{text.Place}: {Show(command)} of '{text.Shown}', listed {string.Join(' ', listed.Select(Show))} {result.Note}");
            }
            if (text.IsExact && !listed.Select(Show).Distinct().Order(StringComparer.Ordinal).SequenceEqual(recorded.Select(Show).Distinct().Order(StringComparer.Ordinal)))
                inexact.Add($"{text.Place}: '{text.Shown}': bash runs {string.Join(' ', recorded.Select(Show))}, listed {string.Join(' ', listed.Select(Show))}");
        }

        broken.Should().BeEmpty("each text of the corpus runs");
        int exact = texts.Count(t => t.IsExact);
        output.WriteLine($"{texts.Count} texts, {missed.Count} commands missed; {exact - inexact.Count} of {exact} exact ({100.0 * (exact - inexact.Count) / exact:0.0} %)");
        foreach (string line in inexact)
            output.WriteLine(line);
        if (missed.Count > 0)
            Assert.Fail($"{missed.Count} commands are missed\n{string.Join('\n', missed)}");
        (exact - inexact.Count).Should().BeGreaterThanOrEqualTo((int)Math.Ceiling(0.98 * exact), string.Join('\n', inexact));
    }

    [SkippableFact]
    public void ReadForAny_EachText_ListsWhatDashRunsAndWrites()
    {
        Skip.If(TraceFolder.Dash is null, "there is no dash");

        Missed([.. TraceText.ReadAll("ShellTraces"), .. TraceText.ReadAll("ShellDialects")]).Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData(3)]
    [InlineData(7)]
    public void ReadForAny_GeneratedText_ListsWhatDashRunsAndWrites(int seed)
    {
        Skip.If(TraceFolder.Dash is null, "there is no dash");
        var generator = new DialectTextGenerator(seed);

        Missed([.. Enumerable.Range(0, 150).Select(i => new TraceText($"{seed}/{i}", IsExact: false, generator.Next()))]).Should().BeEmpty();
    }

    private List<string> Missed(IReadOnlyList<TraceText> texts)
    {
        var missed = new List<string>();
        int told = 0;
        foreach (var (text, recorded, files, errors) in _folder.Run(texts, TraceFolder.Dash!))
        {
            var reading = ShellScanner.ReadForAny(text.Text, isNamed: false);
            var result = ShellReport.Of(reading, text.Text, "sh");
            if (result.IsOpaque)
                continue;
            told++;
            foreach (string[] command in recorded)
            {
                if (!result.Shell!.Commands.Any(l => CouldBe(l, command)))
                    missed.Add($"{text.Place}: {Show(command)} of '{text.Shown}' {errors}");
            }
            foreach (string file in files)
            {
                if (!reading.Effects.Exists(e => e.Kind == ActionKind.FileWrite && MayBe(e, file)))
                    missed.Add($"{text.Place}: writes '{file}' of '{text.Shown}' {errors}");
            }
        }
        output.WriteLine($"{told} of {texts.Count} are told whole");
        told.Should().BeGreaterThan(texts.Count / 4);
        return missed;
    }

    private static bool MayBe(ShellEffect effect, string file) =>
        !effect.Target.IsStatic || effect.Place.Directories.Count == 0 || effect.Place.Directories.Any(d => !d.IsStatic || Path.GetRelativePath("/1/in", Path.Combine("/1/in", d.Text, effect.Target.Text)) == file);

    [Fact]
    public void Texts_AreManyAndDiffer()
    {
        var texts = TraceText.ReadAll("ShellTraces");

        texts.Should().HaveCountGreaterThanOrEqualTo(300);
        texts.Select(t => t.Text).Should().OnlyHaveUniqueItems();
    }

    /// <summary>A word that is not static stands for any run of words.</summary>
    private static bool CouldBe(IReadOnlyList<string?> listed, string[] command, int i = 0, int j = 0)
    {
        for (; i < listed.Count; i++, j++)
        {
            if (listed[i] is null)
                return Enumerable.Range(j, command.Length - j + 1).Any(next => CouldBe(listed, command, i + 1, next));
            if (j == command.Length || listed[i] != command[j])
                return false;
        }
        return j == command.Length;
    }

    private static string Show(IEnumerable<string?> words) => $"[{string.Join('|', words.Select(w => w ?? "<?>"))}]";
}
