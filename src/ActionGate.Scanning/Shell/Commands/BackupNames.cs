using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands;

/// <summary>The names under which files are kept that a command replaces. Sources: the manuals of GNU's coreutils and sed, perlrun(1).</summary>
internal static class BackupNames
{
    private const int MostSuffixes = 4;

    /// <summary>Adds what is written beside the files that a command's operands name.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="sink">What its operands do.</param>
    /// <param name="first">The first operation that comes of an operand.</param>
    internal static void Add(Arguments arguments, EffectSink sink, int first)
    {
        var operations = sink.Effects.Operations;
        int count = operations.Count;
        var suffixes = new HashSet<ShellWord>();
        foreach (var given in arguments.Options)
        {
            if ((given.Option.Marks & OptionMarks.Backup) == 0 || given.Value is not { Text.Length: > 0 } suffix || !suffixes.Add(suffix))
                continue;
            if (suffixes.Count > MostSuffixes)
            {
                sink.Gap("keeps files under more names than are looked at");
                return;
            }
            // The target of -t is told before the operands.
            for (int i = arguments.ValueOf("-t") is null ? first : 0; i < count; i++)
            {
                if (operations[i].Kind == ActionKind.FileWrite)
                    Add(operations, i, in suffix);
            }
        }
    }

    private static void Add(List<InnerOperation> operations, int written, in ShellWord suffix)
    {
        var operation = operations[written];
        var target = operation.Target;
        if (operation.IsRecursive)
            operations[written] = operation with { Unpacks = Unpacking.Names };
        else if (!suffix.IsStatic || suffix.Text.Contains('/', StringComparison.Ordinal))
            operations.Add(operation with { Target = ShellWord.Unknown(target.At) });
        else
            operations.Add(operation with { Target = new ShellWord(Named(target.Text, suffix.Text), target.At, target.IsMany, target.HasTilde) });
    }

    /// <summary>A star in the suffix stands for the name (perlrun(1); GNU sed takes it so as well).</summary>
    private static string Named(string path, string suffix)
    {
        int name = path.LastIndexOf('/') + 1;
        return suffix.Contains('*', StringComparison.Ordinal) ? path[..name] + suffix.Replace("*", path[name..], StringComparison.Ordinal) : path + suffix;
    }
}
