using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>What a command imports, as Python's tools take it: a file, or the dotted name of a module or of something in one.</summary>
internal static class PythonObject
{
    /// <summary>No project nests its packages deeper.</summary>
    private const int MostParts = 12;

    internal static void Read(ShellWord word, EffectSink sink)
    {
        string name = word.Text;
        if (EffectSink.IsUncertain(word))
        {
            sink.Script("python", word, []);
            return;
        }
        // An application in a module, with arguments or not: "wsgi:app", "wsgi:make(1)".
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
            name = name[..colon];
        if (name.Length == 0)
            return;
        if (name.Contains('/', StringComparison.Ordinal) || name.EndsWith(".py", StringComparison.Ordinal))
        {
            sink.Script("python", new ShellWord(name, word.At), []);
            return;
        }
        // Which of its parts is the module nobody can tell; all that lead to it are imported.
        string[] parts = name.Split('.', MostParts + 1);
        if (parts.Length > MostParts)
        {
            sink.Gap("imports a module that is not known");
            return;
        }
        string path = "";
        foreach (string part in parts)
        {
            path += part;
            sink.Script("python", new ShellWord(path + ".py", word.At), []);
            sink.Script("python", new ShellWord(path + "/__init__.py", word.At), []);
            path += "/";
        }
    }

    /// <summary>What <c>unittest</c> is told to run: <c>discover</c> is all that lies in a folder.</summary>
    internal static void ReadTests(ShellWord word, EffectSink sink)
    {
        if (word.Text == "discover" && !EffectSink.IsUncertain(word))
            sink.Script(null, new ShellWord(".", word.At), []);
        else
            Read(word, sink);
    }
}
