namespace ActionGate.Scanning.Tests.Python;

/// <summary>A snippet of Corpus/PythonLabelled with what it does, told by somebody who has not seen the scanner. README.md there explains the labels.</summary>
internal sealed record LabelledCorpus(
    string File,
    string Name,
    string Code,
    IReadOnlyList<ExpectedOperation> Operations,
    IReadOnlyList<string> Imports,
    IReadOnlyList<string> PossibleImports,
    bool IsOpaque,
    bool MayBeOpaque)
{
    private const string Opening = "=== ";
    private const string Separator = "\n---\n";

    internal static IReadOnlyList<LabelledCorpus> Snippets { get; } = [.. ReadAll()];

    internal bool IsHarmless => Operations.Count == 0 && !MayBeOpaque;

    private static IEnumerable<LabelledCorpus> ReadAll()
    {
        foreach (string file in Directory.EnumerateFiles(CorpusFolder.Of("PythonLabelled"), "*.txt").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(file) == KnownFailures.FileName)
                continue;
            string text = System.IO.File.ReadAllText(file);
            foreach (string part in ("\n" + text).Split("\n" + Opening, StringSplitOptions.RemoveEmptyEntries))
                yield return Read(Path.GetFileName(file), part);
        }
    }

    private static LabelledCorpus Read(string file, string part)
    {
        int name = part.IndexOf('\n', StringComparison.Ordinal);
        int labels = part.LastIndexOf(Separator, StringComparison.Ordinal);
        // A harmless snippet that is never run has nothing below its line.
        int end = labels < 0 ? part.LastIndexOf("\n---", StringComparison.Ordinal) : labels;
        string title = part[..name];
        var operations = new List<ExpectedOperation>();
        var imports = new List<string>();
        var possible = new List<string>();
        bool? opaque = null;
        bool may = false;
        foreach (string line in part[(end + 4)..].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string word = line.Split(' ')[0];
            string rest = line.Length > word.Length ? line[(word.Length + 1)..] : "";
            switch (word)
            {
                case "run":
                    break;
                case "import":
                    imports.Add(rest);
                    break;
                case "import?":
                    possible.Add(rest);
                    break;
                case "opaque":
                    opaque = true;
                    break;
                case "opaque?":
                    may = true;
                    break;
                case "file_read" or "file_write" or "file_delete" or "network" or "shell_exec" or "dynamic_code" or "env_read" or "env_write":
                    operations.Add(ExpectedOperation.Read(word, rest));
                    break;
                default:
                    throw new FormatException($"{file}: {title}: '{line}'");
            }
        }
        // A target of which nothing is known makes the whole opaque, unless the label leaves it open.
        bool must = opaque ?? (!may && operations.Exists(o => o.IsUnknown));
        return new LabelledCorpus(file, title, part[(name + 1)..end], operations, imports, possible, must, must || may);
    }
}
