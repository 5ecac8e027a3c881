using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ActionGate.Normalisation;

namespace ActionGate.Tests.Normalisation;

/// <summary>One line of Corpus/Normalisation; README.md there explains the form.</summary>
internal sealed record NormalisationCase(
    string Place, string Input, string Expected, int? ExpectedPort, string WorkingDirectory, string? Home, int? Port, PathRules Rules);

internal static partial class NormalisationCorpus
{
    /// <summary>The runtime's own switch, so that a wrong answer of the code under test can't choose the expectation.</summary>
    public static bool IsInvariant { get; } =
        Environment.GetEnvironmentVariable("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT") is "1" or "true";

    public static IEnumerable<NormalisationCase> Read(string file)
    {
        string cwd = "";
        string? home = null;
        int? port = null;
        PathPlatform platform = PathPlatform.Linux;
        bool? isCaseSensitive = null;
        string[] lines = File.ReadAllText(Path.Combine(Folder(), file)).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string place = $"{file}:{i + 1}";
            string line = lines[i];
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (Directive().Match(line) is { Success: true } directive)
            {
                string value = directive.Groups[2].Value;
                switch (directive.Groups[1].Value)
                {
                    case "cwd":
                        cwd = value == "-" ? "" : Unescape(value);
                        break;
                    case "home":
                        home = value == "-" ? null : Unescape(value);
                        break;
                    case "platform":
                        platform = Enum.Parse<PathPlatform>(value, ignoreCase: true);
                        break;
                    case "case":
                        isCaseSensitive = value == "-" ? null : value == "sensitive";
                        break;
                    default:
                        port = value == "-" ? null : int.Parse(value, CultureInfo.InvariantCulture);
                        break;
                }

                continue;
            }

            int arrow = line.IndexOf(" => ", StringComparison.Ordinal);
            if (arrow < 0)
                throw new FormatException($"{place}: expected 'input => result', found '{line}'");
            string[] expected = line[(arrow + 4)..].Split(" ~~ ");
            Match chosen = Result().Match(expected[IsInvariant ? ^1 : 0]);
            int? expectedPort = chosen.Groups[2].Success ? int.Parse(chosen.Groups[2].Value, CultureInfo.InvariantCulture) : null;
            yield return new NormalisationCase(
                place, Unescape(line[..arrow]), Unescape(chosen.Groups[1].Value), expectedPort, cwd, home, port, PathRules.Of(platform, isCaseSensitive));
        }
    }

    public static string Escape(string text)
    {
        StringBuilder escaped = new();
        foreach (char c in text)
            escaped.Append(c == '\\' ? "\\\\" : c is > ' ' and < '\u007F' ? c.ToString() : $"\\u{(int)c:X4}");
        return escaped.ToString();
    }

    private static string Unescape(string text) => Escapes().Replace(text, escape => escape.Value == "\\\\"
        ? "\\"
        : ((char)int.Parse(escape.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    /// <summary>The sources' own folder, found from the built assembly upwards.</summary>
    private static string Folder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, "Corpus", "Normalisation");
            if (Directory.Exists(folder))
                return folder;
        }

        throw new DirectoryNotFoundException("Corpus/Normalisation is not above " + AppContext.BaseDirectory);
    }

    [GeneratedRegex(@"^@ (cwd|home|port|platform|case) (.*)$")]
    private static partial Regex Directive();

    [GeneratedRegex(@"^(.*?)(?: \{(-?\d+)\})?$")]
    private static partial Regex Result();

    [GeneratedRegex(@"\\\\|\\u[0-9A-Fa-f]{4}")]
    private static partial Regex Escapes();
}
