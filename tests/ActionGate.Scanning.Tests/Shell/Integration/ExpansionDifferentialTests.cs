using System.Diagnostics;
using System.Text;
using ActionGate.Scanning.Shell;
using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Tests.Shell.Integration;

/// <summary>
/// What bash really runs is among what is read: texts made of harmless parts run in an empty folder, where no command is found and each is
/// recorded instead.
/// </summary>
public sealed class ExpansionDifferentialTests : IDisposable
{
    private const int Texts = 1_500;

    private static readonly string[] Words =
    [
        "a", "'b c'", "\"d\"", "e\\ f", "$x", "\"$x\"", "${y}", "\"$x-$y\"", "$x$y", "${x:-d}", "${u-d e}", "\"${u:-d e}\"", "${x:+alt}", "${x#a}", "${x%c}", "\"${y##* }\"", "${x/a/b}",
        "${x//[b]/z}", "${#x}", "${x^^}", "${y:1:2}", "${x: -1}", "{p,q}", "r{1..3}s", "{a,b{c,d}}", "$(echo s t)", "\"$(echo s t)\"", "`echo u`", "$((1+2*3))", "$((n+1))", "\"$@\"", "$1", "\"$*\"", "$#",
        "\"\"", "$e", "\"$e\"", "*.txt", "'*.txt'", "z[", "{}", "$'t\\tb'", "\"${arr[@]}\"", "${arr[1]}", "${#arr[@]}", "\"${@:2}\"", "${y%% *}", "x=$x", "--k=$y", "#", "a#b", "\"a$(c1 in)b\"", "${!name}",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("actiongate-expansion-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void Read_TextOfHarmlessParts_HasEveryCommandThatBashRuns(int seed)
    {
        Skip.IfNot(File.Exists("/bin/bash"), "there is no bash");
        var random = new Random(seed);
        string[] texts = Enumerable.Range(0, Texts).Select(_ => "u=; unset u; e=; n=4; x=abc; y='k l m'; name=y; arr=(v 'w w'); set -- one 'two three'; " + Block(random, 2)).ToArray();

        string[][][] runs = Run(texts);

        var missed = new StringBuilder();
        int commands = 0, exact = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            var reading = ShellScanner.Read(texts[i], ShellDialect.Bash);
            foreach (string[] argv in runs[i])
            {
                commands++;
                if (reading.Commands.Exists(c => Array.TrueForAll(c.Words, w => w.IsStatic) && c.Words.Select(w => w.Text).SequenceEqual(argv)))
                    exact++;
                else if (!reading.Commands.Exists(c => Covers(c.Words, argv)))
                    missed.Append(texts[i]).Append("\n  bash runs: ").AppendJoin('|', argv).Append('\n');
            }
        }
        missed.ToString().Should().BeEmpty();
        commands.Should().BeGreaterThan(Texts);
        ((double)exact / commands).Should().BeGreaterThan(0.75);
    }

    private static string Block(Random random, int depth)
    {
        var text = new StringBuilder();
        for (int n = random.Next(1, 4); n > 0; n--)
            text.Append(Statement(random, depth)).Append(n > 1 ? "; " : "");
        return text.ToString();
    }

    private static string Statement(Random random, int depth)
    {
        if (depth == 0 || random.Next(3) > 0)
            return Simple(random);
        string first = Block(random, depth - 1), second = Block(random, depth - 1);
        return random.Next(16) switch
        {
            0 => $"if {Simple(random)}; then {first}; else {second}; fi",
            1 => $"{Simple(random)} && {Simple(random)}",
            2 => $"{Simple(random)} || {{ {first}; }}",
            3 => $"( {first} )",
            4 => $"{{ {first}; }} | cat",
            5 => $"for x in {Word(random)} {Word(random)}; do {first}; done",
            6 => $"case $x in a*) {first};; *) {second};; esac",
            7 => $"f() {{ {first}; }}; f {Word(random)} {Word(random)}",
            8 => $"i=0; while [ $i -lt 2 ]; do {first}; i=$((i+1)); done",
            9 => $"eval '{Simple(random).Replace("'", "'\\''", StringComparison.Ordinal)}'",
            10 => $"for ((i=0; i<2; i++)); do {first}; done",
            11 => $"g() {{ local x=loc; {first}; test $n = 4 && return; {second}; }}; g; g 1",
            12 => $"until c1; do {first}; done",
            13 => $"while read y; do {first}; break; done <<< \"$x\"",
            14 => $"! {Simple(random)} && {{ {first}; }}",
            _ => $"for i in 1 2 3; do {first}; {Simple(random)} && continue; {second}; break; done",
        };
    }

    private static string Simple(Random random) => random.Next(14) switch
    {
        0 => $"x={Word(random)}",
        1 => $"y=p{Word(random)} x=q",
        2 => $"x=tmp c2 {Word(random)}",
        3 => $"set -- {Word(random)} {Word(random)}",
        4 => "x+=more",
        5 => "((n++))",
        6 => "read x <<< 'from here'",
        7 => $"arr+=({Word(random)})",
        8 => $"printf -v y '%s-' {Word(random)}",
        9 => "shift",
        10 => $"command c3 {Word(random)}",
        _ => $"c{random.Next(1, 5)} {Word(random)} {Word(random)}",
    };

    private static string Word(Random random) => Words[random.Next(Words.Length)];

    /// <summary>The words, in which holes may be anything, may be this argument vector.</summary>
    private static bool Covers(ReadOnlySpan<ShellWord> words, ReadOnlySpan<string> argv)
    {
        if (words.IsEmpty)
            return argv.IsEmpty;
        if (!words[0].IsMany)
            return !argv.IsEmpty && Covers(words[0].Text, argv[0]) && Covers(words[1..], argv[1..]);
        for (int taken = 0; taken <= argv.Length; taken++)
        {
            if (Covers(words[1..], argv[taken..]) &&
                (taken == 0 || Covers(words[0].Text, string.Concat(argv[..taken].ToArray()))))
            {
                return true;
            }
        }
        return false;
    }

    private static bool Covers(string pattern, string text)
    {
        if (pattern.Length == 0)
            return text.Length == 0;
        if (pattern[0] is not (ShellWord.Hole or ShellWord.NameHole or ShellWord.PlainNameHole))
            return text.Length > 0 && pattern[0] == text[0] && Covers(pattern[1..], text[1..]);
        for (int taken = 0; taken <= text.Length; taken++)
        {
            if (Covers(pattern[1..], text[taken..]))
                return true;
        }
        return false;
    }

    private string[][][] Run(string[] texts)
    {
        File.WriteAllText(Path.Combine(_folder, "one.txt"), "");
        File.WriteAllText(Path.Combine(_folder, "two.txt"), "");
        string record = Path.Combine(_folder, ".record");
        var script = new StringBuilder("PATH=/nonexistent\nexec 9>>.record\ncat() { while read -r; do :; done; }\n")
            .Append("command_not_found_handle() { printf '%s\\0' \"$@\" $'\\x01' >&9; [[ $1 != c3 ]]; }\n");
        for (int i = 0; i < texts.Length; i++)
            script.Append("printf '%s\\0' @@ >&9\n( eval '").Append(texts[i].Replace("'", "'\\''", StringComparison.Ordinal)).Append("' )\n");
        string path = Path.Combine(_folder, ".script");
        File.WriteAllText(path, script.ToString());
        var start = new ProcessStartInfo("/bin/bash") { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(path);
        start.Environment.Clear();
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(120)))
            process.Kill(entireProcessTree: true);
        _ = (output.Result, errors.Result);
        string[] parts = File.ReadAllText(record).Split("@@\0")[1..];
        parts.Should().HaveCount(texts.Length);
        return Array.ConvertAll(parts, static p => Array.ConvertAll(p.Split("\u0001\0")[..^1], static r => r.Split('\0')[..^1]));
    }
}
