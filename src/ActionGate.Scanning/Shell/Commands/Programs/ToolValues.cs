using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>Values of single tools in which a file, a host or a program hides. Sources: the tools' manuals.</summary>
internal static class ToolValues
{
    internal static bool Has(string? name) => name is
        "archive" or "changed" or "clone-rest" or "database-or-file" or "emit" or "kube-output" or "less-keys" or "member-or-list" or "mongo" or "rustc-flag"
            or "sqlite-changed" or "sqlite-file" or "task-name" or "tool-path" or "yq-operand";

    internal static void Read(string name, ShellWord word, EffectSink sink)
    {
        switch (name)
        {
            case "archive" or "changed":
                ReadListable(word, isRead: name is "changed", sink);
                break;
            case "clone-rest":
                ReadCloneRest(word, sink);
                break;
            case "database-or-file":
                DatabaseCommands.ReadConnection(word, sink);
                if (word.HasTilde || word.Text.AsSpan().ContainsAny('/', '.', ShellWord.Hole) && !word.Text.Contains("://", StringComparison.Ordinal))
                    sink.Read(word, isRecursive: true);
                break;
            case "emit":
                ReadEmit(word, sink);
                break;
            case "kube-output":
                ReadKubeOutput(word, sink);
                break;
            case "less-keys":
                FileNames.ReadLessKeys(word, sink);
                break;
            case "member-or-list":
                sink.Read(word.Text.StartsWith('@') ? ShellWord.Unknown(word.At) : word, isRecursive: true);
                break;
            case "mongo":
                ReadMongo(word, sink);
                break;
            case "rustc-flag":
                ReadRustcFlag(word, sink);
                break;
            case "sqlite-changed" or "sqlite-file":
                ReadDatabase(word, isChanged: name is "sqlite-changed", sink);
                break;
            case "task-name":
                if (EffectSink.IsUncertain(word) || word.Text.AsSpan().IndexOfAny(" \t\n;!\"'(){}") >= 0 || word.Text is "eval" or "set" or "console" or "consoleProject" or "consoleQuick" or "apply" or "shell")
                    sink.Gap("runs a command of its own that may do anything");
                break;
            case "tool-path":
                // A bare name or a version is looked up among what is installed.
                if (word.HasTilde || word.Text.AsSpan().ContainsAny('/', ShellWord.Hole))
                    sink.Run([word, ShellWord.AnyNumber(word.At)]);
                break;
            case "yq-operand":
                if (word.Text.AsSpan().ContainsAny('(', '|'))
                    FileNames.ReadJq(word, sink);
                else
                    sink.Read(word);
                break;
        }
    }

    /// <summary>A file of a binutil, which takes further arguments out of <c>@FILE</c>.</summary>
    private static void ReadListable(ShellWord word, bool isRead, EffectSink sink)
    {
        if (word.Text.StartsWith('@'))
        {
            sink.Gap("takes code or options from an operand");
            return;
        }
        if (isRead)
            sink.Read(word);
        sink.Write(word);
    }

    /// <summary>gh's words behind the repository: a folder, and behind <c>--</c> options of <c>git clone</c>.</summary>
    private static void ReadCloneRest(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        if (!text.StartsWith('-'))
        {
            if (text.AsSpan().ContainsAnyExceptInRange('0', '9'))
                sink.Write(word, isRecursive: true);
        }
        else if (!(text is "--" or "--depth" or "--branch" or "-b" or "--single-branch" or "--no-single-branch" or "--recursive" or "--recurse-submodules" or "--quiet" or "-q"
            or "--no-tags" or "--bare" or "--mirror" or "--verbose" or "-v" or "--progress" or "--shallow-submodules" or "--no-checkout" or "-n" or "--sparse"
            || text.StartsWith("--depth=", StringComparison.Ordinal) || text.StartsWith("--branch=", StringComparison.Ordinal) || text.StartsWith("--filter=", StringComparison.Ordinal)))
            sink.Gap("hands options on to git that may run anything");
    }

    /// <summary>rustc's <c>--emit=link=FILE,asm=FILE</c> and <c>--print=cfg=FILE</c>.</summary>
    private static void ReadEmit(ShellWord word, EffectSink sink)
    {
        foreach (var range in word.Text.AsSpan().Split(','))
        {
            int start = range.Start.GetOffset(word.Text.Length);
            int equals = word.Text.AsSpan()[range].IndexOf('=');
            if (equals >= 0)
                sink.Write(ValueReaders.Part(word, start + equals + 1, range.End.GetOffset(word.Text.Length)), isByOption: true);
            else if (word.Text.AsSpan()[range].Contains(ShellWord.Hole))
                sink.Write(ShellWord.Unknown(word.At), isByOption: true);
        }
    }

    /// <summary>What <c>cargo clippy</c> hands on to the compiler: lints do no harm.</summary>
    private static void ReadRustcFlag(ShellWord word, EffectSink sink)
    {
        if (EffectSink.IsUncertain(word) || word.Text is ['-', not ('D' or 'W' or 'A' or 'F'), ..] && word.Text is not ("--deny" or "--warn" or "--allow" or "--forbid" or "--"))
            sink.Gap("hands options on to a compiler that may run or write something by them");
    }

    /// <summary>kubectl's <c>-o jsonpath-file=FILE</c> and its like.</summary>
    private static void ReadKubeOutput(ShellWord word, EffectSink sink)
    {
        // -o=NAME is the same as -o NAME.
        if (word.Text is ['=', ..])
            word = ValueReaders.Part(word, 1);
        int equals = word.Text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 && word.Text.Contains(ShellWord.Hole, StringComparison.Ordinal) || word.Text.StartsWith(ShellWord.Hole))
            sink.Read(ShellWord.Unknown(word.At), isByOption: true);
        else if (equals > 0 && word.Text[..equals] is "jsonpath-file" or "custom-columns-file" or "go-template-file" or "templatefile")
            sink.Read(ValueReaders.Part(word, equals + 1), isByOption: true);
    }

    /// <summary>mongosh's operand: an address, <c>host/database</c>, a script, or a database.</summary>
    private static void ReadMongo(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        if (text.Contains("://", StringComparison.Ordinal))
            sink.Url(word, isByOption: true);
        else if (text.EndsWith(".js", StringComparison.Ordinal) || text.EndsWith(".mongodb", StringComparison.Ordinal) || word.HasTilde)
            sink.Script("javascript", word, []);
        else if (text.AsSpan().ContainsAny("/:.\0"))
            sink.Host(word, null, isByOption: true);
    }

    /// <summary>sqlite's database, which need not be a file.</summary>
    private static void ReadDatabase(ShellWord word, bool isChanged, EffectSink sink)
    {
        if (word.Text is ":memory:" or "file::memory:")
            return;
        sink.Read(word);
        if (isChanged)
            sink.Write(word);
    }
}
