using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands;

/// <summary>Where <c>cp</c> and its like put files: a file, or a folder in which each of the other operands gets a file of its name.</summary>
internal static class TargetFolder
{
    private const int MostTargets = 4;

    /// <summary>Adds what is written there.</summary>
    /// <param name="target">The file or folder.</param>
    /// <param name="except">Its own place among the operands; negative: an option names it.</param>
    /// <param name="isByOption">An option names it.</param>
    /// <param name="isRecursive">Folders are put there with all that is in them.</param>
    /// <param name="words">The command's.</param>
    /// <param name="arguments">The same, told apart.</param>
    /// <param name="sink">Gets it.</param>
    internal static void Read(ShellWord target, int except, bool isByOption, bool isRecursive, ReadOnlySpan<ShellWord> words, Arguments arguments, EffectSink sink)
    {
        if (EffectSink.IsUncertain(target) || MustBeFile(target.Text) || target.Text.Length == 0 || target.Below is not null || EffectSink.IsStream(target.Text))
        {
            sink.Write(target, isByOption, isRecursive);
            return;
        }
        // With a separator at its end, or dots for a name, it can only be a folder.
        bool isFolder = target.Text.EndsWith('/') || target.Text[(target.Text.LastIndexOf('/') + 1)..] is "." or "..";
        string folder = target.Text.EndsWith('/') ? target.Text : target.Text + "/";
        bool isNamed = arguments.Operands.Count > (except < 0 ? 0 : 1);
        // Tools take one, and refuse to be given more.
        if (++arguments.Targets > MostTargets)
        {
            sink.Gap("names more folders for its files than are looked at");
            return;
        }
        if (!isFolder || !isNamed)
            sink.WriteTarget(target, isByOption, isRecursive);
        bool isKnown = true;
        foreach (int operand in arguments.Operands)
        {
            if (operand == except)
                continue;
            string source = words[operand].Text.TrimEnd('/');
            string name = source[(source.LastIndexOf('/') + 1)..];
            if (name is "" or "." or ".." or "-" || name.Contains(ShellWord.Hole, StringComparison.Ordinal))
                isKnown = false;
            else
                sink.Write(new ShellWord(folder + name, target.At, words[operand].IsMany, target.HasTilde), isByOption, isRecursive);
        }
        if (!isKnown)
            sink.Write(target, isByOption, isRecursive: true);
    }

    /// <summary>Names with an ending are hardly folders, but for <c>conf.d</c> and its like.</summary>
    private static bool MustBeFile(string path)
    {
        int name = path.LastIndexOf('/') + 1;
        int dot = path.LastIndexOf('.');
        return dot > name && dot < path.Length - 1 && !path.EndsWith(".d", StringComparison.Ordinal) && path[name..] is not "..";
    }
}
