using System.Diagnostics;
using System.Text;

namespace ActionGate.Scanning.Tests.Shell.Syntax.Integration;

/// <summary>Asks bash about texts, without running them. One process answers for many.</summary>
internal sealed class BashOracle : IDisposable
{
    private const string AcceptsScript = """
        while IFS= read -r -d '' text; do
          if out=$("$BASH" -n -c -- "$text" 2>&1) && [ -z "$out" ]; then printf '1\0'
          elif [[ $text == *'('* ]] && out=$("$BASH" -O extglob -n -c -- "$text" 2>&1) && [ -z "$out" ]; then printf '1\0'
          else printf '0\0'; fi
        done
        """;

    private const string PrintsScript = """
        shopt -s extglob
        while IFS= read -r -d '' text; do
          unset -f subject
          eval "subject() {
        $text
        }"
          declare -f subject
          printf '\0'
        done
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("actiongate-syntax-").FullName;

    internal static string? Path { get; } =
        new[] { "/bin/bash", "/usr/bin/bash", "/usr/local/bin/bash", "/opt/homebrew/bin/bash" }.FirstOrDefault(File.Exists);

    /// <summary>Whether bash 5.2 or later is there: what earlier ones accept is another matter.</summary>
    internal static bool IsPresent { get; } = Path is not null && Version() >= 502;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Whether bash accepts each text, with extended patterns or without, and without a warning.</summary>
    internal bool[] Accepts(IEnumerable<string> texts) => [.. Ask(AcceptsScript, texts).Select(answer => answer == "1")];

    /// <summary>The texts as bash prints them back, each the body of a function that is never called. Only for sound texts.</summary>
    internal string[] Prints(IEnumerable<string> texts) => Ask(PrintsScript, texts);

    private static int Version() => int.Parse(Start(null, "echo $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1]))", []), System.Globalization.CultureInfo.InvariantCulture);

    private string[] Ask(string script, IEnumerable<string> texts)
    {
        string[] asked = [.. texts];
        string[] answers = Start(_folder, script, asked).Split('\0')[..^1];
        answers.Should().HaveCount(asked.Length);
        return answers;
    }

    private static string Start(string? folder, string script, string[] texts)
    {
        var start = new ProcessStartInfo(Path!, ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? "/",
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["PATH"] = "/nonexistent";
        using Process bash = Process.Start(start)!;
        bash.ErrorDataReceived += (_, _) => { };
        bash.BeginErrorReadLine();
        Task writing = Task.Run(() =>
        {
            foreach (string text in texts)
                bash.StandardInput.Write(text + '\0');
            bash.StandardInput.Close();
        });
        string answer = bash.StandardOutput.ReadToEnd();
        writing.Wait(TimeSpan.FromMinutes(1)).Should().BeTrue();
        bash.WaitForExit(TimeSpan.FromMinutes(1)).Should().BeTrue();
        return answer;
    }
}
